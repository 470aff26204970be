"""Quizzes to measure with."""

from __future__ import annotations

from pathlib import Path

QUESTION = """\
  - id: q{n}
    type: single-choice
    prompt: Which of the four words stands in line {n} of the passage?
    choices:
      - text: The word that is right in line {n}
        correct: true
      - A word that looks much like it
      - A word of another line altogether
      - A word that stands nowhere
    evidence: Line number {n} of this passage ends here.
    explanation: Line {n} says so.
"""


def write_quiz(path: Path, questions: int, paragraphs: int) -> None:
    """Write a quiz of single-choice questions with their evidence."""
    lines = [
        f"    Line number {n} of this passage ends here. " + "More words follow it. " * 12
        for n in range(1, paragraphs + 1)
    ]
    path.write_text(
        f"title: {path.stem}\npassage:\n  title: A passage\n  text: |\n"
        + "\n\n".join(lines)
        + "\nquestions:\n"
        + "\n".join(QUESTION.format(n=n) for n in range(1, questions + 1)),
        encoding="utf-8",
    )
