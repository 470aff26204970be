"""Whose work a teacher may see: that of the classes they teach, and of readers in no class."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, true, union

from quizapp.storage.models import Assignment, Attempt, ClassTeacher, Reader, Role, Seat


class Onlooker(NamedTuple):
    """A teacher who looks at pupils' work. An administrator sees everybody's."""

    reader_id: int
    is_administrator: bool


class Group(NamedTuple):
    """Whose attempts are looked at: a class's, those of an assignment, or all one may see."""

    class_id: int | None = None
    assignment_id: int | None = None


EVERYBODY = Group()


def may_see_attempts(by: Onlooker) -> ColumnElement[bool]:
    """Return the condition on `attempts` that leaves those that somebody may see."""
    if by.is_administrator:
        return true()
    is_of_class = exists().where(
        ClassTeacher.reader_id == by.reader_id,
        Assignment.class_id == ClassTeacher.class_id,
        Assignment.id == Attempt.assignment_id,
    )
    is_free = and_(Attempt.assignment_id.is_(None), ~_sits(Attempt.reader_id))
    return or_(_is_taught(by, Attempt.reader_id), is_of_class, is_free)


def _is_taught(by: Onlooker, reader_id: Any) -> ColumnElement[bool]:
    return exists().where(
        ClassTeacher.reader_id == by.reader_id,
        Seat.class_id == ClassTeacher.class_id,
        Seat.reader_id == reader_id,
        Seat.removed_at.is_(None),
    )


def _sits(reader_id: Any) -> ColumnElement[bool]:
    return exists().where(Seat.reader_id == reader_id, Seat.removed_at.is_(None))


def may_see_pupil(connection: Connection, by: Onlooker, reader_id: int) -> bool:
    """Tell whether somebody may see a reader's work, or at least some of it."""
    is_somebody = (Reader.id == reader_id, Reader.role != Role.ERASED)
    if connection.execute(select(Reader.id).where(*is_somebody)).first() is None:
        return False
    is_open = or_(_is_taught(by, Reader.id), ~_sits(Reader.id))
    reach = select(Reader.id).where(Reader.id == reader_id, is_open)
    some = select(Attempt.id).where(Attempt.reader_id == reader_id, may_see_attempts(by)).limit(1)
    return by.is_administrator or any(
        connection.execute(found).first() is not None for found in (reach, some)
    )


def attempts_of_group(by: Onlooker, group: Group, quiz: str | None = None) -> ColumnElement[bool]:
    """Return the condition on `attempts` that leaves a group's, as far as somebody may see them.

    With a quiz it leaves those at that quiz.
    """
    seen = may_see_attempts(by)
    if group.class_id is None:
        return seen if quiz is None else and_(seen, Attempt.quiz == quiz)
    # No column by itself: its index would lead to every attempt at the quiz, whoever made it.
    at_quiz = true() if quiz is None else Attempt.quiz.concat("") == quiz
    if group.assignment_id is not None:
        return and_(seen, Attempt.assignment_id == group.assignment_id, at_quiz)
    # Found by the class: an `or` of two conditions would look at every attempt there is.
    of_pupils = (
        select(Attempt.id)
        .join(Seat, Seat.reader_id == Attempt.reader_id)
        .where(Seat.class_id == group.class_id, Seat.removed_at.is_(None), at_quiz)
    )
    given = (
        select(Attempt.id)
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .where(Assignment.class_id == group.class_id, at_quiz)
    )
    return and_(seen, Attempt.id.in_(union(of_pupils.correlate(None), given.correlate(None))))
