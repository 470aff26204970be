"""How far the pupils of an assignment are: one statement, cheap enough to be asked all the time."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select

from quizapp.core.standing import Signs, Stand, Standing, stand_of
from quizapp.core.terms import NO_ACCOMMODATION, Accommodation, Conditions
from quizapp.storage.attempts import GRACE
from quizapp.storage.models import Accommodation as AccommodationRow
from quizapp.storage.models import (
    Answer,
    Assignment,
    AssignmentReader,
    Attempt,
    AttemptState,
    ClassTeacher,
    Presence,
    Reader,
    Seat,
)
from quizapp.storage.quick import Quick
from quizapp.storage.terms import CONDITION_COLUMNS, conditions_of

EVERYBODY = 0
"""Instead of a teacher's id: administrators may watch every class."""


class Going(NamedTuple):
    """An attempt at an assigned quiz. `sent` counts what was sent: the log is only added to."""

    id: str
    version_id: int
    state: str
    started_at: datetime
    deadline: datetime | None
    finished_at: datetime | None
    earned: Fraction | None
    possible: Fraction | None
    position: int | None
    seen_at: datetime | None
    sent: int
    sent_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Tell whether it counts as handed in, also when nobody wrote that down yet."""
        if self.state == AttemptState.HANDED_IN:
            return True
        return self.deadline is not None and now > self.deadline + GRACE

    def ended_at(self, now: datetime) -> datetime | None:
        """Return when it was handed in."""
        return (self.finished_at or self.deadline) if self.is_over(now) else None

    def stand(self, minutes_to_read: int, now: datetime) -> Stand:
        """Tell how its reader is getting on."""
        if self.is_over(now):
            return Stand(Standing.HANDED_IN)
        signs = Signs(self.started_at, self.seen_at, self.sent_at)
        return stand_of(signs, minutes_to_read, now)


class Progress(NamedTuple):
    """A pupil of an assignment, and their attempts, oldest first."""

    reader_id: int
    name: str
    joined_at: datetime | None
    accommodation: Accommodation
    attempts: tuple[Going, ...]

    @property
    def newest(self) -> Going | None:
        return self.attempts[-1] if self.attempts else None


class Watched(NamedTuple):
    """An assignment that is watched: its quiz, what it says, and its pupils by name."""

    quiz: str
    conditions: Conditions
    pupils: tuple[Progress, ...]


_PUPIL: Any = (
    Seat.reader_id,
    Reader.name,
    Seat.joined_at,
    AccommodationRow.time_factor,
    AccommodationRow.has_no_limit,
    AccommodationRow.extra_attempts,
    AccommodationRow.has_large_text,
)
_GIVEN: Any = (Assignment.quiz, *CONDITION_COLUMNS)
_mine = select(Attempt.id).where(Attempt.assignment_id == bindparam("assignment"))
_log = (
    select(
        Answer.attempt_id,
        func.count().label("sent"),
        func.max(Answer.saved_at).label("sent_at"),
    )
    .where(Answer.attempt_id.in_(_mine))
    .group_by(Answer.attempt_id)
    .subquery()
)
_GOING: Any = (
    Attempt.id,
    Attempt.version_id,
    Attempt.state,
    Attempt.started_at,
    Attempt.deadline,
    Attempt.finished_at,
    Attempt.earned,
    Attempt.possible,
    Presence.position,
    Presence.seen_at,
    func.coalesce(_log.c.sent, 0),
    _log.c.sent_at,
)
_is_named = exists().where(
    AssignmentReader.assignment_id == Assignment.id, AssignmentReader.reader_id == Seat.reader_id
)
_teaches = exists().where(
    ClassTeacher.class_id == Assignment.class_id, ClassTeacher.reader_id == bindparam("teacher")
)
_WATCHED = Quick(
    select(*_PUPIL, *_GOING, *_GIVEN)
    .select_from(Assignment)
    .join(Seat, and_(Seat.class_id == Assignment.class_id, Seat.removed_at.is_(None)))
    .join(Reader, Reader.id == Seat.reader_id)
    .outerjoin(AccommodationRow, AccommodationRow.reader_id == Seat.reader_id)
    .outerjoin(
        Attempt,
        and_(
            Attempt.assignment_id == Assignment.id,
            Attempt.reader_id == Seat.reader_id,
            Attempt.is_practice.is_(False),
        ),
    )
    .outerjoin(Presence, Presence.attempt_id == Attempt.id)
    .outerjoin(_log, _log.c.attempt_id == Attempt.id)
    .where(
        Assignment.id == bindparam("assignment"),
        Assignment.removed_at.is_(None),
        or_(Assignment.is_for_all, _is_named),
        or_(bindparam("teacher") == EVERYBODY, _teaches),
    )
    .order_by(func.lower(Reader.name), Reader.id, Attempt.started_at, Attempt.number)
)


def watch(
    connection: Connection, assignment_id: int, teacher_id: int = EVERYBODY
) -> Watched | None:
    """Return how far an assignment's pupils are.

    None where there are no pupils, and where the teacher does not teach the class.
    """
    rows = _WATCHED.rows(connection, {"assignment": assignment_id, "teacher": teacher_id})
    if not rows:
        return None
    found: dict[int, Progress] = {}
    for row in rows:
        pupil = _pupil(row[: len(_PUPIL)])
        known = found.setdefault(pupil.reader_id, pupil)
        if row[len(_PUPIL)] is not None:
            going = Going(*row[len(_PUPIL) : -len(_GIVEN)])
            found[pupil.reader_id] = known._replace(attempts=(*known.attempts, going))
    quiz, *said = rows[0][-len(_GIVEN) :]
    return Watched(quiz, conditions_of(_Said(*said)), tuple(found.values()))


class _Said(NamedTuple):
    """What an assignment's row says, by the names of CONDITION_COLUMNS."""

    opens_at: datetime | None
    closes_at: datetime | None
    late: str
    attempts: int | None
    minutes: int | None
    feedback: str | None


def _pupil(row: tuple[Any, ...]) -> Progress:
    reader_id, name, joined_at, factor, *rest = row
    given = NO_ACCOMMODATION if factor is None else Accommodation(factor, *rest)
    return Progress(reader_id, name, joined_at, given, ())
