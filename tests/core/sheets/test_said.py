"""Answers as text in a cell: what was written is read back as it was."""

from __future__ import annotations

import pytest

from quizapp.core.sheets.said import say
from quizapp.core.sheets.written import read_written
from tests.core.types.build import question_of
from tests.core.types.test_contract import NUMBERED, load


@pytest.mark.parametrize("word", NUMBERED)
def test_a_key_that_was_written_is_read_back(word: str) -> None:
    question = load(word)
    assert read_written(question, say(question, question.key)).response == question.key


def test_parts_stand_before_their_values_and_signs_are_escaped() -> None:
    question = question_of("{type: matching, prompt: P, pairs: {a=b: One; two, c: The end}}")
    assert say(question, question.key) == r"a\=b=One\; two; c=The end"


def test_what_is_no_longer_a_choice_is_said_as_it_was_stored() -> None:
    question = question_of("{type: true-false, prompt: P, answer: true}")
    assert say(question, (("", "perhaps"),)) == "perhaps"
    assert say(question, (("", "true"),)) == "True"
    assert say(question, ()) == ""
