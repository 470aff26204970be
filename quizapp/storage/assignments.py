"""Quizzes given to classes: with dates, and on terms that hold for each pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from quizapp.core.settings import Settings
from quizapp.core.terms import Conditions, Door, Terms, make_terms
from quizapp.storage.models import Assignment, AssignmentReader, Attempt, Late, SchoolClass, Seat
from quizapp.storage.quick import Quick
from quizapp.storage.terms import (
    CONDITION_COLUMNS,
    accommodation_of,
    conditions_of,
    move_deadlines,
)
from quizapp.storage.versions import Versions


class Given(NamedTuple):
    """An assignment."""

    id: int
    class_id: int
    class_name: str
    quiz: str
    conditions: Conditions
    is_for_all: bool
    created_at: datetime
    marks_released_at: datetime | None


_COLUMNS: Final = (
    Assignment.id,
    Assignment.class_id,
    SchoolClass.name,
    Assignment.quiz,
    *CONDITION_COLUMNS,
    Assignment.is_for_all,
    Assignment.created_at,
    Assignment.marks_released_at,
)


def _select_given() -> Select[Any]:
    columns: Any = select(*_COLUMNS)
    given: Select[Any] = columns.join(SchoolClass, SchoolClass.id == Assignment.class_id)
    return given.where(Assignment.removed_at.is_(None))


def _given(row: Any) -> Given:
    return Given(
        row.id,
        row.class_id,
        row.name,
        row.quiz,
        conditions_of(row),
        row.is_for_all,
        row.created_at,
        row.marks_released_at,
    )


def _values(conditions: Conditions, now: datetime) -> dict[str, object]:
    return {
        "opens_at": conditions.opens_at,
        "closes_at": conditions.closes_at,
        "late": Late.ACCEPT if conditions.accepts_late else Late.REFUSE,
        "attempts": conditions.attempts,
        "minutes": conditions.minutes,
        "feedback": conditions.feedback,
        "changed_at": now,
    }


def add_assignment(
    connection: Connection,
    class_id: int,
    quiz: str,
    conditions: Conditions,
    author_id: int | None,
    now: datetime,
    reader_ids: Iterable[int] = (),
) -> int:
    """Give a quiz to a class, or to some of its pupils when they are named."""
    only = list(reader_ids)
    row = {
        "class_id": class_id,
        "quiz": quiz,
        "is_for_all": not only,
        "created_by": author_id,
        "created_at": now,
        **_values(conditions, now),
    }
    added = insert(Assignment).values(row).returning(Assignment.id)
    assignment_id = int(connection.execute(added).scalar_one())
    _set_readers(connection, assignment_id, only)
    return assignment_id


def _set_readers(connection: Connection, assignment_id: int, reader_ids: Sequence[int]) -> None:
    mine = AssignmentReader.assignment_id == assignment_id
    connection.execute(delete(AssignmentReader).where(mine))
    rows = [{"assignment_id": assignment_id, "reader_id": reader_id} for reader_id in reader_ids]
    if rows:
        connection.execute(insert(AssignmentReader), rows)


def change_assignment(
    connection: Connection,
    versions: Versions,
    given: Given,
    conditions: Conditions,
    now: datetime,
    reader_ids: Iterable[int] = (),
) -> None:
    """Change what an assignment says. Attempts that are open feel it at once."""
    only = list(reader_ids)
    values = {**_values(conditions, now), "is_for_all": not only}
    connection.execute(update(Assignment).where(Assignment.id == given.id).values(values))
    _set_readers(connection, given.id, only)
    move_deadlines(connection, versions, Attempt.assignment_id == given.id)


def remove_assignment(connection: Connection, assignment_id: int, now: datetime) -> None:
    """Take an assignment back: nobody begins it any more, and what was done stays."""
    gone = update(Assignment).where(Assignment.id == assignment_id)
    connection.execute(gone.values(removed_at=now, changed_at=now))


def get_assignment(connection: Connection, assignment_id: int) -> Given | None:
    """Return an assignment that was not taken back."""
    row = connection.execute(_select_given().where(Assignment.id == assignment_id)).first()
    return _given(row) if row else None


def assignments_of_class(connection: Connection, class_id: int) -> list[Given]:
    """Return a class's assignments, the newest first."""
    return given_where(connection, Assignment.class_id == class_id)


def given_where(connection: Connection, *which: Any) -> list[Given]:
    """Return the assignments that meet conditions, the newest first."""
    found = _select_given().where(*which).order_by(Assignment.id.desc())
    return [_given(row) for row in connection.execute(found)]


def readers_of(connection: Connection, assignment_id: int) -> list[int]:
    """Return the pupils an assignment is for, where it is not for all."""
    mine = select(AssignmentReader.reader_id).where(AssignmentReader.assignment_id == assignment_id)
    return [row[0] for row in connection.execute(mine)]


def count_attempts(connection: Connection, assignment_id: int) -> int:
    """Return how many attempts were begun as part of an assignment."""
    mine = select(func.count()).where(Attempt.assignment_id == assignment_id)
    return int(connection.execute(mine).scalar_one())


def is_assigned(connection: Connection, reader_id: int, quiz: str) -> bool:
    """Tell whether a reader is given a quiz in one of their classes."""
    return bool(assigned_to(connection, reader_id, quiz))


def _select_assigned(*which: Any) -> Select[Any]:
    is_named = exists().where(
        AssignmentReader.assignment_id == Assignment.id,
        AssignmentReader.reader_id == bindparam("reader"),
    )
    # By their seats: of all that is given in a school, few assignments are a reader's.
    found = _select_given().join(Seat, Seat.class_id == Assignment.class_id)
    found = found.where(
        Seat.reader_id == bindparam("reader"),
        Seat.removed_at.is_(None),
        or_(Assignment.is_for_all, is_named),
        SchoolClass.archived_at.is_(None),
        *which,
    )
    return found.order_by(Assignment.closes_at.is_(None), Assignment.closes_at, Assignment.id)


_ASSIGNED: Final = Quick(_select_assigned())
_ASSIGNED_OF: Final = Quick(_select_assigned(Assignment.quiz == bindparam("quiz")))


def assigned_to(connection: Connection, reader_id: int, quiz: str | None = None) -> list[Given]:
    """Return what a reader is given in all their classes, or of one quiz: what is due first."""
    if quiz is None:
        rows = _ASSIGNED.named(connection, {"reader": reader_id})
    else:
        rows = _ASSIGNED_OF.named(connection, {"reader": reader_id, "quiz": quiz})
    return [_given(row) for row in rows]


class Offer(NamedTuple):
    """How a reader can take a quiz: as part of an assignment, or on their own when `given` is None.

    `begun` counts the attempts that were begun on these terms, where they have a limit.
    """

    given: Given | None
    terms: Terms
    begun: int

    @property
    def left(self) -> int | None:
        """Return how many attempts are left; None without a limit."""
        return None if self.terms.attempts is None else max(0, self.terms.attempts - self.begun)

    def can_begin(self, now: datetime) -> bool:
        """Tell whether another attempt can be begun."""
        return self.terms.door(now) in {Door.OPEN, Door.LATE} and self.left != 0


def _offers_of_assignments(
    connection: Connection, reader_id: int, quiz: str, settings: Settings
) -> list[Offer]:
    given = assigned_to(connection, reader_id, quiz)
    if not given:
        return []
    begun = _begun(connection, reader_id, quiz)
    accommodation = accommodation_of(connection, reader_id)
    return [
        Offer(one, make_terms(settings, one.conditions, accommodation), begun.get(one.id, 0))
        for one in given
    ]


def offer_for(
    connection: Connection, reader_id: int, quiz: str, settings: Settings, now: datetime
) -> Offer:
    """Return how a reader can take a quiz now: the assignment that is due first and still open.

    Where all assignments are shut, the one that opens next, else the one that closed last: while
    a quiz is somebody's assignment they do not take it on the side.
    """
    return offer_and_others(connection, reader_id, quiz, settings, now)[0]


def offer_and_others(
    connection: Connection, reader_id: int, quiz: str, settings: Settings, now: datetime
) -> tuple[Offer, tuple[Offer, ...]]:
    """Return the same and the reader's other assignments of the quiz: what is due first."""
    offers = _offers_of_assignments(connection, reader_id, quiz, settings)
    if not offers:
        terms = make_terms(settings, accommodation=accommodation_of(connection, reader_id))
        begun = _begun(connection, reader_id, quiz) if terms.attempts is not None else {}
        return Offer(None, terms, begun.get(None, 0)), ()
    usable = (offer for offer in offers if offer.can_begin(now))
    coming = (offer for offer in offers if offer.terms.door(now) is Door.NOT_YET)
    chosen = next(usable, None) or next(coming, None) or offers[-1]
    return chosen, tuple(offer for offer in offers if offer is not chosen)


_BEGUN: Final = Quick(
    select(Attempt.assignment_id, func.count())
    .where(
        Attempt.reader_id == bindparam("reader"),
        Attempt.quiz == bindparam("quiz"),
        Attempt.is_practice.is_(False),
    )
    .group_by(Attempt.assignment_id)
)


def _begun(connection: Connection, reader_id: int, quiz: str) -> dict[int | None, int]:
    return dict(_BEGUN.rows(connection, {"reader": reader_id, "quiz": quiz}))
