"""True-false: two answers or three, in the quiz's language."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.core.types.build import codes_of, model_of, one, question_of, score

TWO = "type: true-false\nanswer: false\nfeedback: {true: 'Read on.'}"
THREE = "type: true-false\nanswer: not-given\nnot-given: true"


def test_the_answer_is_right_and_the_other_is_told_why_not() -> None:
    question = question_of(TWO)
    assert score(question, one("false")) == 1
    assert question.grade(one("true")).feedback == ("Read on.",)
    assert score(question, one("true")) == 0


def test_not_given_is_an_answer_only_where_offered() -> None:
    assert score(question_of(THREE), one("not-given")) == 1
    assert question_of(TWO).complaint(one("not-given")) is not None


def test_the_words_are_in_the_questions_language() -> None:
    [entry] = question_of(THREE + "\nlang: de-AT").entries()
    assert [option.name for option in entry.options] == ["true", "false", "not-given"]
    assert [option.text for option in entry.options] == ["Richtig", "Falsch", "Steht nicht im Text"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("type: true-false\nanswer: not-given", "Q315"),
        ("type: true-false\nanswer: true\nfeedback: {not-given: It is.}", "Q316"),
    ],
)
def test_an_authors_fault_is_named(text: str, code: str) -> None:
    assert codes_of(text) == [code]


def test_yes_is_no_answer() -> None:
    with pytest.raises(ValidationError):
        model_of("type: true-false\nanswer: yes")


def test_questions_of_a_quiz_offer_the_same_answers() -> None:
    two, three, other = model_of(TWO), model_of(THREE), model_of(THREE + "\nid: b")
    model = type(two)
    assert not list(model.problems_together([three, other]))
    [(question, problem)] = model.problems_together([three, two, other])
    assert (question, problem.code) == (two, "Q317")
