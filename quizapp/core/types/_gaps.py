"""The gaps of a text: where they stand, what fits into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import Field

from quizapp.core.accepted import NO_MATCH, Accepted, TypedAnswer, Verdict
from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Number
from quizapp.core.question import RIGHT, Entry, Input, Label, Option, Shuffle
from quizapp.core.types._choices import (
    Choices,
    choice_options,
    choice_problems,
    chosen_credit,
    one_correct_problem,
)

_TOKEN = re.compile(r"(\{\{|\}\})|\{([^{}]*)\}|([{}])")


class GapPlace(NamedTuple):
    """Where a gap stands in the text."""

    name: str


class Gap(TypedAnswer):
    """One gap: answers to type, or choices of a menu."""

    answers: Accepted = Field(
        (),
        description="The texts to accept; the first is shown as the key.",
        examples=[["whale oil", {"text": "oil", "credit": "50%"}]],
    )
    choices: Choices = Field(
        (),
        description="A menu; exactly one choice is correct.",
        examples=[[{"text": "lived", "correct": "true"}, "died"]],
    )
    weight: Number = Field(
        RIGHT,
        description="How much the gap counts beside the others.",
        examples=["2"],
        json_schema_extra={"default": 1},
    )

    @property
    def right_value(self) -> str:
        """Return a value that earns everything."""
        correct = (choice.name for choice in self.choices if choice.correct)
        return next(correct, "") if self.choices else self.model_answer

    def verdict(self, value: str) -> Verdict:
        """Return what a value earns."""
        if not self.choices:
            return self.judge(value)
        chosen = next((choice for choice in self.choices if choice.name == value), None)
        if chosen is None:
            return NO_MATCH
        return Verdict(chosen_credit(chosen), feedback=chosen.feedback)


def cut_at_gaps(text: str) -> tuple[str | GapPlace, ...]:
    """Return a text cut at its gaps, doubled braces made single."""
    pieces: list[str | GapPlace] = []
    place = 0
    literal = ""
    for token in _TOKEN.finditer(text):
        literal += text[place : token.start()]
        place = token.end()
        if token[2] is None:
            literal += token[0][0]
            continue
        pieces += [literal, GapPlace(token[2].strip())]
        literal = ""
    return tuple(piece for piece in [*pieces, literal + text[place:]] if piece)


def has_lone_brace(text: str) -> bool:
    """Return whether a brace has no partner."""
    return any(token[3] for token in _TOKEN.finditer(text))


def gap_entry(name: str, gap: Gap, bank: tuple[Option, ...]) -> Entry:
    """Return what a reader fills in; `bank` are the words that gaps to type in offer instead."""
    if gap.choices:
        return Entry(name, Input.ONE, choice_options(gap.choices), Shuffle.AS_SET, Label.WORD)
    if bank:
        return Entry(name, Input.ONE, bank, Shuffle.ALWAYS, Label.WORD)
    return Entry(name, Input.TEXT)


def gap_problems(gap: Gap, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """Find what is wrong with a gap by itself."""
    if bool(gap.answers) == bool(gap.choices):
        verb = "both" if gap.answers else "neither"
        yield Problem(
            "Q355",
            f"a gap has `answers` or `choices`, and this has {verb}",
            at,
            help="`answers` are typed by the reader, `choices` are picked from a menu.",
        )
    elif gap.answers:
        yield from gap.answer_problems(at)
    else:
        yield from choice_problems(gap.choices, (*at, "choices"))
        yield from one_correct_problem(gap.choices, (*at, "choices"), "")
    if gap.weight <= 0:
        yield Problem(
            "Q356",
            "a gap's weight is more than 0",
            (*at, "weight"),
            help="A gap that is not to count is better written out.",
        )
