"""Small quizzes for the tests of the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent, indent

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.lint import lint
from quizapp.core.reading import Reading, read_quiz


def quiz_text(text: str, language: str = "en") -> str:
    """Make a file of a piece of one: of questions, or of a quiz without its title."""
    text = dedent(text).strip("\n") + "\n"
    if re.match(r"(?:#.*\n)*- ", text):
        text = "questions:\n" + text
    has_title = re.search(r"^title:", text, re.MULTILINE)
    return text if has_title else f"title: T\nlanguage: {language}\n{text}"


def read(text: str, language: str = "en") -> Reading:
    return read_quiz(quiz_text(text, language), "quiz", "quiz.yaml", lambda _: None)


def warnings(text: str, language: str = "en") -> tuple[Diagnostic, ...]:
    """Read and lint a quiz that must have no errors."""
    found = lint(read(text, language))
    assert not [d for d in found if d.is_error], found
    return found


def codes(text: str, language: str = "en") -> list[str]:
    return [d.code for d in warnings(text, language)]


def choice_question(
    key: str, *distractors: str, prompt: str = "What is it?", name: str = "q"
) -> str:
    """Write a single-choice question."""
    lines = [f"- id: {name}", "  type: single-choice", f"  prompt: '{prompt}'", "  choices:"]
    lines += [f"    - text: '{key}'", "      correct: true"]
    return "\n".join([*lines, *(f"    - '{text}'" for text in distractors)]) + "\n"


def with_passage(passage: str, questions: Sequence[str] | str) -> str:
    """Put questions under a passage."""
    text = questions if isinstance(questions, str) else "".join(questions)
    block = indent(dedent(passage).strip("\n"), "    ")
    return f"passage:\n  text: |\n{block}\nquestions:\n{dedent(text)}"
