"""What was found: all is well, or what is wrong and what cures it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    """How bad it is: a fault keeps quizapp from working, or puts data at risk."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


class Finding(NamedTuple):
    """One line of the report."""

    level: Level
    subject: str
    words: str
    cure: str = ""


def well(subject: str, words: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, words)


def warning(subject: str, words: str, cure: str) -> Finding:
    """Something could be better."""
    return Finding(Level.WARNING, subject, words, cure)


def fault(subject: str, words: str, cure: str) -> Finding:
    """Something is wrong."""
    return Finding(Level.FAULT, subject, words, cure)
