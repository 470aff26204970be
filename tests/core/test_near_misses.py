"""Answers that no rule matches, and the change of the file that decides about them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from quizapp.core.edits import apply_edits
from quizapp.core.near_misses import Gap, Ruling, holds, near_misses, write_ruling
from quizapp.core.reading import Reading, read_quiz

FILE = """\
# Kept as it is.
title:   The lamp
questions:
  - id: fuel   # what burned
    type: short-answer
    prompt: What?
    answers:
      - whale oil   # the key

      - {text: oil, credit: 50%}
    reject: [fish oil]
  - {id: where, type: short-answer, prompt: Where?, answers: [Hale Point], points: 2}
  - id: gaps
    type: cloze
    text: "It burned {what} until {year}."
    gaps:
      what: {answers: [oil]}
      year:
        answers: [1904]  # not 1906
        weight: 2
"""
WHERE_REJECTED = """\
  - {id: where, type: short-answer, prompt: Where?, answers: [Hale Point], \
reject: ['say: "a, b"'], points: 2}"""


def read(text: str = FILE) -> Reading:
    return read_quiz(text, "lamp", "lamp.yaml", lambda _: None)


def question(name: str):
    quiz = read().quiz
    assert quiz
    return quiz.items[name].question


def typed(*texts: str, part: str = ""):
    return [((part, text),) for text in texts]


def test_the_same_words_are_counted_together_the_most_frequent_first() -> None:
    answers = typed("kerosene", "Whale-oil", "whale–oil ", "whale-oil", "Kerosene.", "petrol")
    found = near_misses(question("fuel"), Counter(answers))
    assert (found[0].text, found[0].times) == ("Whale-oil", 3)
    assert {(miss.text, miss.times) for miss in found[1:]} == {("kerosene", 2), ("petrol", 1)}
    nearest = found[0].nearest
    assert nearest
    assert nearest.text == "whale oil"


def test_what_a_rule_matches_is_no_near_miss() -> None:
    answers = typed("Whale oil", "oil", "FISH OIL", "", "   ", "x" * 5_000)
    assert near_misses(question("fuel"), Counter(answers)) == []


def test_gaps_are_gathered_by_their_names() -> None:
    answers = typed("1905", "1905", part="year") + typed("kerosene", part="what")
    found = near_misses(question("gaps"), Counter(answers))
    assert [(miss.gap.part, miss.times) for miss in found] == [("year", 2), ("what", 1)]


@pytest.mark.parametrize(
    ("gap", "ruling", "lines"),
    [
        (
            Gap("fuel", ""),
            Ruling("whale-oil", Fraction(1)),
            ["      - whale-oil"],
        ),
        (
            Gap("fuel", ""),
            Ruling("lamp oil", Fraction(1, 2), "Which oil?"),
            ["      - {text: lamp oil, credit: 50%, feedback: Which oil?}"],
        ),
        (
            Gap("fuel", ""),
            Ruling("kerosene", Fraction(0), "Later."),
            ["    reject: [fish oil, {text: kerosene, feedback: Later.}]"],
        ),
        (
            Gap("where", ""),
            Ruling('say: "a, b"', Fraction(0)),
            [WHERE_REJECTED],
        ),
        (
            Gap("gaps", "year"),
            Ruling("1905", Fraction(0)),
            ["        reject: [1905]"],
        ),
        (
            Gap("gaps", "what"),
            Ruling("kerosene", Fraction(1)),
            ["      what: {answers: [oil, kerosene]}"],
        ),
    ],
)
def test_a_ruling_changes_one_line_of_the_file_and_then_holds(
    gap: Gap, ruling: Ruling, lines: list[str]
) -> None:
    before = read()
    assert not holds(before, gap, ruling)
    text = apply_edits(FILE, write_ruling(before, gap, ruling))
    assert [line for line in text.splitlines() if line not in FILE.splitlines()] == lines
    after = read(text)
    assert after.diagnostics == ()
    assert holds(after, gap, ruling)


def test_nothing_is_written_where_there_is_no_such_gap() -> None:
    for gap in (Gap("none", ""), Gap("fuel", "part"), Gap("gaps", "other"), Gap("gaps", "")):
        assert write_ruling(read(), gap, Ruling("x", Fraction(1))) == []
