"""The roster of a class: seats that a teacher adds, renames, empties and moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from quizapp.core.terms import NO_ACCOMMODATION, Accommodation
from quizapp.storage.classes import take_seat
from quizapp.storage.models import Accommodation as AccommodationRow
from quizapp.storage.models import Account, Reader, Seat
from quizapp.storage.people import insert_reader


class Seated(NamedTuple):
    """A pupil of a class with all that its teachers know of them."""

    reader_id: int
    name: str
    external_id: str | None
    has_pin: bool
    added_at: datetime
    joined_at: datetime | None
    removed_at: datetime | None
    has_account: bool
    accommodation: Accommodation


_FACTS: Any = (
    Reader.id,
    Reader.name,
    Seat.external_id,
    Seat.pin_digest.is_not(None),
    Seat.added_at,
    Seat.joined_at,
    Seat.removed_at,
    Account.reader_id.is_not(None),
)
_GIVEN: Any = (
    AccommodationRow.time_factor,
    AccommodationRow.has_no_limit,
    AccommodationRow.extra_attempts,
    AccommodationRow.has_large_text,
)


def roster_of(connection: Connection, class_id: int, reader_id: int | None = None) -> list[Seated]:
    """Return all seats of a class, or one pupil's, by name; those who left among them."""
    columns: Any = select(*_FACTS, *_GIVEN)
    found = (
        columns.join(Seat, Seat.reader_id == Reader.id)
        .outerjoin(Account, Account.reader_id == Reader.id)
        .outerjoin(AccommodationRow, AccommodationRow.reader_id == Reader.id)
        .where(Seat.class_id == class_id)
        .order_by(func.lower(Reader.name), Reader.id)
    )
    if reader_id is not None:
        found = found.where(Seat.reader_id == reader_id)
    return [_seated(row) for row in connection.execute(found)]


def _seated(row: Any) -> Seated:
    facts, given = row[: len(_FACTS)], row[len(_FACTS) :]
    accommodation = NO_ACCOMMODATION if given[0] is None else Accommodation(*given)
    return Seated._make([*facts, accommodation])


def seat_of(connection: Connection, class_id: int, reader_id: int) -> Seated | None:
    """Return a pupil's seat in a class, also when they have left it."""
    return next(iter(roster_of(connection, class_id, reader_id)), None)


def add_pupil(
    connection: Connection, secret: bytes, class_id: int, name: str, external_id: str, now: datetime
) -> int:
    """Add somebody new to a class, who has not come yet. Returns their number."""
    reader_id = insert_reader(connection, secret, name, now)
    row = {
        "class_id": class_id,
        "reader_id": reader_id,
        "external_id": external_id or None,
        "added_at": now,
    }
    connection.execute(insert(Seat).values(row))
    return reader_id


def rename_pupil(connection: Connection, reader_id: int, name: str) -> None:
    """Change what a pupil is called, in all their classes."""
    connection.execute(update(Reader).where(Reader.id == reader_id).values(name=name))


def change_seat(connection: Connection, class_id: int, reader_id: int, **values: object) -> None:
    """Set columns of a seat."""
    mine = update(Seat).where(Seat.class_id == class_id, Seat.reader_id == reader_id)
    connection.execute(mine.values(**values))


def move_pupil(
    connection: Connection, seat: Seated, source: int, target: int, now: datetime
) -> None:
    """Let a pupil leave a class for another one; id and card go along, and so does their work."""
    digest = select(Seat.pin_digest).where(
        Seat.class_id == source, Seat.reader_id == seat.reader_id
    )
    pin_digest = connection.execute(digest).scalar_one()
    take_seat(connection, target, seat.reader_id, now, has_joined=seat.joined_at is not None)
    known = {"external_id": seat.external_id, "pin_digest": pin_digest}
    kept = {name: value for name, value in known.items() if value is not None}
    if kept:
        change_seat(connection, target, seat.reader_id, **kept)
    change_seat(connection, source, seat.reader_id, removed_at=now)
