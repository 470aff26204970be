"""The kinds of value a field of a quiz file can hold, and how each is read from text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

NUMBER: Final = re.compile(r"-?(?:\d{1,15}(?:\.\d{1,15})?|\d{1,15}/\d{1,15})\Z", re.ASCII)
_PERCENT = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?) ?%\Z", re.ASCII)
_NAME = re.compile(r"[^\W_][\w.-]{0,63}\Z")
_MEANT: Final = {
    **dict.fromkeys(("yes", "y", "on", "true", "1", "correct", "right"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "0", "wrong"), "false"),
}
_DURATION = re.compile(r"(?:(\d{1,4}) ?h)? ?(?:(\d{1,5}) ?min)?\Z", re.ASCII)


def hyphenate(name: str) -> str:
    """Turn a Python name into the file's: `case_sensitive` is `case-sensitive`."""
    return name.replace("_", "-")


class Model(BaseModel):
    """A frozen piece of a quiz file: its fields are its YAML, its schema and its documentation."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=hyphenate,
        validate_by_name=False,
        arbitrary_types_allowed=True,
    )


def wrong(message: str, help: str = "") -> PydanticCustomError:
    """Return the error a field's reader raises for a value it cannot take."""
    return PydanticCustomError("value", "{message}", {"message": message, "help": help})


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise wrong(f"a text is wanted here, and this is {describe(value)}")


def describe(value: Any) -> str:
    """Name a value's kind in an author's words."""
    if isinstance(value, Mapping):
        return "a set of named fields"
    return "a list" if isinstance(value, list) else "a text"


def parse_number(text: str) -> Fraction | None:
    """Read a decimal of 15+15 digits or a fraction; None if the text is neither."""
    if not NUMBER.match(text) or re.search(r"/0+\Z", text):
        return None
    return Fraction(text)


_NUMBER_AND_WORDS = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[^\W\d_]")


def _number(value: Any) -> Fraction:
    number = parse_number(value) if isinstance(value, str) else None
    if number is None:
        raise wrong("a number is wanted here", _number_help(value))
    return number


def _number_help(value: Any) -> str:
    bare = _NUMBER_AND_WORDS.match(value) if isinstance(value, str) else None
    if bare:
        return f"Write {bare[1]} alone; a unit stands in the field `unit` of a numeric question."
    return "Write 3, 0.5 or 2/3."


def _share(value: Any) -> Fraction:
    if isinstance(value, str):
        percent = _PERCENT.match(value)
        share = Fraction(percent.group(1)) / 100 if percent else parse_number(value)
        if share is not None and -1 <= share <= 1:
            return share
    is_number = isinstance(value, str) and re.fullmatch(r"\d{1,2}(\.\d+)?|100", value, re.ASCII)
    example = f"Write {value}%." if is_number else "Write 50% or 1/2."
    raise wrong("a share from -100% to 100% is wanted here", example)


def _yes_no(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    meant = _MEANT.get(value.lower()) if isinstance(value, str) else None
    raise wrong("`true` or `false` is wanted here", f"Write `{meant}`." if meant else "")


def is_name(text: str) -> bool:
    """Tell whether a text can name a question, a passage or a quiz."""
    return bool(_NAME.match(text))


def _name(value: Any) -> str:
    if isinstance(value, str) and is_name(value):
        return value
    raise wrong(
        "a short name is wanted here: letters, digits, `-`, `_` and `.`",
        "For example why-built, at most 64 characters, beginning with a letter or digit.",
    )


def _count(value: Any) -> int:
    if isinstance(value, str) and re.fullmatch(r"\d{1,6}", value, re.ASCII):
        return int(value)
    raise wrong("a whole number is wanted here")


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _minutes(value: Any) -> int:
    if isinstance(value, str) and (found := _DURATION.match(value.strip())):
        minutes = int(found.group(1) or 0) * 60 + int(found.group(2) or 0)
        if 0 < minutes <= 60 * 24 * 7:
            return minutes
    raise wrong("a time is wanted here", "Write 20 min or 1 h 30 min.")


_TEXT_SCHEMA: Final = {"type": ["string", "number", "boolean", "null"]}
_NUMBER_SCHEMA: Final = {"type": ["number", "string"]}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_more),
    WithJsonSchema({"anyOf": [_TEXT_SCHEMA, {"type": "array", "items": _TEXT_SCHEMA}]}),
]
Name = Annotated[str, BeforeValidator(_name), WithJsonSchema(_TEXT_SCHEMA)]
Number = Annotated[Fraction, BeforeValidator(_number), WithJsonSchema(_NUMBER_SCHEMA)]
Share = Annotated[Fraction, BeforeValidator(_share), WithJsonSchema(_NUMBER_SCHEMA)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"type": "boolean"})]
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]
Minutes = Annotated[int, BeforeValidator(_minutes), WithJsonSchema({"type": "string"})]
