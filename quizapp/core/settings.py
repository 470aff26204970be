"""How a quiz is given: the `settings` of its file."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from quizapp.core.fields import Minutes, Model, Share, wrong

Feedback = Literal["after-submit", "immediate", "after-close", "score-only", "none"]
GradePolicy = Literal["best", "last", "first", "average"]
Shuffled = Literal["questions", "choices"]


def _limit(value: Any) -> int | None:
    if value == "unlimited":
        return None
    if (
        isinstance(value, str)
        and value.isascii()
        and value.isdigit()
        and 1 <= int(value[:7]) < 1000
    ):
        return int(value)
    raise wrong("a number from 1 to 999 or `unlimited` is wanted here")


def _not_negative(value: Fraction) -> Fraction:
    if value < 0:
        raise wrong("a share from 0% to 100% is wanted here")
    return value


def _tries(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= 20:
        return int(value)
    raise wrong("a number from 1 to 20 is wanted here")


_Limit = Annotated[
    int | None,
    BeforeValidator(_limit),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "unlimited"}]}),
]
_Tries = Annotated[int, BeforeValidator(_tries), WithJsonSchema({"type": "integer", "minimum": 1})]
_Part = Annotated[Share, AfterValidator(_not_negative)]


class Settings(Model):
    """How a quiz is given; every field may be left out."""

    feedback: Feedback = Field(
        "after-submit", description="When a reader sees what was right.", examples=["immediate"]
    )
    attempts: _Limit = Field(
        None,
        description="How many attempts a reader has.",
        examples=["3"],
        json_schema_extra={"default": "unlimited"},
    )
    grade: GradePolicy = Field(
        "best", description="Which finished attempt counts.", examples=["last"]
    )
    time_limit: Minutes | None = Field(
        None, description="Time for one attempt.", examples=["20 min", "1 h 30 min"]
    )
    tries: _Tries = Field(
        1, description="Tries per question in `feedback: immediate`.", examples=["3"]
    )
    penalty: _Part = Field(
        Fraction(1, 3),
        description="Share lost with each further try.",
        examples=["25%"],
        json_schema_extra={"default": "1/3"},
    )
    shuffle: tuple[Shuffled, ...] = Field(
        ("choices",), description="What changes places.", examples=[["questions", "choices"]]
    )
    layout: Literal["one-per-page", "all"] = Field(
        "one-per-page", examples=["all"], description="Questions on a page."
    )
    passage: Literal["beside", "before"] = Field(
        "beside",
        examples=["before"],
        description="Beside the questions, or before them and then hidden.",
    )
    pass_mark: _Part | None = Field(
        None, description="The share of points needed to pass.", examples=["60%"]
    )
    confidence: Literal["off", "on"] = Field(
        "off", description="Whether readers may say how sure they are.", examples=["on"]
    )
