"""Signing in: the password, then the second factor where there is one; guesses are counted."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from quizapp.storage import accounts, passwords, second_factor
from quizapp.storage.accounts import Person, fold_user_name
from quizapp.storage.database import Database
from quizapp.storage.sessions import HALF, Life, replace_session, who_awaits_code
from quizapp.storage.throttle import Guard, Wait

_PASSWORD: Final = "password"  # noqa: S105 - the kind of what is guessed
_CODE: Final = "code"


class Door(NamedTuple):
    """What every way in needs."""

    database: Database
    guard: Guard
    secret: bytes
    life: Life


class Entered(NamedTuple):
    """The right password or code. `token` is the device's new one."""

    person: Person
    token: str
    awaits_code: bool = False
    used_recovery_code: bool = False


def check_password(
    door: Door, user_name: str, password: str, now: datetime
) -> Person | Wait | None:
    """Return who has this user name and password.

    Whether the name, the password or neither is right cannot be told apart, by time either: one
    password is hashed in each case.
    """
    folded = fold_user_name(user_name)
    if wait := door.guard.take_turn(door.database, _PASSWORD, folded, now):
        return wait
    with door.database.read() as connection:
        person = accounts.person_called(connection, folded)
    usable = person.password_hash if person and person.disabled_at is None else None
    if not passwords.is_password(usable, password) or person is None:
        return None
    door.database.write(lambda c: door.guard.give_back(c, _PASSWORD, folded, now))
    return person


def enter(
    door: Door, user_name: str, password: str, device: str, now: datetime
) -> Entered | Wait | None:
    """Sign somebody in, or ask for the second factor. Whoever was known on the device is no more.

    The device gets a new token, so that one set by somebody else is worth nothing.
    """
    person = check_password(door, user_name, password, now)
    if not isinstance(person, Person):
        return person
    rehashed = None
    if person.password_hash and passwords.is_outdated(person.password_hash):
        rehashed = passwords.hash_password(password)

    def job(connection: Connection) -> Entered | None:
        present = accounts.person(connection, person.reader_id)
        # Between the check and now the password may have been changed or the account shut.
        if present is None or not _is_as_before(present, person):
            return None
        if rehashed:
            accounts.rehash(connection, person.reader_id, rehashed)
        if person.has_second_factor:
            token = replace_session(
                connection, device, person.reader_id, now, HALF, awaits_code=True
            )
            return Entered(person, token, awaits_code=True)
        return Entered(person, _let_in(connection, door, person, device, now))

    return door.database.write(job)


def _is_as_before(present: Person, person: Person) -> bool:
    return (present.password_hash, present.disabled_at, present.totp_since) == (
        person.password_hash,
        person.disabled_at,
        person.totp_since,
    )


def _let_in(connection: Connection, door: Door, person: Person, device: str, now: datetime) -> str:
    forgive(door, connection, person)
    accounts.note_sign_in(connection, person.reader_id, now)
    return replace_session(connection, device, person.reader_id, now, door.life)


def forgive(door: Door, connection: Connection, person: Person) -> None:
    """Forget the wrong guesses at somebody's password and codes."""
    for kind in (_PASSWORD, _CODE):
        door.guard.forgive(connection, kind, person.user_name)


def check_code(door: Door, person: Person, typed: str, now: datetime) -> str | Wait | None:
    """Return which kind of code was right: "app" or "recovery"; it is spent."""
    if wait := door.guard.take_turn(door.database, _CODE, person.user_name, now):
        return wait

    def job(connection: Connection) -> str | None:
        kind = None
        if second_factor.spend_code(connection, door.secret, person, typed, now):
            kind = "app"
        elif person.has_second_factor and second_factor.spend_recovery_code(
            connection, door.secret, person.reader_id, typed
        ):
            kind = "recovery"
        if kind:
            door.guard.give_back(connection, _CODE, person.user_name, now)
        return kind

    return door.database.write(job)


def who_owes_code(door: Door, device: str, now: datetime) -> Person | None:
    """Return who has given a password on this device and still owes the second factor."""
    with door.database.read() as connection:
        reader_id = who_awaits_code(connection, device, now)
        person = accounts.person(connection, reader_id) if reader_id else None
    return person if person and person.disabled_at is None else None


def enter_code(door: Door, device: str, typed: str, now: datetime) -> Entered | Wait | None:
    """Let in whoever owes the second factor on this device and types the right code."""
    person = who_owes_code(door, device, now)
    if person is None:
        return None
    kind = check_code(door, person, typed, now)
    if kind is None or isinstance(kind, Wait):
        return kind

    def job(connection: Connection) -> Entered | None:
        if who_awaits_code(connection, device, now) != person.reader_id:
            return None
        token = _let_in(connection, door, person, device, now)
        return Entered(person, token, used_recovery_code=kind == "recovery")

    return door.database.write(job)
