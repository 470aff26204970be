"""How the parts of an item are scored: by its key, or by its mapping."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from quizapp.formats._qti.parts import Parts
from quizapp.formats._qti.rules import (
    SCORE,
    assign,
    is_key,
    mapped,
    number,
    when,
)

MATCH: Final = "match_correct"


MAP: Final = "map_response"


def scored_by_key(parts: Parts, points: Fraction) -> None:
    """Let the key earn all points, and anything else nothing."""
    if points == 1:
        parts.template = MATCH
    parts.rules.insert(0, when((is_key(), [assign(SCORE, number(points))])))


def scored_by_map(parts: Parts) -> None:
    """Let the mapping say what is earned."""
    parts.template = MAP
    parts.rules.insert(0, assign(SCORE, mapped()))


def numbered(stem: str, items: Sequence[object]) -> list[str]:
    """Return an identifier for each of some things."""
    return [f"{stem}.{number}" for number in range(1, len(items) + 1)]
