"""Means, variances and what is made of them, of values that occur several times.

Sums are exact before they are rounded, so that the order of what is added changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import fsum, sqrt
from operator import mul
from typing import Final

NOTHING: Final = 1e-12
"""Variances below this (of shares, 0..1) are rounding errors: there is no variance."""


class Sample:
    """Values with how often each occurs: many readers share few marks and few totals."""

    def __init__(self, values: Sequence[float], counts: Sequence[int]) -> None:
        self.values = values
        self.counts = counts
        self.size = sum(counts)

    @classmethod
    def of(cls, values: Iterable[float]) -> Sample:
        """Count equal values."""
        counted = Counter(values)
        return cls(list(counted), list(counted.values()))

    @cached_property
    def mean(self) -> float:
        """Return the mean of one value or more."""
        return fsum(map(mul, self.values, self.counts)) / self.size

    @cached_property
    def around(self) -> list[float]:
        """Return how far each value is from the mean."""
        return [value - self.mean for value in self.values]

    @cached_property
    def variance(self) -> float:
        """Return the variance of two values or more, dividing by n - 1."""
        return covariance(self, self)

    @cached_property
    def median(self) -> float:
        """Return the middle value, or the mean of the two in the middle."""
        ordered = sorted(zip(self.values, self.counts, strict=True))
        return (_at(ordered, (self.size - 1) // 2) + _at(ordered, self.size // 2)) / 2

    def moment(self, power: int) -> float:
        """Return the sum of a power of the deviations."""
        return fsum(
            value**power * count for value, count in zip(self.around, self.counts, strict=True)
        )


def _at(ordered: list[tuple[float, int]], place: int) -> float:
    for value, count in ordered:
        place -= count
        if place < 0:
            return value
    raise IndexError


def covariance(left: Sample, right: Sample) -> float:
    """Return the covariance of two samples whose values belong together, dividing by n - 1."""
    products = map(mul, map(mul, left.around, right.around), left.counts)
    return fsum(products) / (left.size - 1)


def most_covariance(left: Sample, right: Sample) -> float:
    """Return the covariance if the values belonged together in the order of their size."""
    lefts, rights = (
        sorted(zip(sample.around, sample.counts, strict=True), reverse=True)
        for sample in (left, right)
    )
    products = []
    (low, few), (high, many) = lefts.pop(), rights.pop()
    while True:
        shared = min(few, many)
        products.append(low * high * shared)
        few, many = few - shared, many - shared
        if not few:
            if not lefts:
                return fsum(products) / (left.size - 1)
            low, few = lefts.pop()
        if not many:
            high, many = rights.pop()


def ratio(above: float, below: float, scale: float) -> float | None:
    """Divide, unless what is below is nothing beside what it could be (`scale`)."""
    return above / below if below > NOTHING * scale else None


def correlation(
    together: float, left: float, right: float, left_scale: float, right_scale: float
) -> float | None:
    """Return Pearson's r from a covariance and two variances; None where one has no variance.

    The scales are the squares of the highest values there can be.
    """
    if left <= NOTHING * left_scale or right <= NOTHING * right_scale:
        return None
    return max(-1.0, min(1.0, together / sqrt(left) / sqrt(right)))


def skewness(sample: Sample, scale: float) -> float | None:
    """Return G1, the skewness of a sample; `scale` as in `ratio`."""
    n = sample.size
    if n < 3 or sample.variance <= NOTHING * scale:
        return None
    return sample.moment(3) * n / ((n - 1) * (n - 2)) / sqrt(sample.variance) ** 3


def kurtosis(sample: Sample, scale: float) -> float | None:
    """Return G2, the excess kurtosis of a sample; `scale` as in `ratio`."""
    n = sample.size
    if n < 4 or sample.variance <= NOTHING * scale:
        return None
    fourths = sample.moment(4) / sample.variance**2
    spread = n * (n + 1) / ((n - 1) * (n - 2) * (n - 3))
    return spread * fourths - 3 * (n - 1) ** 2 / ((n - 2) * (n - 3))
