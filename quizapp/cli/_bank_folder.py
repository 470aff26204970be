"""Where the quizzes are when nobody says where."""

from __future__ import annotations

from pathlib import Path

from quizapp.cli._faults import CannotRun
from quizapp.core.loading import SUFFIXES

_USUAL = Path("questions")


def default_folder() -> Path:
    """Return ./questions, or the current folder if there is none."""
    return _USUAL if _USUAL.is_dir() else Path()


def find_quiz(quiz: str) -> Path:
    """Return the file of a quiz that is named by its name or its file."""
    path = Path(quiz)
    named = [default_folder() / f"{quiz}{suffix}" for suffix in SUFFIXES]
    found = next((file for file in (path, *named) if file.is_file()), None)
    if found is None:
        raise CannotRun(f"there is no quiz `{quiz}`: neither {path} nor {named[0]}.")
    return found
