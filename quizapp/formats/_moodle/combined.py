"""What Moodle says to a right, a partly right and a wrong answer, beside what each choice says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from quizapp.formats._moodle.asked import Asked
from quizapp.formats._weights import Weighted

_NAMES: Final = {
    "correctfeedback": "a right answer",
    "partiallycorrectfeedback": "a partly right answer",
    "incorrectfeedback": "a wrong answer",
}
# Moodle puts these into every question: our pages say as much by themselves.
_USUAL: Final = {
    "your answer is correct.",
    "your answer is partially correct.",
    "your answer is incorrect.",
}


def _combined(asked: Asked) -> dict[str, str]:
    said = {name: asked.said(name) for name in _NAMES}
    return {name: text for name, text in said.items() if text and text.lower() not in _USUAL}


def add_combined(asked: Asked, choices: Sequence[Weighted]) -> list[Weighted]:
    """Return the choices of which one is chosen, each with what is said to its kind."""
    said = _combined(asked)
    return [choice._replace(feedback=_joined(choice, said)) for choice in choices]


def _joined(choice: Weighted, said: dict[str, str]) -> str:
    name = "partiallycorrectfeedback"
    if choice.weight == 1 or choice.weight <= 0:
        name = "correctfeedback" if choice.weight == 1 else "incorrectfeedback"
    return "\n\n".join(text for text in (choice.feedback, said.get(name, "")) if text)


def note_combined(asked: Asked) -> None:
    """Note what is said to a whole answer as lost."""
    for name, text in _combined(asked).items():
        asked.lose(f"what is said to {_NAMES[name]}: “{text}”")
