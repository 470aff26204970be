"""What the totals say about the test as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from quizapp.core.question import Message
from quizapp.core.statistics.intervals import Interval, feldt
from quizapp.core.statistics.moments import (
    NOTHING,
    Sample,
    kurtosis,
    skewness,
)
from quizapp.core.statistics.table import MarkTable
from quizapp.core.statistics.thresholds import ALPHA_ATTEMPTS, ALPHA_ITEMS, FEW

_DRAWN: Final = Message("Not every reader had the same questions.")
_TOO_FEW: Final = Message(
    "This needs at least %(attempts)d attempts and %(items)d questions.",
    {"attempts": ALPHA_ATTEMPTS, "items": ALPHA_ITEMS},
)
_ALIKE: Final = Message("All readers have the same number of points.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestStatistics:
    """The test's numbers; None where one has no meaning, and `reason` says why alpha has none.

    Mean, median and sd are in points; where attempts differ in what they could earn they are
    shares, and `maximum` is 1.
    """

    __test__ = False  # pytest would take the name for a test's

    count: int
    items: int
    maximum: float
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    alpha: float | None = None
    alpha_interval: Interval | None = None
    error_ratio: float | None = None
    standard_error: float | None = None
    reason: Message | None = None


def analyse_totals(table: MarkTable, within: float) -> TestStatistics:
    """Return the statistics of the totals; `within` is the sum of the items' variances."""
    scores, maximum = _scores(table)
    counts = TestStatistics(count=table.attempts, items=len(table.items), maximum=maximum)
    if table.attempts < FEW:
        return replace(counts, reason=_DRAWN if table.is_drawn else _TOO_FEW)
    sample = Sample.of(scores)
    described = replace(
        counts,
        mean=sample.mean,
        median=sample.median,
        sd=sqrt(sample.variance),
        skewness=skewness(sample, maximum**2),
        kurtosis=kurtosis(sample, maximum**2),
    )
    return _with_alpha(described, table, within, sample.variance)


def _scores(table: MarkTable) -> tuple[Sequence[float], float]:
    """Return points and their maximum, or shares where the maximum is not the same for all."""
    possible = table.possible
    if not possible or max(possible) - min(possible) <= 1e-9 * max(possible):
        return table.totals, possible[0] if possible else table.maximum
    pairs = zip(table.totals, possible, strict=True)
    return [earned / most if most else 0.0 for earned, most in pairs], 1.0


def _with_alpha(
    test: TestStatistics, table: MarkTable, within: float, variance: float
) -> TestStatistics:
    if table.is_drawn:
        return replace(test, reason=_DRAWN)
    if test.count < ALPHA_ATTEMPTS or test.items < ALPHA_ITEMS:
        return replace(test, reason=_TOO_FEW)
    if variance <= NOTHING * test.maximum**2:
        return replace(test, reason=_ALIKE)
    alpha = test.items / (test.items - 1) * (1 - within / variance)
    error = sqrt(max(0.0, 1 - alpha))
    return replace(
        test,
        alpha=alpha,
        alpha_interval=feldt(alpha, test.count, test.items),
        error_ratio=error,
        standard_error=sqrt(variance) * error,
    )
