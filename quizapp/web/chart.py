"""Scores over time as SVG, drawn on the server; the same numbers stand in the table below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Final, NamedTuple

WIDTH: Final = 720
HEIGHT: Final = 240
LEFT, RIGHT, TOP, BOTTOM = 48, 16, 16, 32


class Point(NamedTuple):
    """An attempt in the chart: where, and what it says."""

    x: float
    y: float
    label: str
    is_best: bool


class Chart(NamedTuple):
    """What the template draws."""

    points: tuple[Point, ...]
    line: str
    levels: tuple[tuple[float, int], ...]
    days: tuple[tuple[float, str], ...]


def make_chart(scores: Sequence[tuple[datetime, Fraction, str, bool]], day: Sequence[str]) -> Chart:
    """Place scores evenly in their order: equal steps show a trend, dates would heap it up."""
    inner = WIDTH - LEFT - RIGHT
    step = inner / max(1, len(scores) - 1)
    points = tuple(
        Point(
            round(LEFT + (step * i if len(scores) > 1 else inner / 2), 1),
            _height(share),
            label,
            best,
        )
        for i, (_, share, label, best) in enumerate(scores)
    )
    line = " ".join(f"{point.x},{point.y}" for point in points)
    levels = tuple((_height(Fraction(level, 100)), level) for level in (0, 50, 100))
    ends = {0, len(points) - 1} if points else set()
    days = tuple((points[i].x, day[i]) for i in sorted(ends))
    return Chart(points, line, levels, days)


def _height(share: Fraction) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * float(1 - share), 1)
