"""The stronger and the weaker readers: halves of a class, 27 % of more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from quizapp.core.statistics.thresholds import LARGE

_ALIKE: Final = 9
"""Decimals in which tied scores agree."""


class Edge(NamedTuple):
    """Where a group ends: scores beyond it belong whole, those upon it by a share."""

    score: float
    share: float


class Groups(NamedTuple):
    """The upper and the lower group of so many readers each."""

    size: int
    upper_edge: Edge
    lower_edge: Edge

    def upper(self, score: float) -> float:
        """Return how far a score belongs to the upper group, 0..1."""
        return _belonging(round(score, _ALIKE), self.upper_edge, 1)

    def lower(self, score: float) -> float:
        """Return how far a score belongs to the lower group, 0..1."""
        return _belonging(round(score, _ALIKE), self.lower_edge, -1)


def _belonging(score: float, edge: Edge, direction: int) -> float:
    if score == edge.score:
        return edge.share
    return float((score - edge.score) * direction > 0)


def group_size(attempts: int) -> int:
    """Return how many attempts a group has: floor(n/2) below 60, else 27 %, rounded half up."""
    return attempts // 2 if attempts < LARGE else (27 * attempts + 50) // 100


def make_groups(scores: Iterable[float]) -> Groups:
    """Put attempts into groups by their scores; ties share the last places by fractions."""
    ordered = sorted(round(score, _ALIKE) for score in scores)
    size = group_size(len(ordered))
    return Groups(size, _edge(ordered[::-1], size), _edge(ordered, size))


def _edge(ordered: Sequence[float], size: int) -> Edge:
    """Return where the first `size` of the scores end."""
    if not size:
        return Edge(0.0, 0.0)
    last = ordered[size - 1]
    return Edge(last, (size - ordered.index(last)) / ordered.count(last))
