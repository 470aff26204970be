"""Files made to exhaust memory or time end in a diagnostic, soon."""

from __future__ import annotations

import time

import pytest

from quizapp.core import limits
from quizapp.core.reading import read_quiz
from tests.core.bombs import BOMBS, MERGES


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_a_diagnostic(name: str) -> None:
    text, code = BOMBS[name]
    start = time.process_time()
    reading = read_quiz(text, "bomb", "bomb.yaml", lambda _: None)

    # Half a second on a quiet machine at worst; the rest is for busy ones.
    assert time.process_time() - start < 10
    assert code in {d.code for d in reading.diagnostics}


def test_the_merge_bomb_is_small() -> None:
    assert len(MERGES) < 500


def test_errors_are_told_up_to_a_limit_and_the_last_says_so() -> None:
    text = "title: T\nquestions: []\n" + "".join(f"x{n}: y\n" for n in range(3_000))
    diagnostics = read_quiz(text, "quiz", "quiz.yaml", lambda _: None).diagnostics

    assert len(diagnostics) == limits.ERRORS
    assert diagnostics[-1].code == "Q002"
    assert "further ones are left out" in diagnostics[-1].message
