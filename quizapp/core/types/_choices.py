"""Choices, as single-choice, multiple-response and the menus of a cloze have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Name, Share, Text, YesNo
from quizapp.core.question import RIGHT, WRONG, Option, read_choice, repeated


class Choice(Model):
    """A choice; a bare text stands for `text` alone."""

    text: Text = Field(
        description="What the reader sees (Markdown, one line).",
        examples=["Three ships had been lost"],
    )
    id: Name = Field(
        "", description="A stored name that outlives changes of the text.", examples=["ships"]
    )
    correct: YesNo = Field(False, description="Whether it is right.", examples=["true"])
    credit: Share | None = Field(
        None, description="What a near-right choice earns.", examples=["50%"]
    )
    feedback: Text = Field(
        "",
        description="What to say to whoever chose it (Markdown).",
        examples=["Whale oil was its fuel, not its cause."],
    )
    pin: Literal["last"] | None = Field(
        None, description="Keeps it at the end of a shuffle.", examples=["last"]
    )

    @property
    def name(self) -> str:
        """Return what a response stores."""
        return self.id or self.text


Choices = tuple[Annotated[Choice, BeforeValidator(read_choice)], ...]


def chosen_credit(choice: Choice) -> Fraction:
    """Return what choosing it earns, 0..1."""
    return RIGHT if choice.correct else max(WRONG, choice.credit or WRONG)


def choice_options(choices: Sequence[Choice]) -> tuple[Option, ...]:
    """Return the choices as an entry's options."""
    return tuple(Option(choice.name, choice.text, choice.pin == "last") for choice in choices)


def choice_problems(
    choices: Sequence[Choice],
    at: tuple[str | int, ...] = ("choices",),
    *,
    correct_has_credit: bool = False,
) -> Iterator[Problem]:
    """Yield what is wrong with any list of choices."""
    if len(choices) < 2:
        yield Problem("Q302", "there must be at least two choices", at)
    yield from _name_problems(choices, at)
    for index, choice in enumerate(choices):
        if not choice.text.strip():
            yield Problem("Q304", "this choice has no text", (*at, index))
        if choice.correct and choice.credit not in (None, 1) and not correct_has_credit:
            yield Problem(
                "Q305",
                "a correct choice earns everything",
                (*at, index, "credit"),
                help="Leave out `credit`, or `correct`.",
            )


def _name_problems(choices: Sequence[Choice], at: tuple[str | int, ...]) -> Iterator[Problem]:
    for index in repeated([choice.text for choice in choices]):
        if not choices[index].id:
            yield Problem(
                "Q303",
                "this choice stands here twice",
                (*at, index),
                help="Change or delete one; two that must look alike need an `id` each.",
            )
    names = [choice.name for choice in choices]
    for index, choice in enumerate(choices):
        if choice.id and choice.name in names[:index]:
            yield Problem("Q303", f"the id `{choice.id}` stands here twice", (*at, index, "id"))


def one_correct_problem(
    choices: Sequence[Choice], at: tuple[str | int, ...], advice: str
) -> Iterator[Problem]:
    """Yield the problem of a list whose choices are not right exactly once."""
    count = sum(choice.correct for choice in choices)
    if count != 1:
        verb = f"{count} are" if count else "none is"
        message = f"exactly one choice must be correct, and {verb}"
        yield Problem(
            "Q301", message, at, help=f"Write `correct: true` under the right one{advice}."
        )


def count_problems(
    least: int | None, most: int | None, right: int, offered: int, code: str
) -> Iterator[Problem]:
    """Yield what is wrong with a `min` and `max` of choices."""
    low, high = least or 0, offered if most is None else most
    if low > high or high < 1:
        field = "max" if most is not None else "min"
        yield Problem(
            code,
            "no answer could keep to `min` and `max`",
            (field,),
            help=f"There are {offered} to choose from; `min` is not above `max`, `max` at least 1.",
        )
    elif not low <= right <= high:
        yield Problem(
            code,
            f"the key has {right}, and `min` and `max` do not allow it",
            ("min" if right < low else "max",),
            help="Change the number, or which ones are right.",
        )
