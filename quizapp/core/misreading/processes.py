"""How many readers of a class can do what a comprehension process asks for."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.question import PROCESSES
from quizapp.core.works import Work, Works

ENOUGH: Final = Fraction(3, 5)
"""Who earns this share of the points of a process is counted as able to do it."""


_CLOSE: Final = 1e-6


class ProcessCount(NamedTuple):
    """How many of the readers who were asked earned enough in a process.

    `questions` is how many questions of it a reader had, at the most.
    """

    process: str
    able: int
    of: int
    questions: int


_Points = list[tuple[Fraction, Fraction]]
"""What a reader earned of what was possible, question by question."""


def count_processes(works: Works) -> tuple[ProcessCount, ...]:
    """Count readers by process; processes that nobody was asked in are left out."""
    counts: dict[str, ProcessCount] = {}
    for work in works.rows():
        for process, points in _points(work).items():
            _, able, of, questions = counts.get(process, (process, 0, 0, 0))
            able += _is_enough(points)
            counts[process] = ProcessCount(process, able, of + 1, max(questions, len(points)))
    return tuple(counts[process] for process in PROCESSES if process in counts)


def _is_enough(points: _Points) -> bool:
    """Compare exactly, but where floats are far apart: they are ten times as quick."""
    share = sum(float(earned) for earned, _ in points) / sum(float(most) for _, most in points)
    if abs(share - ENOUGH) > _CLOSE:
        return share > ENOUGH
    earned = sum((earned for earned, _ in points), Fraction(0))
    return earned >= ENOUGH * sum((most for _, most in points), Fraction(0))


def _points(work: Work) -> dict[str, _Points]:
    """Return a reader's points by process; what waits to be marked, or earns nothing, is not in."""
    points: dict[str, _Points] = {}
    items = work.quiz.items
    for name, marked in work.marks.items():
        process = items[name].question.process
        if process and marked.earned is not None and marked.possible:
            points.setdefault(process, []).append((marked.earned, marked.possible))
    return points
