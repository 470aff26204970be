"""Which answers may be counted together: those to the same question with the same key."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.quiz import Quiz
from quizapp.core.works import Contents, Marked, Work, Works, comparable, contents_of
from tests.core.quiz_text import read_good

TEXT = """\
title: The lighthouse
passage:
  text: The lamp burned oil. It burned gas from 1904.
questions:
  - id: fuel
    type: single-choice
    prompt: What burned first?
    choices: [{text: oil, correct: true}, gas]
  - id: mark
    type: hot-text
    prompt: Mark the later fuel.
    select: sentences
    answer: It burned gas from 1904.
"""
RIGHT = Marked(Fraction(1), Fraction(1), is_right=True, response=(("", "oil"),))


def quiz(old: str = "", new: str = "") -> Quiz:
    assert old in TEXT
    return read_good(TEXT.replace(old, new) if old else TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("What burned first?", "What did it burn first?"),
        ("{text: oil, correct: true}, gas", "oil, {text: gas, correct: true}"),
        ("[{text: oil, correct: true}, gas]", "[{text: oil, correct: true}, gas, coal]"),
    ],
)
def test_another_wording_or_key_is_another_question(old: str, new: str) -> None:
    before, after = contents_of(quiz()), contents_of(quiz(old, new))
    assert before["fuel",] != after["fuel",]
    assert before["mark",] == after["mark",]


@pytest.mark.parametrize(
    "more", ["explanation: It says so.", "process: find", "evidence: burned oil", "tags: [fuel]"]
)
def test_what_nobody_sees_before_answering_makes_no_other_question(more: str) -> None:
    later = quiz("prompt: What burned first?", f"prompt: What burned first?\n    {more}")
    assert contents_of(later) == contents_of(quiz())


def test_hot_text_in_another_passage_offers_something_else() -> None:
    later = contents_of(quiz("The lamp burned oil.", "The lamp burned whale oil."))
    assert later["mark",] != contents_of(quiz())["mark",]
    assert later["fuel",] == contents_of(quiz())["fuel",]


def test_of_an_older_version_only_what_is_asked_the_same_way_is_kept() -> None:
    newest, older = quiz(), quiz("What burned first?", "What did it burn first?")
    works = [
        Work(1, newest, {"fuel": RIGHT, "mark": RIGHT}),
        Work(2, older, {"fuel": RIGHT, "mark": RIGHT}),
    ]
    kept = comparable(Works.of(works), newest, Contents())
    assert [set(work.marks) for work in kept.rows()] == [{"fuel", "mark"}, {"mark"}]


def test_points_by_hand_count_as_understood_when_they_are_all_there_are() -> None:
    full = Marked(Fraction(2), Fraction(2), is_right=False, response=())
    assert full.is_understood
    assert not full._replace(earned=Fraction(1)).is_understood
    assert not full._replace(earned=None).is_understood


def test_what_was_put_into_columns_comes_out_as_it_was() -> None:
    whole, wrong = quiz(), RIGHT._replace(earned=Fraction(0), is_right=False)
    works = [
        Work(7, whole, {"fuel": RIGHT, "mark": wrong}),
        Work(8, whole, {"fuel": wrong}),
        Work(9, whole, {}),
    ]
    packed = Works.of(works)
    assert list(packed.rows()) == works
    assert list(packed.at([2, 0]).rows()) == [works[2], works[0]]


def test_equal_answers_are_kept_once() -> None:
    same = RIGHT._replace(response=(("", "oil"),))
    packed = Works.of([Work(n, quiz(), {"fuel": one}) for n, one in enumerate((RIGHT, same))])
    assert packed.column("fuel").kinds == [None, RIGHT]
    assert list(packed.column("fuel").counted()) == [(RIGHT, 2)]
    assert list(packed.column("mark").counted()) == []
