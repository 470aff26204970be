"""Statistics as words on a page: rounded once, a dash where a number has no meaning."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.scoring import round_half_up

NOTHING = "–"


def percent(share: float | None) -> str:
    """Show a share: 75%."""
    return NOTHING if share is None else f"{round_half_up(_exact(share) * 100)}%"


def number(value: float | None, places: int = 2) -> str:
    """Show a number with at most two decimals."""
    if value is None:
        return NOTHING
    text = round_half_up(_exact(value), places)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def _exact(value: float) -> Fraction:
    """Return the fraction that is meant, so that 62.5% is rounded up as everywhere."""
    return Fraction(value).limit_denominator(10**9)
