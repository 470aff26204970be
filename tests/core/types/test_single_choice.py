"""Single choice: one of the choices, and nothing else that somebody may send."""

from __future__ import annotations

import pytest

from quizapp.core.question import Response
from tests.core.types.build import one, question_of, score

QUESTION = "type: single-choice\nprompt: Why?\nchoices: [{text: a, correct: true}, b]"


def test_the_right_choice_earns_everything() -> None:
    assert score(question_of(QUESTION), one("a")) == 1
    assert score(question_of(QUESTION), one("b")) == 0


@pytest.mark.parametrize(
    "response", [(("", "c"),), (("", "a"), ("", "b")), (("", "a"), ("", "a")), (("part", "a"),)]
)
def test_what_is_no_choice_is_told_and_earns_nothing(response: Response) -> None:
    question = question_of(QUESTION)
    assert question.complaint(response) is not None
    assert score(question, response) == 0
