"""Numbers as readers type them: what a text can mean, exactly.

The decimal separator of quiz files is the point, so `1.234` is one and a bit. A comma is read as
a decimal comma or as a separator of thousands, whichever is possible; `1,234` can be both. Spaces
and apostrophes separate thousands; points do where nothing else is possible (`1.234.567`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from quizapp.core.folding import fold_typography

MOST_CHARACTERS: Final = 60
_MOST_DECIMALS: Final = 60
_LARGEST_EXPONENT: Final = 15
_FRACTION = re.compile(r"(?:(\d+) )?(\d+) ?/ ?(\d+)", re.ASCII)
_POWER = re.compile(r"(\d+\.?\d*|\.\d+)e([+-]?\d{1,2})", re.ASCII)
_SEPARATORS: Final = [
    ("", ","),
    (",", "."),
    (".", ","),
    (" ", "."),
    (" ", ","),
    ("'", "."),
    ("'", ","),
]
_SIGNS: Final = str.maketrans({"٫": ".", "٬": "'", "⁄": "/", "∕": "/", "÷": "/"})


def read_number(text: str, unit: str = "") -> tuple[Fraction, ...]:
    """Return what a text can mean: nothing, one number, or two that differ.

    A `unit` before or behind the number is passed over, whatever its case.
    """
    if len(text) > MOST_CHARACTERS:
        return ()
    body = _strip_unit(_plain(text), _plain(unit))
    sign = -1 if body.startswith("-") else 1
    if body[:1] in ("+", "-"):
        body = body[1:].lstrip()
    return tuple(sign * value for value in _readings(body))


def format_number(number: Fraction) -> str:
    """Write a number so that `read_number` gives it back: a decimal, or a fraction."""
    places = next((n for n in range(_MOST_DECIMALS) if 10**n % number.denominator == 0), None)
    if places is None:
        return str(number)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{sign}{whole}.{decimals}" if decimals else sign + whole


def _plain(text: str) -> str:
    """Write digits, signs and spaces of all kinds plainly, without changing what they say."""
    spread = "".join(_spread(character) for character in text)
    digits = (_digit(c) for c in unicodedata.normalize("NFKC", spread).translate(_SIGNS))
    return fold_typography("".join(digits)).casefold()


def _spread(character: str) -> str:
    # NFKC alone would make 102 of 10² and 21/2 of 2½.
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if kind in ("<super>", "<sub>"):
        return "^" + character
    return " " + character if kind == "<fraction>" else character


def _digit(character: str) -> str:
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _strip_unit(text: str, unit: str) -> str:
    for spelling in (unit, unit.replace("^", "")):
        if spelling and text.endswith(spelling):
            return text.removesuffix(spelling).rstrip()
        if spelling and text.startswith(spelling):
            return text.removeprefix(spelling).lstrip()
    return text


def _readings(body: str) -> tuple[Fraction, ...]:
    if found := _FRACTION.fullmatch(body):
        return _read_fraction(int(found[1] or 0), int(found[2]), int(found[3]), bool(found[1]))
    if found := _POWER.fullmatch(body):
        exponent = int(found[2])
        size = Fraction(10) ** exponent
        return (Fraction(found[1]) * size,) if abs(exponent) <= _LARGEST_EXPONENT else ()
    if (plain := _read_decimal(body, "", ".")) is not None:
        return (plain,)
    return tuple(dict.fromkeys(_comma_readings(body)))


def _read_fraction(whole: int, above: int, below: int, is_mixed: bool) -> tuple[Fraction, ...]:
    if below == 0 or (is_mixed and above >= below):
        return ()
    return (whole + Fraction(above, below),)


def _comma_readings(body: str) -> Iterator[Fraction]:
    for group, point in _SEPARATORS:
        value = _read_decimal(body, group, point)
        if value is not None:
            yield value


def _read_decimal(body: str, group: str, point: str) -> Fraction | None:
    whole, _, decimals = body.partition(point)
    if not whole + decimals or not re.fullmatch(r"\d*", decimals, re.ASCII):
        return None
    if not re.fullmatch(_grouped(group) if group else r"\d*", whole, re.ASCII):
        return None
    return Fraction(f"{whole.replace(group, '') if group else whole}.{decimals}0".rjust(3, "0"))


def _grouped(mark: str) -> str:
    # 1,234,567, and 12,34,567 as in India.
    return rf"[1-9]\d{{0,2}}(?:[{mark}]\d{{3}})+|[1-9]\d?(?:[{mark}]\d\d)+[{mark}]\d{{3}}"
