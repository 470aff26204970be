"""The formulas that turn right and wrong into a share of the points, exactly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import combinations

from quizapp.core.question import RIGHT, WRONG


def all_or_nothing(score: Fraction) -> Fraction:
    """Give everything or nothing."""
    return RIGHT if score == 1 else WRONG


def balanced(chosen: AbstractSet[str], right: AbstractSet[str], offered: int) -> Fraction:
    """Return h/K - f/(N-K), not below 0: choosing everything and choosing nothing both earn 0."""
    return balanced_count(len(chosen & right), len(chosen - right), len(right), offered)


def balanced_count(hits: int, wrong: int, right: int, offered: int) -> Fraction:
    """Return `balanced` from how many are chosen and right, chosen and wrong, right, offered."""
    if not right:
        return WRONG
    lost = Fraction(wrong, offered - right) if offered > right else WRONG
    return max(WRONG, Fraction(hits, right) - lost)


def right_minus_wrong(chosen: AbstractSet[str], right: AbstractSet[str]) -> Fraction:
    """Return (h-f)/K, not below 0, as Canvas does."""
    if not right:
        return WRONG
    return max(WRONG, Fraction(len(chosen & right) - len(chosen - right), len(right)))


def weighted_share(scores: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """Return what share of all weight was earned, from (score, weight) pairs."""
    earned = total = WRONG
    for score, weight in scores:
        earned += score * weight
        total += weight
    return earned / total if total else WRONG


def kendall(places: Sequence[int]) -> Fraction:
    """Return Kendall's tau of an order, not below 0: a random order averages close to 0."""
    pairs = [1 if left < right else -1 for left, right in combinations(places, 2)]
    return max(WRONG, Fraction(sum(pairs), len(pairs))) if pairs else RIGHT


def longest_run(places: Sequence[int]) -> Fraction:
    """Return (L-1)/(n-1), L being the longest part in order (Amma's maximal relative sequence)."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return Fraction(len(tails) - 1, len(places) - 1) if len(places) > 1 else RIGHT
