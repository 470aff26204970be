"""What a question holds about single answers."""

from __future__ import annotations

import pytest

from quizapp.core.remarks import own_settings, remarks
from tests.core.types.build import model_of

CLOZE = """
    type: cloze
    text: The lamp burned {fuel} and {verb}.
    gaps:
      fuel: {answers: [whale oil, {text: oil, credit: 50%}], reject: [fish oil]}
      verb: {choices: [{text: shone, correct: true}, {text: died, feedback: No.}, slept]}
    scoring: all-or-nothing
"""
NUMERIC = """
    type: numeric
    prompt: When?
    unit: years
    answers:
      - value: 12.4
        tolerance: 5%
      - from: 30
        to: 36
        credit: 1/2
"""
RUBRIC = """
    type: open-response
    prompt: Why?
    words: 40-120
    rubric:
      - criterion: Names it
        points: 1
        levels: [{points: 1, text: Does}]
"""
STATEMENT = """
    type: true-false
    prompt: It shone.
    answer: true
    feedback: {not-given: It is given.}
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (CLOZE, ["fuel whale oil ", "fuel oil ", "fuel fish oil ", "verb died No."]),
        (NUMERIC, [" 12.4 ± 5% ", " 30 – 36 "]),
        (RUBRIC, [" Names it ", " Does "]),
        (STATEMENT, [" not-given It is given."]),
    ],
)
def test_each_answer_of_which_more_is_known_than_the_key_is_told(question, told) -> None:
    found = remarks(model_of(question))
    assert [f"{remark.part} {remark.answer} {remark.feedback}" for remark in found] == told


@pytest.mark.parametrize(
    ("question", "settings"),
    [
        (CLOZE, {"scoring": "all-or-nothing"}),
        (NUMERIC, {"unit": "years"}),
        (RUBRIC, {"words": "40, 120"}),
        (STATEMENT, {"answer": "true"}),
    ],
)
def test_settings_are_told_by_their_names_in_the_file(question, settings) -> None:
    found = dict(own_settings(model_of(question)))
    assert settings.items() <= found.items()


def test_what_was_left_out_is_no_setting() -> None:
    question = model_of("type: numeric\nprompt: When?\nanswer: 12.4")
    assert own_settings(question) == (("answer", "12.4"),)
