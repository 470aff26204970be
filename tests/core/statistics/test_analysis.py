"""Item and test analysis: small matrices worked out by hand, and what must hold for any."""

from __future__ import annotations

import time
from dataclasses import astuple
from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.statistics import ItemMarks, ItemStatistics, MarkTable, analyse
from tests.core.statistics.marks import chosen_of, table_of

BY_HAND = [[1, 1, 0], [1, 0, 0], [0, 1, 1], [1, 1, 1], [0, 0, 0], [1, 0, 1]]
"""Totals 2 1 2 3 0 2. Item 1: marks 1 1 0 1 0 1, others 1 0 2 2 0 1."""


def near(value: float) -> object:
    return pytest.approx(value, abs=1e-12)


def test_an_item_by_hand() -> None:
    item = analyse(table_of(BY_HAND)).items[0]
    # Means 2/3 and 1; products of the deviations add up to 0, squares to 4/3 and 4.
    assert (item.right, item.count, item.facility) == (4, 6, near(2 / 3))
    assert item.sd == near(sqrt(4 / 3 / 5))
    assert item.discrimination == near(0)
    assert item.discriminative_efficiency == near(0)
    assert item.intended_weight == near(1 / 3)


def test_a_second_item_by_hand() -> None:
    item = analyse(table_of(BY_HAND)).items[1]
    # Marks 1 0 1 1 0 0, others 1 1 1 2 0 2: deviations' products 1/2 at most 1 1/2.
    assert item.discrimination == near(0.5 / sqrt(1.5 * 17 / 6))
    assert item.discriminative_efficiency == near(1 / 3)


def test_effective_weights_by_hand() -> None:
    # Covariances with the total, times 5: 4/3, 2, 2.
    roots = [sqrt(4 / 3), sqrt(2), sqrt(2)]
    weights = [item.effective_weight for item in analyse(table_of(BY_HAND)).items]
    assert weights == [near(root / sum(roots)) for root in roots]


def test_the_whole_test_by_hand() -> None:
    test = analyse(table_of(BY_HAND)).test
    assert (test.mean, test.median) == (near(5 / 3), 2)
    # Deviations in thirds: 1 -2 1 4 -5 1; squares 48/9, cubes -66/27, fourths 900/81.
    variance = 48 / 9 / 5
    assert test.sd == near(sqrt(variance))
    assert test.skewness == near(6 / (5 * 4) * (-66 / 27) / variance**1.5)
    assert test.kurtosis == near(6 * 7 / (5 * 4 * 3) * (900 / 81) / variance**2 - 3 * 25 / (4 * 3))


def test_alpha_by_hand() -> None:
    rows = [[1, 1, 1, 1, 1]] * 8 + [[0, 0, 0, 0, 0]] * 8
    test = analyse(table_of(rows)).test
    assert test.alpha == near(1)
    assert (test.error_ratio, test.standard_error) == (near(0), near(0))
    rows = [[1, 1, 1, 1, 0]] * 8 + [[0, 0, 0, 0, 1]] * 8
    test = analyse(table_of(rows)).test
    # Every item varies by 4/15, the total (4 or 1) by 9 times that.
    assert test.alpha == near(5 / 4 * (1 - 5 / 9))
    assert test.alpha_interval
    low, high = test.alpha_interval
    assert low < 5 / 9 < high
    assert test.error_ratio == near(2 / 3)
    assert test.standard_error == near(2 / 3 * sqrt(9 * 4 / 15))


def test_alpha_waits_for_fifteen_attempts_and_five_items() -> None:
    rows = [[n % 2, n % 3 == 0, n % 5 < 3, n % 7 < 2, n % 2] for n in range(15)]
    assert analyse(table_of(rows)).test.alpha is not None
    for fewer in (rows[:14], [row[:4] for row in rows]):
        test = analyse(table_of(fewer)).test
        assert (test.alpha, test.alpha_interval) == (None, None)
        assert (test.error_ratio, test.standard_error) == (None, None)
        assert test.reason
        said = test.reason.msgid % test.reason.values
        assert said == "This needs at least 15 attempts and 5 questions."
        assert test.sd is not None


def test_below_five_attempts_there_are_counts_only() -> None:
    analysis = analyse(chosen_of(["AB", "AC", "BB", "A "], "AB"))
    first, second = analysis.items
    assert (first.right, first.count, first.blanks) == (3, 4, 0)
    assert (second.right, second.count, second.blanks) == (2, 4, 1)
    assert [choice.count for choice in first.menus[0].choices] == [3, 1, 0, 0]
    shown = [first.facility, first.interval, first.sd, first.discrimination, first.intended_weight]
    shown += [first.effective_weight, first.upper_right, first.menus[0].choices[0].share]
    shown += [analysis.test.mean, analysis.test.median, analysis.test.sd]
    assert shown == [None] * len(shown)
    assert first.flags == ()


def test_a_value_without_a_meaning_is_blank() -> None:
    constant, other, worthless = analyse(
        table_of([[1, n % 2, 0] for n in range(6)], [1, 1, 0])
    ).items
    assert constant.discrimination is constant.discriminative_efficiency is None
    assert (constant.sd, constant.effective_weight) == (0, 0)
    assert other.discrimination is None  # nothing else varies
    assert worthless.facility is None


def test_what_works_against_the_total_has_no_weight() -> None:
    rows = [[0, 1, 1], [0, 1, 1], [1, 0, 0], [1, 0, 0], [0, 1, 1]]
    weights = [item.effective_weight for item in analyse(table_of(rows)).items]
    assert weights == [None, near(0.5), near(0.5)]


def test_rounding_errors_are_no_variance() -> None:
    rows = [[0.1, 0.2, 0.3, 0.1 + 0.2], [0.3, 0.2, 0.1, 0.3]] * 4
    item = analyse(table_of(rows)).items[3]
    assert item.discrimination is None


def test_intervals_are_for_items_of_right_and_wrong() -> None:
    whole, part = analyse(table_of([[2, 2], [0, 1], [2, 0], [0, 2], [2, 1]], [2, 2])).items
    assert whole.interval is not None
    assert whole.is_right_or_wrong
    assert part.interval is None
    assert (part.facility, part.right, part.count) == (near(0.6), 2, 5)


def test_choices_by_halves_with_ties_shared() -> None:
    # Totals 3 2 2 2 1: two places in each half; the three with 2 points share one of them.
    rows = ["AAA", "AAB", "ABA", "BAA", "BBA"]
    choices = {
        choice.name: choice for choice in analyse(chosen_of(rows, "AAA")).items[0].menus[0].choices
    }
    assert (choices["A"].count, choices["A"].share) == (3, near(0.6))
    assert (choices["A"].upper, choices["A"].lower) == (near(1 + 2 / 3), near(2 / 3))
    assert (choices["B"].upper, choices["B"].lower) == (near(1 / 3), near(4 / 3))
    a, b = choices["A"].discrimination, choices["B"].discrimination
    assert a is not None
    assert b == near(-a)
    assert choices["C"].discrimination is None


def test_drawn_questions_are_compared_by_shares() -> None:
    # Readers 0 to 4 had items 1 and 2, readers 5 to 9 items 1 and 3 (worth 2).
    one, two, three = [1, 1, 0, 0, 1, 1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [2, 2, 0, 0, 1]
    table = MarkTable(
        10,
        (
            ItemMarks("one", 1, one),
            ItemMarks("two", 1, two, range(5)),
            ItemMarks("three", 2, three, range(5, 10)),
        ),
    )
    analysis = analyse(table)
    first = analysis.items[0]
    alone = analyse(
        table_of([[a, b] for a, b in zip(one, [1, 1, 0, 0, 0, 1, 1, 0, 0, 0.5], strict=True)])
    )
    assert first.discrimination == near(alone.items[0].discrimination or 0)
    assert {(item.intended_weight, item.effective_weight) for item in analysis.items} == {
        (None, None)
    }
    test = analysis.test
    assert (test.alpha, test.error_ratio, test.standard_error) == (None, None, None)
    assert test.reason
    assert test.reason.msgid == "Not every reader had the same questions."
    assert (test.maximum, test.mean) == (
        1,
        near((1 + 1 + 0 + 0 + 0.5 + 1 + 1 + 0 + 0 + 1 / 3) / 10),
    )


def test_a_reader_without_other_questions_is_left_out() -> None:
    table = MarkTable(
        6,
        (ItemMarks("one", 1, [1, 0, 1, 0, 1, 0]), ItemMarks("two", 1, [1, 0, 1, 0, 1], range(5))),
    )
    assert analyse(table).items[0].discrimination == near(1)


def test_a_class_takes_no_time() -> None:
    rows = [[float((n * 7 + k * k) % 3 == 0) for k in range(10)] for n in range(837)]
    table = table_of(rows)
    began = time.process_time()
    analyse(table)
    assert time.process_time() - began < 0.2  # 0.02 where this was written


marks = st.sampled_from([0.0, 1.0, 0.5, 1 / 3, 2.0])


@st.composite
def matrices(draw: st.DrawFn, least: int = 0) -> tuple[list[list[float]], list[float]]:
    items = draw(st.integers(1, 7))
    maxima = draw(st.lists(st.sampled_from([0.0, 1.0, 2.0, 0.001]), min_size=items, max_size=items))
    shares = st.lists(st.sampled_from([0.0, 1.0, 0.5, 1 / 3]), min_size=items, max_size=items)
    rows = draw(st.lists(shares, min_size=least, max_size=20))
    return [[s * m for s, m in zip(row, maxima, strict=True)] for row in rows], maxima


def table_for(rows: list[list[float]], maxima: list[float]) -> MarkTable:
    columns = zip(*rows, strict=True) if rows else [()] * len(maxima)
    items = (
        ItemMarks(f"i{place}", maximum, list(column))
        for place, (column, maximum) in enumerate(zip(columns, maxima, strict=True))
    )
    return MarkTable(len(rows), tuple(items))


@settings(deadline=None)
@given(matrices())
def test_no_matrix_does_harm(matrix: tuple[list[list[float]], list[float]]) -> None:
    analysis = analyse(table_for(*matrix))
    for item in analysis.items:
        assert item.facility is None or -1e-9 <= item.facility <= 1 + 1e-9
        assert item.discrimination is None or -1 <= item.discrimination <= 1
        efficiency = item.discriminative_efficiency
        assert efficiency is None or efficiency <= 1 + 1e-6
    weights = [
        item.effective_weight for item in analysis.items if item.effective_weight is not None
    ]
    assert not any(weights) or isclose(sum(weights), 1)
    assert analysis.test.alpha is None or analysis.test.alpha_interval is not None


@settings(deadline=None)
@given(matrices(least=1), st.randoms(use_true_random=False))
def test_the_order_of_readers_changes_nothing(matrix, random) -> None:
    rows, maxima = matrix
    mixed = random.sample(rows, len(rows))
    assert analyse(table_for(rows, maxima)) == analyse(table_for(mixed, maxima))


def same(one: ItemStatistics, other: ItemStatistics) -> bool:
    pairs = zip(
        (
            one.facility,
            one.sd,
            one.discrimination,
            one.discriminative_efficiency,
            one.effective_weight,
        ),
        (
            other.facility,
            other.sd,
            other.discrimination,
            other.discriminative_efficiency,
            other.effective_weight,
        ),
        strict=True,
    )
    return all(
        left is right if left is None or right is None else isclose(left, right, abs_tol=1e-9)
        for left, right in pairs
    )


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4), min_size=5, max_size=20
    ),
    st.sampled_from([0.0, 1.0]),
)
def test_a_constant_item_changes_no_other(rows: list[list[float]], constant: float) -> None:
    before = analyse(table_of(rows))
    after = analyse(table_of([[*row, constant] for row in rows]))
    assert all(map(same, before.items, after.items[:4]))
    assert [item.upper_right for item in before.items] == [
        item.upper_right for item in after.items[:4]
    ]
    shapes = [(test.sd, test.skewness, test.kurtosis) for test in (before.test, after.test)]
    assert shapes[0] == tuple(
        value if value is None else pytest.approx(value, abs=1e-7) for value in shapes[1]
    )


def test_nothing_but_empty_tables_is_nothing() -> None:
    analysis = analyse(MarkTable(0, ()))
    assert analysis.items == ()
    assert astuple(analysis.test)[:3] == (0, 0, 0)
