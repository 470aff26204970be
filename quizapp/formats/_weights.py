"""Choices with weights, as Moodle and its relatives have them, and what they are here.

Moodle writes shares as percent with five decimals, so that a third is 33.33333: such a number is
taken for the fraction it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.fields import parse_number
from quizapp.core.question import RIGHT, WRONG, Question
from quizapp.core.types._choices import Choice
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.writing import Fields, Tree

_LARGEST_DENOMINATOR: Final = 20
_NEARNESS: Final = Fraction(1, 50_000)
_NUMBER = re.compile(r"\s*+([+-]?\d{0,15}(?:[.,]\d{1,15})?)\s*+%?\s*+\Z", re.ASCII)


class Weighted(NamedTuple):
    """A choice, the share of the points that choosing it earns, -1..1, and what is said to it."""

    text: str
    weight: Fraction
    feedback: str = ""


def parse_share(percent: str) -> Fraction | None:
    """Read a percentage as the share that it means; None when it is none."""
    found = _NUMBER.match(percent)
    number = parse_number(found[1].lstrip("+").replace(",", ".")) if found and found[1] else None
    if number is None:
        return None
    share = number / 100
    near = share.limit_denominator(_LARGEST_DENOMINATOR)
    return near if abs(near - share) <= _NEARNESS else share


def write_share(share: Fraction) -> str:
    """Return a share as a percentage with at most five decimals."""
    text = f"{float(share * 100):.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_fraction(value: Fraction) -> str:
    """Return a share as a quiz file has it: 50%, 1/3."""
    percent = value * 100
    return f"{percent}%" if percent.denominator == 1 else str(value)


def choice_fields(choices: Sequence[Weighted], *, is_single: bool) -> Fields:
    """Return the fields of a question with these choices.

    Weights that `balanced` or `right-minus-wrong` would give anyway become that rule. A second
    choice that earns everything in a single choice keeps its credit.
    """
    if is_single:
        best = next((c for c in choices if c.weight == 1), None)
        listed: list[Tree] = [_choice(c, is_right=c is best) for c in choices]
        return {"type": "single-choice", "choices": listed}
    scoring = _rule(choices)
    keeps_credit = scoring == "credits"
    listed = [_choice(c, is_right=c.weight > 0, keeps_credit=keeps_credit) for c in choices]
    fields: Fields = {"type": "multiple-response", "choices": listed}
    return fields if scoring == "balanced" else {**fields, "scoring": scoring}


def _choice(choice: Weighted, *, is_right: bool, keeps_credit: bool = True) -> Tree:
    fields: Fields = {"text": choice.text}
    if is_right:
        fields["correct"] = "true"
    if keeps_credit and choice.weight != (RIGHT if is_right else WRONG):
        fields["credit"] = write_fraction(choice.weight)
    if choice.feedback:
        fields["feedback"] = choice.feedback
    return choice.text if list(fields) == ["text"] else fields


def _rule(choices: Sequence[Weighted]) -> str:
    right = {c.weight for c in choices if c.weight > 0}
    wrong = {c.weight for c in choices if c.weight <= 0}
    count = sum(c.weight > 0 for c in choices)
    others = len(choices) - count
    if right == {Fraction(1, count)} if count else False:
        if not others or wrong == {Fraction(-1, others)}:
            return "balanced"
        if wrong == {Fraction(-1, count)}:
            return "right-minus-wrong"
    return "credits"


def weighted_choices(question: Question) -> list[tuple[Choice, Fraction]]:
    """Return a question's choices with weights that earn about what its own rule gives.

    The sum of the weights of what is ticked, held within 0..1, is exact for a single choice and
    for `balanced`, `right-minus-wrong` and `credits`; for `all-or-nothing` it is exact where
    something wrong is ticked.
    """
    if isinstance(question, SingleChoice):
        return [(c, RIGHT if c.correct else c.credit or WRONG) for c in question.choices]
    if not isinstance(question, MultipleResponse):
        raise TypeError(f"{question.type} has no choices")
    right = sum(choice.correct for choice in question.choices)
    others = len(question.choices) - right
    penalties = {
        "balanced": Fraction(-1, others) if others else WRONG,
        "right-minus-wrong": Fraction(-1, right),
        "all-or-nothing": -RIGHT,
        "credits": WRONG,
    }
    return [
        (choice, _weight(choice, question.scoring, Fraction(1, right), penalties[question.scoring]))
        for choice in question.choices
    ]


def _weight(choice: Choice, scoring: str, share: Fraction, penalty: Fraction) -> Fraction:
    if scoring == "credits" and choice.credit is not None:
        return choice.credit
    return share if choice.correct else penalty
