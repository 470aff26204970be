"""Ordering: how an order becomes points."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from quizapp.core.question import Shuffle
from tests.core.types.build import codes_of, one, question_of, score

FOUR = "type: ordering\nitems: [a, b, c, d]\nscoring: {}"


@pytest.mark.parametrize(
    ("order", "kendall", "longest_run", "all_or_nothing"),
    [
        ("abcd", "1", "1", 1),
        ("dabc", "0", "2/3", 0),
        ("abdc", "2/3", "2/3", 0),
        ("bacd", "2/3", "2/3", 0),
        ("dcba", "0", "0", 0),
        ("cdab", "0", "1/3", 0),
    ],
)
def test_an_order_becomes_points(
    order: str, kendall: str, longest_run: str, all_or_nothing: int
) -> None:
    scores = {"kendall": kendall, "longest-run": longest_run, "all-or-nothing": all_or_nothing}
    for scoring, expected in scores.items():
        assert score(question_of(FOUR.format(scoring)), one(*order)) == Fraction(expected)


def test_a_random_order_earns_little() -> None:
    question = question_of(FOUR.format("kendall"))
    orders = list(permutations("abcd"))
    total = sum((score(question, one(*order)) or Fraction(0) for order in orders), Fraction(0))
    assert total / len(orders) == Fraction(7, 36)


@pytest.mark.parametrize("response", ["abc", "abcc", "abcdd", "abce"])
def test_what_is_no_order_of_the_items_earns_nothing(response: str) -> None:
    question = question_of(FOUR.format("kendall"))
    assert question.complaint(one(*response)) is not None
    assert score(question, one(*response)) == 0


def test_items_in_their_place_are_told_from_the_others() -> None:
    parts = question_of(FOUR.format("kendall")).grade(one(*"abdc")).parts
    assert [(part.value, part.score) for part in parts] == [("a", 1), ("b", 1), ("d", 0), ("c", 0)]


def test_the_files_order_is_never_shown() -> None:
    [entry] = question_of(FOUR.format("kendall")).entries()
    assert entry.shuffle is Shuffle.ALWAYS


@pytest.mark.parametrize(
    ("items", "code"), [("[a]", "Q335"), ("[a, b, A]", "Q336"), ("[a, ' ']", "Q337")]
)
def test_an_authors_fault_is_named(items: str, code: str) -> None:
    assert codes_of(f"type: ordering\nitems: {items}") == [code]
