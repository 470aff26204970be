"""Text: words between the questions."""

from __future__ import annotations

import pytest

from tests.core.types.build import codes_of, question_of


def test_a_text_asks_nothing() -> None:
    text = question_of("type: text\nbody: Read on.")
    assert (text.points, text.is_numbered, text.needs_prompt, text.entries()) == (
        0,
        False,
        False,
        (),
    )


@pytest.mark.parametrize(
    "field", ["prompt: a", "points: 1", "evidence: a", "hints: [a]", "after: a"]
)
def test_a_text_has_nothing_of_a_question(field: str) -> None:
    assert codes_of(f"type: text\nbody: Read on.\n{field}") == ["Q375"]


def test_a_text_has_words() -> None:
    assert codes_of("type: text\nbody: ' '") == ["Q376"]
