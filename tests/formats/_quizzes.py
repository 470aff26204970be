"""Quizzes to send out and bring in again."""

from __future__ import annotations

from pathlib import Path

from quizapp.core.loading import Loaded, Version, load_quiz
from quizapp.core.quiz import Quiz
from quizapp.core.reading import read_quiz
from quizapp.formats import Brought, Format, Incoming, Taken, bring_in, sidecar_name, take_out

HOUSE = Path(__file__).parents[2]
FILES = [
    *sorted((HOUSE / "questions").glob("*.yaml")),
    *sorted((HOUSE / "tests/browser/questions").glob("*.yaml")),
]


def load(path: Path) -> Loaded:
    return load_quiz(path)


def loaded(text: str, name: str = "quiz") -> Loaded:
    """Return a quiz file's text as if it had been loaded."""
    reading = read_quiz(text, name, f"{name}.yaml", lambda _: None)
    assert reading.quiz is not None, reading.diagnostics
    return Loaded(reading, Version(text, {}))


def taken(quiz: Loaded, format_: Format) -> Taken:
    found = take_out(quiz, format_)
    assert isinstance(found, Taken), found
    return found


def out_and_in(quiz: Loaded, format_: Format) -> Brought:
    """Write a quiz, and read what was written together with its sidecar."""
    assert quiz.reading.quiz is not None
    written = taken(quiz, format_)
    name = f"{quiz.reading.quiz.name}{format_.suffix}"
    beside = {sidecar_name(name): written.sidecar} if written.sidecar else {}
    return bring_in([(Incoming(name, written.data, beside), format_)], quiz.reading.quiz.name)


def content(quiz: Quiz | None) -> object:
    """Return all that makes a quiz what it is, to be compared."""
    assert quiz is not None
    heads = (quiz.title, quiz.language, quiz.summary, quiz.tags, quiz.authors, quiz.license)
    sections = [
        (s.title, s.instructions, s.passage, s.draw, s.shuffle, s.units) for s in quiz.sections
    ]
    return heads, quiz.status, quiz.settings, quiz.passages, sections, dict(quiz.items)
