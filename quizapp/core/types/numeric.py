"""A number is typed.

```yaml
- id: years-with-oil
  type: numeric
  prompt: For how many years did the lamp burn whale oil?
  answers:
    - value: 33
      tolerance: 0.5
    - from: 30
      to: 36
      credit: 50%
      feedback: Near. Subtract the year it was built.
    - value: 1904
      tolerance: 1%
      credit: 0
      feedback: That is the year, not how many years.
  unit: years
```

With one answer, `answer: 33` and `tolerance: 0.5` (or `5%` of it) are enough. Of several answers
that fit, the one that earns most counts. Readers may type a sign, a decimal point or comma, spaces
between thousands, fractions (`2/3`), powers of ten (`1e3`) and the unit. What can be read in two
ways (`1,234`) is complained about, whatever the key is; `1.234` cannot: the decimal separator is
the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from quizapp.core.diagnostics import Problem
from quizapp.core.fields import Model, Number, Share, Text, parse_number, wrong
from quizapp.core.passage import Passage
from quizapp.core.question import (
    RIGHT,
    WRONG,
    Entry,
    Input,
    Message,
    Outcome,
    PartOutcome,
    Question,
    Response,
)
from quizapp.core.types._numbers import format_number, read_number
from quizapp.core.types._responses import typed_text


def _read_tolerance(value: Any) -> str:
    number = parse_number(value.removesuffix("%").rstrip()) if isinstance(value, str) else None
    if number is None or number < 0:
        raise wrong("a tolerance is wanted here", "Write 0.5, or 5% of the answer.")
    return str(value)


Tolerance = Annotated[
    str, BeforeValidator(_read_tolerance), WithJsonSchema({"type": ["number", "string"]})
]


class Interval(NamedTuple):
    """What one answer takes: all numbers from `low` to `high`."""

    low: Fraction
    high: Fraction
    target: Fraction | None
    credit: Fraction
    feedback: str = ""

    def rule(self, number: Fraction) -> str:
        """Name the rule by which a number inside is accepted."""
        if self.target is None:
            return "range"
        return "exact" if number == self.target else "tolerance"


class NumericAnswer(Model):
    """A number, with a tolerance, or all numbers of a range."""

    value: Number | None = Field(None, description="The number.", examples=["33"])
    from_: Number | None = Field(
        None, alias="from", description="The lowest number of a range.", examples=["30"]
    )
    to: Number | None = Field(None, description="The highest number of a range.", examples=["36"])
    tolerance: Tolerance = Field(
        "0", description="How far off `value` is still right.", examples=["0.5", "5%"]
    )
    credit: Share = Field(
        RIGHT, description="What it earns.", examples=["50%"], json_schema_extra={"default": 1}
    )
    feedback: Text = Field(
        "",
        description="What to say to whoever typed it (Markdown).",
        examples=["That is the year, not how many years."],
    )

    def interval(self) -> Interval | None:
        """Return which numbers it takes; None while its fields do not say."""
        if self.value is not None and self.from_ is None and self.to is None:
            low, high = around(self.value, self.tolerance)
            return Interval(low, high, self.value, self.credit, self.feedback)
        if self.value is None and self.from_ is not None and self.to is not None:
            return Interval(self.from_, self.to, None, self.credit, self.feedback)
        return None


def around(value: Fraction, tolerance: str) -> tuple[Fraction, Fraction]:
    """Return the lowest and highest number within a tolerance such as `0.5` or `5%`."""
    amount = parse_number(tolerance.removesuffix("%").rstrip()) or WRONG
    margin = abs(value) * amount / 100 if tolerance.endswith("%") else amount
    return value - margin, value + margin


class Numeric(Question):
    """A question answered with a number."""

    type: Literal["numeric"]
    answer: Number | None = Field(None, description="The right number.", examples=["33"])
    tolerance: Tolerance | None = Field(
        None, description="How far off is still right.", examples=["0.5", "5%"]
    )
    answers: tuple[NumericAnswer, ...] = Field(
        (),
        description="Several numbers or ranges, instead of `answer`.",
        examples=[[{"value": "33"}, {"from": "30", "to": "36", "credit": "50%"}]],
    )
    unit: Text = Field(
        "", description="Shown behind the field; may be typed too.", examples=["years"]
    )

    @property
    def key(self) -> Response:
        full = next(taken for taken in self._intervals if taken.credit == 1)
        number = full.low if full.target is None else full.target
        return (("", format_number(number)),)

    def complaint(self, response: Response) -> Message | None:
        typed = typed_text(response)
        if not typed:
            return Message("Type a number.")
        readings = read_number(typed, self.unit)
        if not readings:
            return Message("Type one number, such as 12 or 3.5.")
        if len(readings) > 1:
            first, second = sorted(map(format_number, readings), key=len)
            values = {"text": typed, "first": first, "second": second}
            return Message("%(text)s can mean two numbers. Type %(first)s or %(second)s.", values)
        return None

    def grade(self, response: Response) -> Outcome:
        readings = read_number(typed_text(response), self.unit)
        if len(readings) != 1:
            return Outcome(WRONG)
        number = readings[0]
        taken = [
            interval for interval in self._intervals if interval.low <= number <= interval.high
        ]
        if not taken:
            return Outcome(WRONG, (PartOutcome("", response[0][1], WRONG),))
        best = max(taken, key=lambda interval: interval.credit)
        parts = (PartOutcome("", response[0][1], best.credit),)
        return Outcome(
            best.credit, parts, best.rule(number), (best.feedback,) if best.feedback else ()
        )

    def entries(self) -> tuple[Entry, ...]:
        return (Entry("", Input.TEXT),)

    def problems(self, passage: Passage | None) -> Iterator[Problem]:
        if (self.answer is None) == (not self.answers):
            yield Problem(
                "Q330",
                "one of `answer` and `answers` is wanted" + (", not both" if self.answers else ""),
                ("answers",) if self.answers else (),
                help="Write `answer: 33`, or a list under `answers`.",
            )
        elif self.answers and self.tolerance is not None:
            yield Problem(
                "Q333",
                "this `tolerance` belongs to no answer",
                ("tolerance",),
                help="Write it beside the `value` it is meant for.",
            )
        for index, answer in enumerate(self.answers):
            yield from _answer_problems(answer, ("answers", index))
        if self.answers and not any(answer.credit == 1 for answer in self.answers):
            yield Problem(
                "Q334",
                "no answer earns everything",
                ("answers",),
                help="Leave out `credit` at the right one.",
            )

    @property
    def _intervals(self) -> list[Interval]:
        if self.answer is not None:
            low, high = around(self.answer, self.tolerance or "0")
            return [Interval(low, high, self.answer, RIGHT)]
        intervals = (answer.interval() for answer in self.answers)
        return [interval for interval in intervals if interval]


def _answer_problems(answer: NumericAnswer, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if answer.interval() is None:
        yield Problem(
            "Q331",
            "an answer is a `value`, or a range with `from` and `to`",
            at,
            help="Write `value: 33`, or `from: 30` and `to: 36`.",
        )
    if answer.from_ is not None and answer.to is not None and answer.from_ > answer.to:
        yield Problem(
            "Q332", "`from` is greater than `to`", (*at, "from"), help="Change the two about."
        )
    if answer.value is None and "tolerance" in answer.model_fields_set:
        yield Problem(
            "Q333",
            "a range has no `tolerance`",
            (*at, "tolerance"),
            help="Widen `from` and `to` instead.",
        )
    if answer.credit < 0:
        yield Problem(
            "Q334",
            "an answer cannot earn less than 0",
            (*at, "credit"),
            help="Write `credit: 0` to say something to a wrong number.",
        )


MODEL = Numeric
