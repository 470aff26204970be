"""The fixed words of a quiz's own language."""

from __future__ import annotations

import pytest

from quizapp.core.words import word


@pytest.mark.parametrize(
    ("language", "true"),
    [
        ("en", "True"),
        ("da", "Sandt"),
        ("pt-BR", "Verdadeiro"),
        ("DE_at", "Richtig"),
        ("no", "Sant"),
        ("zh-Hant-TW", "正確"),
        ("zh-TW", "正確"),
        ("zh-CN", "正确"),
        ("tlh", "True"),
        ("", "True"),
    ],
)
def test_a_word_is_found_by_language_tag(language: str, true: str) -> None:
    assert word("True", language) == true


def test_a_word_that_is_not_fixed_stays_as_it_is() -> None:
    assert word("Next", "da") == "Next"
