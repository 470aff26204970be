"""Quiz files for tests: a test's docstring can be its input file."""

from __future__ import annotations

from textwrap import dedent

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.nodes import Node, to_plain
from quizapp.core.quiz import Quiz
from quizapp.core.reading import Reading, read_quiz
from quizapp.core.source import Source, parse_source

LIGHTHOUSE = """\
title: The lighthouse
passage:
  text: |
    Hale Point got its **lighthouse** in 1871, after three ships were lost in one winter.

    The lamp burned whale oil until 1904. No keeper has lived there since 1987.
"""


def read(text: str, **files: bytes) -> Reading:
    """Read a quiz file; `files` stand beside it, `__` in their names for a dot."""
    beside = {name.replace("__", "."): data for name, data in files.items()}
    return read_quiz(dedent(text), "quiz", "quiz.yaml", beside.get)


def read_good(text: str) -> Quiz:
    """Read a quiz file that has nothing wrong with it but missing ids."""
    reading = read(text)
    assert {d.code for d in reading.diagnostics} <= {"W101"}, reading.diagnostics
    assert reading.quiz
    return reading.quiz


def found(reading: Reading) -> list[tuple[int, str]]:
    """Return line and code of everything found wrong."""
    return [(d.line, d.code) for d in reading.diagnostics]


def the(reading: Reading) -> Diagnostic:
    """Return the only thing found wrong."""
    [diagnostic] = reading.diagnostics
    return diagnostic


def parse(text: str) -> tuple[Node | None, list[Diagnostic]]:
    """Parse text as it is, tabs and all."""
    source = Source(text, "quiz.yaml")
    return parse_source(source), source.diagnostics


def plain(text: str) -> object:
    """Return the plain values of a text that has nothing wrong with it."""
    node, diagnostics = parse(text)
    assert not diagnostics
    assert node is not None
    return to_plain(node)
