"""Shares as bars of SVG, drawn on the server; the same numbers always stand beside them."""

from __future__ import annotations

from typing import NamedTuple

from quizapp.core.statistics import ChoiceStatistics, ItemStatistics


class Bar(NamedTuple):
    """A bar 100 wide; `low` and `high` are the ends of its interval, where it has one."""

    width: float
    low: float | None = None
    high: float | None = None


class Halves(NamedTuple):
    """How much of the upper and of the lower group chose something, 0 to 100."""

    upper: float
    lower: float


def facility_bar(item: ItemStatistics) -> Bar | None:
    """Return the bar of a question's facility."""
    if item.facility is None:
        return None
    if item.interval is None:
        return Bar(_hundred(item.facility))
    return Bar(_hundred(item.facility), *map(_hundred, item.interval))


def share_bar(part: int, whole: int) -> Bar:
    """Return the bar of a count."""
    return Bar(_hundred(part / whole) if whole else 0.0)


def halves_bar(choice: ChoiceStatistics, size: int | None) -> Halves | None:
    """Return the bars of a choice: one for each group."""
    if choice.upper is None or choice.lower is None or not size:
        return None
    return Halves(_hundred(choice.upper / size), _hundred(choice.lower / size))


def _hundred(share: float) -> float:
    return round(100 * share, 1)
