"""A roster that comes as a table: what would become of each row, and doing it.

Nobody is removed by a table: who does not stand in it stays, and is told of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from sqlalchemy import Connection

from quizapp.core.question import Message
from quizapp.core.sheets.roster import Listed
from quizapp.core.terms import NO_ACCOMMODATION, Accommodation
from quizapp.storage.roster import (
    Seated,
    add_pupil,
    change_seat,
    rename_pupil,
    roster_of,
    seat_of,
)
from quizapp.storage.terms import set_accommodation
from quizapp.storage.versions import Versions


class Fate(Enum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    BACK = "back"
    SAME = "same"


class Planned(NamedTuple):
    """A row, what becomes of it, and the changes in words."""

    listed: Listed
    fate: Fate
    seat: Seated | None
    changes: tuple[Message, ...]

    @property
    def gets(self) -> Accommodation:
        """Return what the pupil would get in every quiz."""
        return self.listed.accommodation(self.seat.accommodation if self.seat else NO_ACCOMMODATION)


class Plan(NamedTuple):
    """All rows, and who of the class does not stand in the table."""

    rows: tuple[Planned, ...]
    absent: tuple[Seated, ...]

    @property
    def digest(self) -> str:
        """Return what is the same only as long as the same would be done."""
        told = [(row.listed, row.fate, row.seat and row.seat.reader_id) for row in self.rows]
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)


def make_plan(seats: Sequence[Seated], pupils: Sequence[Listed]) -> Plan:
    """Find each row's pupil: by id, else by the very same name.

    An id that the class does not know is somebody new, unless a pupil of that name has none yet.
    """
    free = list(seats)
    found: dict[int, Seated] = {}
    for listed in pupils:
        seat = next((s for s in free if listed.id and s.external_id == listed.id), None)
        if seat:
            found[listed.line] = seat
            free.remove(seat)
    for listed in pupils:
        if listed.line not in found and (seat := _by_name(free, listed)):
            found[listed.line] = seat
            free.remove(seat)
    rows = tuple(_planned(listed, found.get(listed.line)) for listed in pupils)
    return Plan(rows, tuple(seat for seat in free if seat.removed_at is None))


def _by_name(free: Iterable[Seated], listed: Listed) -> Seated | None:
    same = [
        seat for seat in free if seat.name == listed.name and not (listed.id and seat.external_id)
    ]
    return min(same, key=lambda seat: (seat.removed_at is not None, seat.reader_id), default=None)


def _planned(listed: Listed, seat: Seated | None) -> Planned:
    if seat is None:
        return Planned(listed, Fate.NEW, None, ())
    changes = tuple(_changes(listed, seat))
    if seat.removed_at is not None:
        return Planned(listed, Fate.BACK, seat, changes)
    return Planned(listed, Fate.CHANGED if changes else Fate.SAME, seat, changes)


def _changes(listed: Listed, seat: Seated) -> Iterable[Message]:
    if listed.name != seat.name and not seat.has_account:
        yield Message("was called %(name)s", {"name": seat.name})
    if listed.id and listed.id != seat.external_id:
        yield Message("gets the id %(id)s", {"id": listed.id})
    if listed.accommodation(seat.accommodation) != seat.accommodation:
        yield Message("other accommodations")


def carry_out(
    connection: Connection,
    versions: Versions,
    secret: bytes,
    class_id: int,
    plan: Plan,
    now: datetime,
) -> None:
    """Do what a plan says."""
    for row in plan.rows:
        reader_id = row.seat.reader_id if row.seat else None
        if reader_id is None:
            listed = row.listed
            reader_id = add_pupil(connection, secret, class_id, listed.name, listed.id, now)
        elif row.seat and row.fate is not Fate.SAME:
            _change(connection, class_id, row.seat, row.listed)
        _accommodate(connection, versions, class_id, reader_id, row.listed, now)


def _change(connection: Connection, class_id: int, seat: Seated, listed: Listed) -> None:
    if not seat.has_account:
        rename_pupil(connection, seat.reader_id, listed.name)
    external_id = listed.id or seat.external_id
    change_seat(connection, class_id, seat.reader_id, external_id=external_id, removed_at=None)


def _accommodate(
    connection: Connection,
    versions: Versions,
    class_id: int,
    reader_id: int,
    listed: Listed,
    now: datetime,
) -> None:
    seat = seat_of(connection, class_id, reader_id)
    if seat is None:
        return
    wanted = listed.accommodation(seat.accommodation)
    if wanted != seat.accommodation:
        set_accommodation(connection, versions, reader_id, wanted, now)


def plan_for(connection: Connection, class_id: int, pupils: Sequence[Listed]) -> Plan:
    """Return what a table would do to a class now."""
    return make_plan(roster_of(connection, class_id), pupils)
