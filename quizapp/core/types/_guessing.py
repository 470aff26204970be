"""What blind guessing earns, counted over all answers without going through them one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import comb, factorial, prod
from typing import Final, NamedTuple

from quizapp.core.question import RIGHT, WRONG, Guess

_MOST_SUMS: Final = 20_000
_LONGEST_ORDER: Final = 100
_LONGEST_RUN: Final = 30


class Ticks(NamedTuple):
    """How many answers tick `hits` of the right options and `wrong` of the others."""

    hits: int
    wrong: int
    ways: int


def guess_one(credits: Sequence[Fraction]) -> Guess | None:
    """Guess one of several options, each with what it earns."""
    if not credits:
        return None
    full = sum(credit == 1 for credit in credits)
    return Guess(sum(credits, WRONG) / len(credits), Fraction(full, len(credits)))


def guess_ticks(
    right: int, offered: int, allowed: range, score: Callable[[int, int], Fraction]
) -> Guess | None:
    """Guess which of the options to tick; `allowed` are the numbers of ticks that are taken."""
    return average(
        (score(hits, wrong), ways)
        for hits, wrong, ways in _ticks(right, offered - right)
        if hits + wrong in allowed
    )


def _ticks(right: int, others: int) -> Iterator[Ticks]:
    for hits in range(right + 1):
        for wrong in range(others + 1):
            yield Ticks(hits, wrong, comb(right, hits) * comb(others, wrong))


def guess_credits(credits: Sequence[Fraction], allowed: range) -> Guess | None:
    """Guess ticks that earn the sum of their credits, from 0 to 1; None if there are too many."""
    sums: Counter[tuple[int, Fraction]] = Counter({(0, WRONG): 1})
    for credit in credits:
        if len(sums) > _MOST_SUMS:
            return None
        with_it = {(ticks + 1, total + credit): ways for (ticks, total), ways in sums.items()}
        sums.update(with_it)
    return average(
        (min(RIGHT, max(WRONG, total)), ways)
        for (ticks, total), ways in sums.items()
        if ticks in allowed
    )


def guess_parts(parts: Iterable[tuple[Guess, Fraction]]) -> Guess:
    """Guess parts that do not depend on each other, each with its weight."""
    pairs = list(parts)
    weights = sum((weight for _, weight in pairs), WRONG) or RIGHT
    mean = sum((guess.mean * weight for guess, weight in pairs), WRONG) / weights
    return Guess(mean, prod((guess.full for guess, _ in pairs), start=RIGHT))


def average(scores: Iterable[tuple[Fraction, int]]) -> Guess | None:
    """Average scores, each with the number of answers that earn it."""
    earned, full, count = WRONG, 0, 0
    for score, ways in scores:
        earned += score * ways
        full += ways if score == 1 else 0
        count += ways
    return Guess(earned / count, Fraction(full, count)) if count else None


def guess_order_by_pairs(items: int) -> Guess | None:
    """Guess an order that earns Kendall's tau, not below 0; None for more than can be counted."""
    if items > _LONGEST_ORDER:
        return None
    pairs = comb(items, 2)
    scores = (
        (max(WRONG, Fraction(pairs - 2 * swaps, pairs)) if pairs else RIGHT, ways)
        for swaps, ways in enumerate(_orders_by_swaps(items))
    )
    return average(scores)


def _orders_by_swaps(items: int) -> list[int]:
    """Return how many orders have 0, 1, 2, ... pairs in the wrong order (Mahonian numbers)."""
    orders = [1]
    for size in range(2, items + 1):
        # The last item stands before 0 to size - 1 others: sums of `size` neighbours.
        sums = [0, *accumulate(orders)]
        sums += [sums[-1]] * (size - 1)
        orders = [sums[top] - sums[max(0, top - size)] for top in range(1, len(sums))]
    return orders


def guess_order_by_run(items: int) -> Guess | None:
    """Guess an order that earns its longest part in order; None for more items than can be counted.

    By Robinson, Schensted and Knuth, as many orders have a longest part of L as there are pairs of
    standard Young tableaux of one shape whose first row is L long; the hook lengths count them.
    """
    if items > _LONGEST_RUN:
        return None
    if items < 2:
        return Guess(RIGHT, RIGHT)
    return average(
        (Fraction(shape[0] - 1, items - 1), _tableaux(shape) ** 2) for shape in _shapes(items)
    )


@cache
def _shapes(boxes: int, widest: int | None = None) -> tuple[tuple[int, ...], ...]:
    if not boxes:
        return ((),)
    top = boxes if widest is None else min(boxes, widest)
    return tuple((row, *rest) for row in range(top, 0, -1) for rest in _shapes(boxes - row, row))


def _tableaux(shape: tuple[int, ...]) -> int:
    columns = [sum(row > column for row in shape) for column in range(shape[0])]
    hooks = (
        row - column + columns[column] - place - 1
        for place, row in enumerate(shape)
        for column in range(row)
    )
    return factorial(sum(shape)) // prod(hooks)


def guess_sorting(items: int, strays: int, categories: int) -> Guess | None:
    """Guess a category, or none, for each item, but not none for all.

    The score is right items / (items + strays that were put somewhere).
    """
    places = categories + 1
    answers = places ** (items + strays) - 1
    if not items or not answers:
        return None
    # Whatever is done with the strays, an item is right in one of its places.
    hits = items * places ** (items - 1)
    earned = sum(
        (
            Fraction(hits * comb(strays, put) * categories**put, items + put)
            for put in range(strays + 1)
        ),
        WRONG,
    )
    return Guess(earned / answers, Fraction(1, answers))


def all_of_it(guess: Guess | None) -> Guess | None:
    """Return what is left when only everything earns anything."""
    return guess and Guess(guess.full, guess.full)


def guess_all_or_nothing(answers: int) -> Guess:
    """Guess the one right of so many answers."""
    return Guess(Fraction(1, answers), Fraction(1, answers))
