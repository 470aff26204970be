"""Categorize: each item in its category, and some in none."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.question import Shuffle
from tests.core.types.build import codes_of, question_of, score

SORT = "type: categorize\ncategories: {Sea: [whale, ship], Land: tower}"
WITH_STRAY = SORT + "\ndistractors: [cloud]"
RIGHT = (("whale", "Sea"), ("ship", "Sea"), ("tower", "Land"))


def test_each_item_counts_alike() -> None:
    question = question_of(SORT)
    assert question.key == RIGHT
    assert score(question, RIGHT) == 1
    assert score(question, (*RIGHT[:2], ("tower", "Sea"))) == Fraction(2, 3)


def test_an_item_that_belongs_nowhere_costs_where_it_is_put_somewhere() -> None:
    question = question_of(WITH_STRAY)
    assert score(question, RIGHT) == 1
    assert score(question, (*RIGHT, ("cloud", "Sea"))) == Fraction(3, 4)
    assert score(question, (("cloud", ""),)) == 0


def test_all_or_nothing_takes_no_stray() -> None:
    question = question_of(WITH_STRAY + "\nscoring: all-or-nothing")
    assert score(question, RIGHT) == 1
    assert score(question, (*RIGHT, ("cloud", "Sea"))) == 0


def test_no_complaint_tells_whether_some_items_belong_nowhere() -> None:
    some = RIGHT[:1]
    assert question_of(SORT).complaint(some) is None
    assert question_of(WITH_STRAY).complaint(some) is None


def test_categories_keep_their_order_and_items_do_not() -> None:
    question = question_of(WITH_STRAY)
    assert question.mixes_entries
    assert [entry.part for entry in question.entries()] == ["whale", "ship", "tower", "cloud"]
    for entry in question.entries():
        assert [option.name for option in entry.options] == ["Sea", "Land"]
        assert entry.shuffle is Shuffle.NEVER


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("categories: {a: [x]}", "Q345"),
        ("categories: {a: [x], A: [y]}", "Q346"),
        ("categories: {a: [], b: []}", "Q347"),
        ("categories: {a: [x], b: [X]}", "Q348"),
        ("categories: {a: [x], b: [y]}\ndistractors: [x]", "Q348"),
        ("categories: {a: [x], b: [' ']}", "Q349"),
    ],
)
def test_an_authors_fault_is_named(fields: str, code: str) -> None:
    assert codes_of(f"type: categorize\n{fields}") == [code]
