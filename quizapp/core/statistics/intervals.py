"""95 % intervals: Wilson's for a share, Feldt's for Cronbach's alpha."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt
from typing import Final

_Z: Final = 1.959963984540054  # the standard normal's .975 quantile
_TINY: Final = 1e-300
_CLOSE: Final = 1e-15
_STEPS: Final = 200

Interval = tuple[float, float]


def wilson(right: int, count: int) -> Interval:
    """Return Wilson's interval for the share `right` of `count`, at least 1 (Wilson 1927)."""
    share, z2 = right / count, _Z * _Z
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    margin = sqrt(share * (1 - share) / count + z2 / (4 * count * count)) * _Z / (1 + z2 / count)
    return (
        max(0.0, middle - margin) if right else 0.0,
        min(1.0, middle + margin) if right < count else 1.0,
    )


def feldt(alpha: float, attempts: int, items: int) -> Interval:
    """Return Feldt's interval for alpha from at least 2 attempts and 2 items (Feldt 1965)."""
    free = attempts - 1, (attempts - 1) * (items - 1)
    return (
        1 - (1 - alpha) * f_quantile(0.975, *free),
        1 - (1 - alpha) * f_quantile(0.025, *free),
    )


def f_quantile(share: float, above: int, below: int) -> float:
    """Return below which value `share` of the F distribution lies; two degrees of freedom."""
    x = inverse_beta(share, above / 2, below / 2)
    return x / (1 - x) * below / above


def inverse_beta(share: float, a: float, b: float) -> float:
    """Return the x at which the regularized incomplete beta function is `share`.

    Newton's method, halving the interval that holds x where a step would leave it.
    """
    low, high = 0.0, 1.0
    x = a / (a + b)
    for _ in range(_STEPS):
        excess = incomplete_beta(x, a, b) - share
        low, high = (low, x) if excess > 0 else (x, high)
        slope = exp(_log_front(x, a, b)) / (x * (1 - x))
        following = x - excess / slope if slope else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= _CLOSE * x:
            break
        x = following
    return x


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularized incomplete beta function I_x(a, b); x from 0 to 1, a and b above 0."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(_log_front(x, a, b))
    # The fraction converges quickly only on this side of the mean.
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _log_front(x: float, a: float, b: float) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)


def _continued_fraction(x: float, a: float, b: float) -> float:
    """Evaluate the fraction of DLMF 8.17.22 by Lentz's method."""
    c, d = 1.0, _inverse(1 - (a + b) * x / (a + 1))
    result = d
    step, factor = 0, 0.0
    while abs(factor - 1) > _CLOSE and step < 100_000:
        step += 1
        even = a + 2 * step
        for term in (
            step * (b - step) * x / ((even - 1) * even),
            -(a + step) * (a + b + step) * x / (even * (even + 1)),
        ):
            d, c = _inverse(1 + term * d), _kept_from_zero(1 + term / c)
            factor = c * d
            result *= factor
    return result


def _kept_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _inverse(value: float) -> float:
    return 1 / _kept_from_zero(value)
