"""Marks by hand, released to the pupils: of an assignment, or of attempts outside all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, exists, select, true, update

from quizapp.core.question import Message
from quizapp.storage import log
from quizapp.storage.attempts import attempts_where
from quizapp.storage.hand_marks import KIND
from quizapp.storage.marks import recompute
from quizapp.storage.models import (
    Assignment,
    Attempt,
    AttemptState,
    ClassTeacher,
    HandMark,
    Reader,
    Role,
    SchoolClass,
)
from quizapp.storage.sight import Onlooker, may_see_attempts
from quizapp.storage.versions import Versions

_nobody = Reader.__table__.alias()
_ERASED: Final = select(_nobody.c.id).where(_nobody.c.role == Role.ERASED)
_HAS_MARKS: Final = exists().where(HandMark.attempt_id == Attempt.id)


class Batch(NamedTuple):
    """An assignment whose marks are released together."""

    id: int
    class_id: int
    class_name: str
    quiz: str
    released_at: datetime | None


def batches(connection: Connection, by: Onlooker, ids: Iterable[int]) -> Mapping[int, Batch]:
    """Return those of some assignments that somebody may release."""
    is_taught = exists().where(
        ClassTeacher.class_id == Assignment.class_id, ClassTeacher.reader_id == by.reader_id
    )
    found = (
        select(
            Assignment.id,
            Assignment.class_id,
            SchoolClass.name,
            Assignment.quiz,
            Assignment.marks_released_at,
        )
        .join(SchoolClass, SchoolClass.id == Assignment.class_id)
        .where(Assignment.id.in_(list(ids)), true() if by.is_administrator else is_taught)
    )
    return {row.id: Batch(*row) for row in connection.execute(found)}


def release_batch(
    connection: Connection,
    versions: Versions,
    batch: Batch,
    by: Onlooker,
    now: datetime,
    *,
    is_released: bool,
) -> None:
    """Let the pupils of an assignment see the marks by hand, or no longer."""
    at = now if is_released else None
    changed = update(Assignment).where(Assignment.id == batch.id)
    connection.execute(changed.values(marks_released_at=at))
    _recompute(connection, versions, now, Attempt.assignment_id == batch.id)
    _note(connection, by, batch.quiz, now, is_released=is_released, class_id=batch.class_id)


def release_others(
    connection: Connection,
    versions: Versions,
    quiz: str,
    by: Onlooker,
    now: datetime,
    *,
    is_released: bool,
) -> None:
    """The same for the attempts outside assignments that somebody may see."""
    seen = (
        Attempt.quiz == quiz,
        Attempt.assignment_id.is_(None),
        Attempt.state == AttemptState.HANDED_IN,
        Attempt.reader_id.not_in(_ERASED),
        may_see_attempts(by),
    )
    at = now if is_released else None
    connection.execute(update(Attempt).where(*seen).values(marks_released_at=at))
    _recompute(connection, versions, now, *seen)
    _note(connection, by, quiz, now, is_released=is_released)


def _recompute(connection: Connection, versions: Versions, now: datetime, *which: Any) -> None:
    for _, taken in attempts_where(connection, *which, _HAS_MARKS):
        recompute(connection, versions, taken, now)


def _note(
    connection: Connection,
    by: Onlooker,
    quiz: str,
    now: datetime,
    *,
    is_released: bool,
    class_id: int | None = None,
) -> None:
    words = "Released the marks by hand." if is_released else "Took back the marks by hand."
    entry = Message(words)
    log.add_entry(connection, by.reader_id, KIND, entry, now, quiz=quiz, class_id=class_id)
