"""Matching: each left with its right."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.question import Shuffle
from tests.core.types.build import codes_of, question_of, score

YEARS = """
    type: matching
    pairs: {1871: built, 1904: oil, 1987: keeper, 1990: keeper}
    distractors: [storm]
"""


def test_each_pair_counts_alike() -> None:
    question = question_of(YEARS)
    right = (("1871", "built"), ("1904", "oil"), ("1987", "keeper"), ("1990", "keeper"))
    assert score(question, right) == 1
    assert score(question, (*right[:3], ("1990", "storm"))) == Fraction(3, 4)
    assert score(question, tuple((left, "keeper") for left, _ in right)) == Fraction(1, 2)


def test_all_or_nothing_wants_all() -> None:
    question = question_of(YEARS + "    scoring: all-or-nothing\n")
    assert score(question, question.key) == 1
    assert score(question, question.key[1:]) == 0


def test_what_is_filled_in_counts_and_what_is_not_is_asked_for() -> None:
    question = question_of(YEARS)
    response = (("1871", "built"), ("1904", ""))
    complaint = question.complaint(response)
    assert complaint is not None
    assert complaint.msgid % complaint.values == "Choose an answer for the ones that are left: 3."
    assert score(question, response) == Fraction(1, 4)
    assert len(question.grade(response).parts) == 1


@pytest.mark.parametrize(
    "response",
    [
        (("1871", "never offered"),),
        (("1066", "built"),),
        (("1871", "storm"), ("1871", "built")),
    ],
)
def test_what_was_not_offered_is_complained_about(response: tuple[tuple[str, str], ...]) -> None:
    question = question_of(YEARS)
    complaint = question.complaint(response)
    assert complaint is not None
    assert complaint.msgid == "Choose from the answers shown."
    assert score(question, response) == 0


def test_every_left_offers_each_right_once() -> None:
    entries = question_of(YEARS).entries()
    assert [entry.part for entry in entries] == ["1871", "1904", "1987", "1990"]
    for entry in entries:
        assert [option.name for option in entry.options] == ["built", "oil", "keeper", "storm"]
        assert entry.shuffle is Shuffle.ALWAYS


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("pairs: {a: 1}", "Q340"),
        ("pairs: {a: 1, b: 1}", "Q341"),
        ("pairs: {a: 1, A: 2}", "Q342"),
        ("pairs: {a: One, b: one}", "Q343"),
        ("pairs: {a: 1, b: 2}\ndistractors: [2]", "Q343"),
        ("pairs: {a: 1, b: ' '}", "Q344"),
        ("pairs: {a: 1, b: 2}\ndistractors: ['']", "Q344"),
    ],
)
def test_an_authors_fault_is_named(fields: str, code: str) -> None:
    assert codes_of(f"type: matching\n{fields}") == [code]
