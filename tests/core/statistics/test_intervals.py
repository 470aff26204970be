"""Intervals against values that are known from elsewhere."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.statistics.intervals import (
    f_quantile,
    feldt,
    incomplete_beta,
    inverse_beta,
    wilson,
)


def test_wilson_of_eight_in_ten() -> None:
    # As in R: prop.test(8, 10, correct = FALSE).
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=1e-7)


def test_wilson_at_the_ends_keeps_to_the_ends() -> None:
    assert wilson(0, 7)[0] == 0
    assert wilson(7, 7)[1] == 1
    assert wilson(0, 7)[1] == pytest.approx(1 - wilson(7, 7)[0])


@pytest.mark.parametrize(
    ("share", "above", "below", "value"),
    [
        # A printed table of the F distribution.
        (0.95, 1, 10, 4.964603),
        (0.95, 5, 20, 2.710890),
        (0.975, 10, 10, 3.716792),
        (0.975, 4, 30, 3.249925),
        (0.5, 7, 7, 1.0),
    ],
)
def test_quantiles_of_f(share: float, above: int, below: int, value: float) -> None:
    assert f_quantile(share, above, below) == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize(("x", "n"), [(0.3, 4), (0.5, 9), (0.92, 20)])
def test_the_beta_function_is_a_sum_of_binomials(x: float, n: int) -> None:
    for a in range(1, n + 1):
        tail = sum(comb(n, j) * x**j * (1 - x) ** (n - j) for j in range(a, n + 1))
        assert incomplete_beta(x, a, n - a + 1) == pytest.approx(tail, abs=1e-13)


@given(
    st.floats(0.001, 0.999),
    st.one_of(st.floats(0.5, 50), st.floats(1000, 50_000)),
    st.one_of(st.floats(0.5, 50), st.floats(1000, 500_000)),
)
def test_the_inverse_goes_back(share: float, a: float, b: float) -> None:
    x = inverse_beta(share, a, b)
    if 1e-9 < x < 1 - 1e-9:
        assert incomplete_beta(x, a, b) == pytest.approx(share, abs=1e-7)


def test_feldt_closes_in_with_more_readers() -> None:
    few, many = feldt(0.8, 20, 10), feldt(0.8, 2000, 10)
    assert few[0] < many[0] < 0.8 < many[1] < few[1]
    assert feldt(1.0, 20, 10) == (1, 1)
