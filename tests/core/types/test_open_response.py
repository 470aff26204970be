"""Open response: a text that the teacher marks."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.core.types.build import codes_of, model_of, one, question_of, score

WHY = "type: open-response\nwords: 2-4"


def test_an_answer_waits_for_the_teacher_and_a_blank_does_not() -> None:
    question = question_of(WHY)
    assert question.is_marked_by_hand
    assert score(question, one("They were lost.")) is None
    assert score(question, ()) == 0
    assert score(question, one("  ")) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Lost.", "Too few words: 1. The fewest is 2."),
        ("They were lost.", None),
        ("They were lost at sea.", "Too many words: 5. The most is 4."),
        ("", "Write an answer."),
    ],
)
def test_its_length_is_complained_about(text: str, told: str | None) -> None:
    complaint = question_of(WHY).complaint(one(text))
    assert (complaint.msgid % complaint.values if complaint else None) == told


def test_too_many_characters_are_complained_about() -> None:
    assert question_of("type: open-response").complaint(one("x" * 20_001)) is not None


def test_without_a_sample_the_key_is_as_long_as_it_must_be() -> None:
    question = question_of(WHY)
    assert question.complaint(question.key) is None


@pytest.mark.parametrize("words", ["40", "120-40", "0-0", "some", "[1, 2]"])
def test_words_are_a_range(words: str) -> None:
    with pytest.raises(ValidationError):
        model_of(f"type: open-response\nwords: {words}")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("points: 3\nrubric: [{criterion: a, points: 2}]", "Q370"),
        ("rubric: [{criterion: a, points: 1}, {criterion: b, points: 0}]", "Q371"),
        ("rubric: [{criterion: a, points: 1, levels: [{points: 2, text: x}]}]", "Q372"),
        ("rubric: [{criterion: a, points: 1, levels: [{points: 1/2, text: x}]}]", "Q373"),
        ("words: 5-9\nsample-answer: Too short.", "Q374"),
    ],
)
def test_an_authors_fault_is_named(fields: str, code: str) -> None:
    assert codes_of(f"type: open-response\n{fields}") == [code]


def test_the_rubric_may_add_up_in_fractions() -> None:
    question_of("""
    type: open-response
    rubric: [{criterion: a, points: 1/3}, {criterion: b, points: 2/3}]
    """)
