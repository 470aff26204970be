"""Two readers who are one and the same become one: nothing that either has done is lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from quizapp.core.terms import NO_ACCOMMODATION, Accommodation
from quizapp.storage import attempts
from quizapp.storage.database import Database
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import (
    IS_OPEN,
    Account,
    AssignmentReader,
    Attempt,
    AttemptState,
    Reader,
    Seat,
    Session,
)
from quizapp.storage.models import Accommodation as AccommodationRow
from quizapp.storage.terms import accommodation_of, set_accommodation
from quizapp.storage.versions import Versions

MERGED_TABLES: Final = frozenset(
    {"accommodations", "assignment_readers", "attempts", "seats", "sessions"}
)
"""What goes to the one who stays. A table that is not here belongs to people with an account."""
ACCOUNT_TABLES: Final = frozenset(
    {"accounts", "class_teachers", "kept_comments", "password_links", "recovery_codes"}
)


class Person(NamedTuple):
    """One of two who may be the same, for a teacher to tell."""

    reader_id: int
    name: str
    created_at: datetime
    has_account: bool
    attempts: int
    open_quizzes: tuple[str, ...]
    last_at: datetime | None


def person_to_merge(connection: Connection, reader_id: int) -> Person | None:
    """Return what tells somebody from another."""
    found = (
        select(Reader.name, Reader.created_at, Account.reader_id.is_not(None))
        .outerjoin(Account, Account.reader_id == Reader.id)
        .where(Reader.id == reader_id)
    )
    row = connection.execute(found).one_or_none()
    if row is None:
        return None
    done = select(func.count(), func.max(Attempt.started_at)).where(Attempt.reader_id == reader_id)
    count, last_at = connection.execute(done).one()
    return Person(
        reader_id, row[0], row[1], row[2], count, _open_quizzes(connection, reader_id), last_at
    )


def _open_quizzes(connection: Connection, reader_id: int) -> tuple[str, ...]:
    found = select(Attempt.quiz).where(Attempt.reader_id == reader_id, IS_OPEN)
    return tuple(sorted(set(connection.execute(found).scalars())))


def more_generous(one: Accommodation, other: Accommodation) -> Accommodation:
    """Return the better of each: a merge takes nothing away from a pupil."""
    return Accommodation(
        max(one.time_factor, other.time_factor),
        one.has_no_limit or other.has_no_limit,
        max(one.extra_attempts, other.extra_attempts),
        one.has_large_text or other.has_large_text,
    )


def hand_in_doubles(
    database: Database, versions: Versions, keep: int, gone: int, now: datetime
) -> None:
    """Hand in what both have open at one quiz, the older of the two: only one can stay open."""
    with database.read() as connection:
        older = _older_doubles(connection, keep, gone)
    for taken in older:
        hand_in(database, versions, taken, now)


def _older_doubles(connection: Connection, keep: int, gone: int) -> list[attempts.Taken]:
    begun: dict[tuple[str, bool], attempts.Taken] = {}
    older = []
    for reader_id in (keep, gone):
        for taken in attempts.attempts_of(connection, reader_id):
            if taken.state != AttemptState.OPEN:
                continue
            other = begun.setdefault((taken.quiz, taken.is_practice), taken)
            if other is not taken:
                older.append(min(other, taken, key=lambda one: one.started_at))
    return older


def merge(connection: Connection, versions: Versions, keep: int, gone: int, now: datetime) -> bool:
    """Give all that one reader has to another, and forget the first.

    Returns False, with nothing done, where one has an account, is not there any more, or both have
    an open attempt at one quiz.
    """
    people = [person_to_merge(connection, reader_id) for reader_id in (keep, gone)]
    if keep == gone or any(one is None or one.has_account for one in people):
        return False
    if _older_doubles(connection, keep, gone):
        return False
    _move_seats(connection, keep, gone)
    _move_assignments(connection, keep, gone)
    for table in (Attempt, Session):
        moved: Any = update(table).where(table.reader_id == gone)
        connection.execute(moved.values(reader_id=keep))
    _number_attempts(connection, keep)
    given = (accommodation_of(connection, keep), accommodation_of(connection, gone))
    connection.execute(delete(AccommodationRow).where(AccommodationRow.reader_id == gone))
    if (wanted := more_generous(*given)) != NO_ACCOMMODATION:
        set_accommodation(connection, versions, keep, wanted, now)
    connection.execute(delete(Reader).where(Reader.id == gone))
    return True


def _move_seats(connection: Connection, keep: int, gone: int) -> None:
    columns: Any = select(Seat.__table__)
    rows = {
        reader_id: {
            row["class_id"]: dict(row)
            for row in connection.execute(columns.where(Seat.reader_id == reader_id)).mappings()
        }
        for reader_id in (keep, gone)
    }
    connection.execute(delete(Seat).where(Seat.reader_id.in_([keep, gone])))
    for class_id in rows[keep].keys() | rows[gone].keys():
        seat = _joined(rows[keep].get(class_id), rows[gone].get(class_id))
        connection.execute(insert(Seat).values({**seat, "reader_id": keep}))


def _joined(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any]:
    """Make one seat of two: whoever has left by one name and not by the other is still there."""
    if one is None or other is None:
        return one or other or {}
    is_gone = one["removed_at"] and other["removed_at"]
    return {
        "class_id": one["class_id"],
        "external_id": one["external_id"] or other["external_id"],
        "pin_digest": one["pin_digest"] or other["pin_digest"],
        "added_at": min(one["added_at"], other["added_at"]),
        "joined_at": _first(one["joined_at"], other["joined_at"]),
        "removed_at": max(one["removed_at"], other["removed_at"]) if is_gone else None,
    }


def _first(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time), default=None)


def _move_assignments(connection: Connection, keep: int, gone: int) -> None:
    def given_to(reader_id: int) -> set[int]:
        found = select(AssignmentReader.assignment_id)
        mine = found.where(AssignmentReader.reader_id == reader_id)
        return set(connection.execute(mine).scalars())

    rows = [
        {"assignment_id": assignment_id, "reader_id": keep}
        for assignment_id in given_to(gone) - given_to(keep)
    ]
    if rows:
        connection.execute(insert(AssignmentReader), rows)
    connection.execute(delete(AssignmentReader).where(AssignmentReader.reader_id == gone))


def _number_attempts(connection: Connection, reader_id: int) -> None:
    """Count the attempts anew: the first one of a quiz is the one that was begun first."""
    numbers: dict[tuple[str, bool], int] = {}
    for taken in _in_order(attempts.attempts_of(connection, reader_id)):
        key = (taken.quiz, taken.is_practice)
        numbers[key] = numbers.get(key, 0) + 1
        counted = update(Attempt).where(Attempt.id == taken.id)
        connection.execute(counted.values(number=numbers[key]))


def _in_order(taken: Iterable[attempts.Taken]) -> list[attempts.Taken]:
    return sorted(taken, key=lambda one: (one.started_at, one.number, one.id))
