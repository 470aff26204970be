"""Joining a class: with its code and a name, or with the PIN of a card.

A typed name is compared with nothing: whoever types one is somebody new, whatever others are
called. Into a seat of the roster lead the device that has it already, its PIN, or, where it has
none, being the first to pick it from the list that the teacher offers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from quizapp.storage.classes import ClassFacts, class_with_code, take_seat
from quizapp.storage.models import Reader, SchoolClass, Seat
from quizapp.storage.people import HAS_ACCOUNT, insert_reader
from quizapp.storage.pins import pin_digest
from quizapp.storage.sessions import add_session, new_token
from quizapp.storage.sign_in import Door
from quizapp.storage.throttle import Wait


class Refusal(Enum):
    """Why somebody with a right code does not come in."""

    LOCKED = "locked"
    TAKEN = "taken"


class Joined(NamedTuple):
    """Somebody sits in a class now. `token` is the device's new one, where it has changed."""

    class_id: int
    token: str | None


class FreeSeat(NamedTuple):
    """A seat of the roster that nobody has taken yet."""

    reader_id: int
    name: str
    has_pin: bool


class Offered(NamedTuple):
    """The class has a roster, and perhaps the newcomer stands in it: they are asked first."""

    class_name: str
    seats: Sequence[FreeSeat]


class Newcomer(NamedTuple):
    """Who wants to join: known on the device, or somebody new with a name."""

    name: str = ""
    known: int | None = None
    is_none_of_these: bool = False


class Visit(NamedTuple):
    """With what one comes: the code, from which address, when."""

    code: str
    address: str | None
    now: datetime


Entered = Joined | Offered | Refusal | None
"""None: there is no such code, or no such PIN."""
Outcome = Entered | Wait


def join(door: Door, visit: Visit, who: Newcomer) -> Outcome:
    """Take a seat in the class that the code leads to."""

    def enter(connection: Connection, facts: ClassFacts) -> Entered:
        seats = [] if who.is_none_of_these else _offered(connection, facts, who.known)
        if seats:
            return Offered(facts.name, seats)
        reader_id = who.known or insert_reader(connection, door.secret, who.name, visit.now)
        take_seat(connection, facts.id, reader_id, visit.now)
        token = None if who.known else _make_known(connection, reader_id, visit.now)
        return Joined(facts.id, token)

    return _with_code(door, visit, enter)


def join_with_pin(door: Door, visit: Visit, pin: str) -> Outcome:
    """Take the seat that a PIN opens; a device more, where its pupil has come before."""

    def enter(connection: Connection, facts: ClassFacts) -> Entered:
        is_mine = Seat.pin_digest == pin_digest(door.secret, pin)
        return _sit_down(connection, facts, visit.now, is_mine)

    return _with_code(door, visit, enter)


def join_as(door: Door, visit: Visit, reader_id: int) -> Outcome:
    """Take a seat without a PIN that the class offers; only the first one gets it."""

    def enter(connection: Connection, facts: ClassFacts) -> Entered:
        seats = _offered(connection, facts, None)
        if reader_id not in {seat.reader_id for seat in seats if not seat.has_pin}:
            return Refusal.TAKEN
        mine = (Seat.class_id == facts.id, Seat.reader_id == reader_id, Seat.joined_at.is_(None))
        claimed = connection.execute(update(Seat).where(*mine).values(joined_at=visit.now))
        if claimed.rowcount != 1:
            return Refusal.TAKEN
        return _sit_down(connection, facts, visit.now, Seat.reader_id == reader_id)

    return _with_code(door, visit, enter)


def _with_code(
    door: Door, visit: Visit, enter: Callable[[Connection, ClassFacts], Entered]
) -> Outcome:
    """Look the code up and go on, all in one write: no other one comes in between."""

    def look_up(connection: Connection) -> Entered:
        facts = class_with_code(connection, visit.code, visit.now)
        if facts is None:
            return None
        return Refusal.LOCKED if facts.is_locked else enter(connection, facts)

    def job(connection: Connection) -> Outcome:
        return door.guard.guess_code(connection, visit.address, visit.now, look_up)

    return door.database.write(job)


def _make_known(connection: Connection, reader_id: int, now: datetime) -> str:
    token = new_token()
    add_session(connection, token, reader_id, now)
    return token


def _sit_down(
    connection: Connection, facts: ClassFacts, now: datetime, which: ColumnElement[bool]
) -> Entered:
    found = (
        select(Seat.reader_id)
        .join(Reader, Reader.id == Seat.reader_id)
        .where(Seat.class_id == facts.id, Seat.removed_at.is_(None), which, ~HAS_ACCOUNT)
    )
    reader_id = connection.execute(found).scalar_one_or_none()
    if reader_id is None:
        return None
    take_seat(connection, facts.id, reader_id, now)
    return Joined(facts.id, _make_known(connection, reader_id, now))


def _offered(connection: Connection, facts: ClassFacts, known: int | None) -> list[FreeSeat]:
    """Return the seats that nobody has taken; none to who sits in the class already."""
    if not facts.offers_names:
        return []
    here = (Seat.class_id == facts.id, Seat.removed_at.is_(None))
    mine = select(Seat.reader_id).where(*here, Seat.reader_id == known)
    if known is not None and connection.execute(mine).first():
        return []
    found = (
        select(Reader.id, Reader.name, Seat.pin_digest.is_not(None))
        .join(Seat, Seat.reader_id == Reader.id)
        .where(*here, Seat.joined_at.is_(None), ~HAS_ACCOUNT)
        .order_by(func.lower(Reader.name), Reader.id)
    )
    return [FreeSeat(*row) for row in connection.execute(found)]


def class_joined(connection: Connection, class_id: int, reader_id: int) -> str | None:
    """Return a class's name to somebody who sits in it."""
    found = (
        select(SchoolClass.name)
        .join(Seat, Seat.class_id == SchoolClass.id)
        .where(Seat.class_id == class_id, Seat.reader_id == reader_id, Seat.removed_at.is_(None))
    )
    return connection.execute(found).scalar_one_or_none()
