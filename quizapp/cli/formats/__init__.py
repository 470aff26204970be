"""How diagnostics are printed: one module a format. The folder is the registry.

A module's `render` takes the files in order and yields pieces of text without a newline at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from quizapp.core.diagnostics import Diagnostic


class Checked(NamedTuple):
    """A file that was looked at: its lines, how many questions it gives, what was found wrong."""

    path: str
    lines: Sequence[str]
    questions: int
    diagnostics: tuple[Diagnostic, ...]


Render = Callable[[Sequence[Checked]], Iterator[str]]


def format_names() -> list[str]:
    """Return the words that can stand after `--format`."""
    return sorted(module.stem for module in Path(__file__).parent.glob("[!_]*.py"))


def get_format(name: str) -> Render:
    """Return the function that prints in a format."""
    render: Render = import_module(f"{__name__}.{name}").render
    return render


def on_one_line(text: str) -> str:
    """Make line breaks and control characters visible, so that a text is one line everywhere."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable() or character == " ":
        return character
    return " " if character in "\t\n" else f"\\u{ord(character):04x}"
