"""What a question holds about single answers: what else is accepted, for how much, what is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final, NamedTuple

from quizapp.core.fields import Model, hyphenate
from quizapp.core.question import Question
from quizapp.core.types._numbers import format_number

_TYPED: Final = {"answers", "reject"}
_LONGEST_SETTING: Final = 40


class Remark(NamedTuple):
    """One answer: `part` is the gap it belongs to, `field` the field it stands in.

    `credit` is its share of the points, `points` what a criterion or level of a rubric earns.
    """

    part: str
    field: str
    answer: str
    credit: Fraction | None = None
    points: Fraction | None = None
    match: str = ""
    feedback: str = ""

    @property
    def says_something(self) -> bool:
        """Tell whether the key alone would not show it."""
        has_credit = self.credit is not None and self.credit != 1
        return bool(self.feedback or has_credit or self.points is not None or self.field in _TYPED)


def remarks(question: Question) -> tuple[Remark, ...]:
    """Return what a question says of single answers, in the order of its fields."""
    found = (remark for name in _own(question) for remark in _walk(question, name, ""))
    return tuple(remark for remark in found if remark.says_something)


def own_settings(question: Question) -> tuple[tuple[str, str], ...]:
    """Return the short fields of its type that the author set, as they are named in the file."""
    fields = {
        name: getattr(question, name)
        for name in _own(question)
        if name in question.model_fields_set
    }
    return tuple(
        (hyphenate(name), text) for name, value in fields.items() if (text := _short(value))
    )


def _own(question: Question) -> list[str]:
    return [name for name in type(question).model_fields if name not in Question.model_fields]


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple) and value and all(isinstance(item, str | int) for item in value):
        joined = ", ".join(map(str, value))
        return joined if len(joined) <= _LONGEST_SETTING else ""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_SETTING and "\n" not in value else ""
    return _number(value) if isinstance(value, int | Fraction) else ""


def _number(value: Any) -> str:
    return format_number(value) if isinstance(value, Fraction) else str(value)


def _walk(model: Model, name: str, part: str) -> Iterator[Remark]:
    value = getattr(model, name)
    if isinstance(value, Model) and name == "feedback":
        texts = ((hyphenate(answer), getattr(value, answer)) for answer in type(value).model_fields)
        yield from (Remark(part, name, answer, feedback=text) for answer, text in texts if text)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _of_value(inner, name, key)
    else:
        for inner in value if isinstance(value, tuple) else ():
            yield from _of_value(inner, name, part)


def _of_value(value: Any, name: str, part: str) -> Iterator[Remark]:
    if not isinstance(value, Model):
        return
    fields = {field: getattr(value, field) for field in type(value).model_fields}
    if "feedback" in fields or "points" in fields:
        yield Remark(
            part,
            name,
            _words(fields),
            fields.get("credit"),
            fields.get("points"),
            fields.get("match", ""),
            fields.get("feedback", ""),
        )
    for field in fields:
        yield from _walk(value, field, part)


def _words(fields: Mapping[str, Any]) -> str:
    """Return what names an answer: its text, its number, its range."""
    for name in ("text", "criterion"):
        if name in fields:
            return str(fields[name])
    if fields.get("value") is None:
        return f"{_number(fields.get('from_'))} – {_number(fields.get('to'))}"
    value, tolerance = _number(fields["value"]), fields.get("tolerance")
    return f"{value} ± {tolerance}" if tolerance not in {None, "0"} else value
