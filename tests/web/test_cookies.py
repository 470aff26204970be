"""The device's token in what a browser sends."""

from __future__ import annotations

import pytest

from quizapp.web.cookies import token_in

TOKEN = "t" * 43


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (f"quizapp={TOKEN}", TOKEN),
        (f"other=1; quizapp={TOKEN}; more=2", TOKEN),
        (f"other=1;quizapp={TOKEN}", TOKEN),
        (f"quizapp={TOKEN}; quizapp={'u' * 43}", TOKEN),
        (f"other-quizapp={TOKEN}; quizapps={TOKEN}", ""),
        (f"other=quizapp={TOKEN}", ""),
        ("quizapp=short", ""),
        (f"quizapp={'t' * 101}", ""),
        (f"quizapp={TOKEN}\xe9", ""),
        ("quizapp; ;=;", ""),
        ("", ""),
    ],
)
def test_a_token_is_found_under_its_name_alone(header: str, found: str) -> None:
    assert token_in(header, "quizapp") == found
