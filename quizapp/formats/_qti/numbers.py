"""Scores and numbers of QTI, which knows decimals only, as exact fractions and back."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from quizapp.core.types._numbers import format_number

_NUMBER = re.compile(r"\s*([+-]?)(\d{1,30}\.?\d{0,30}|\.\d{1,30})(?:[eE]([+-]?\d{1,2}))?\s*\Z")
# With six decimals and more, a score is taken for a fraction that somebody had to round.
_ROUNDED: Final = 10**6
_LARGEST_DENOMINATOR: Final = 1000


def read_decimal(text: str) -> Fraction | None:
    """Return a number exactly as it is written; None when it is none."""
    found = _NUMBER.match(text)
    if not found or not text.isascii():
        return None
    number = Fraction(f"{found[2].rstrip('.')}") * Fraction(10) ** int(found[3] or 0)
    return -number if found[1] == "-" else number


def read_score(text: str) -> Fraction | None:
    """Return a score; a rounded third is a third: QTI has no other way to write it."""
    number = read_decimal(text)
    return None if number is None else unrounded(number)


def unrounded(number: Fraction) -> Fraction:
    """Return the simple fraction that a number with many decimals must have been."""
    if number.denominator < _ROUNDED:
        return number
    near = number.limit_denominator(_LARGEST_DENOMINATOR)
    return near if abs(near - number) <= Fraction(1, _ROUNDED) else number


def write_score(score: Fraction) -> str:
    """Return a score as a decimal, rounded where there is no end to it."""
    exact = format_number(score)
    return exact if "/" not in exact and len(exact) < 20 else f"{float(score):.12f}"


def write_share(share: Fraction) -> str:
    """Return a share as quiz files have it: 50%, or 1/3."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(share)


def write_number(number: Fraction) -> str:
    """Return a number as quiz files have it."""
    return format_number(number)
