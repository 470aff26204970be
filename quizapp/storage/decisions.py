"""What people decided about the marks of an attempt, collected from the database."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from quizapp.core.quiz import Quiz
from quizapp.core.scoring import Decisions
from quizapp.storage.attempts import Taken
from quizapp.storage.models import Assignment, Attempt, HandMark, Override
from quizapp.storage.quick import Quick

IS_RELEASED: Final = or_(
    Attempt.marks_released_at.is_not(None), Assignment.marks_released_at.is_not(None)
)
"""Whether a pupil may see marks by hand; with the attempt's assignment joined, where it has one."""


def decisions_about(connection: Connection, taken: Taken, quiz: Quiz) -> Decisions:
    """Return all that was decided about an attempt's marks and may count by now.

    The floors of mended questions are not among them: they depend on what was answered.
    """
    is_marked = any(quiz.items[name].question.is_marked_by_hand for name in taken.questions)
    overridden = _overrides(connection, taken)
    return Decisions(
        marked=_released_marks(connection, taken) if is_marked else {},
        full=quiz.corrections.full,
        dropped=quiz.corrections.dropped,
        overridden={name: points for name, points in overridden.items() if name},
        total=overridden.get(""),
    )


_OVERRIDES: Final = Quick(
    select(Override.question, Override.points)
    .where(Override.attempt_id == bindparam("attempt"), Override.withdrawn_at.is_(None))
    .order_by(Override.id)
)


def _overrides(connection: Connection, taken: Taken) -> Mapping[str, Fraction]:
    """Return points set by hand, the newest of each question; "" is the whole attempt."""
    rows = _OVERRIDES.rows(connection, {"attempt": taken.id})
    return {question or "": points for question, points in rows}


_RELEASED: Final = Quick(
    select(HandMark.position, HandMark.points)
    .join(Attempt, Attempt.id == HandMark.attempt_id)
    .outerjoin(Assignment, Assignment.id == Attempt.assignment_id)
    .where(HandMark.attempt_id == bindparam("attempt"), HandMark.counts.is_(True), IS_RELEASED)
)


def _released_marks(connection: Connection, taken: Taken) -> Mapping[str, Fraction]:
    rows = _RELEASED.rows(connection, {"attempt": taken.id})
    return {taken.questions[position - 1]: points for position, points in rows}
