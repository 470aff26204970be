"""Sessions: the devices on which somebody is known, and for how long."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from quizapp.storage.database import Database
from quizapp.storage.models import Accommodation, Account, Reader, Role, Session
from quizapp.storage.quick import Quick

NOTED_EVERY: Final = timedelta(minutes=5)
CODE_MINUTES: Final = 10


class Life(NamedTuple):
    """How long a session is good: without use, and at all."""

    idle: timedelta
    absolute: timedelta | None

    def good_until(self, now: datetime, ends_at: datetime | None) -> datetime:
        return min(now + self.idle, ends_at) if ends_at else now + self.idle


DEVICE: Final = Life(timedelta(days=365), None)
"""A reader's device, known by a name and a resume code: as long as its cookie."""
HALF: Final = Life(timedelta(minutes=CODE_MINUTES), timedelta(minutes=CODE_MINUTES))
"""Between the password and the second factor."""


class Visitor(NamedTuple):
    """Who asks. `user_name` is there for those who sign in, `has_large_text` for some pupils."""

    reader_id: int
    name: str
    role: str
    resume_salt: str
    resume_digest: str
    last_used_at: datetime
    user_name: str | None
    has_large_text: bool | None

    @property
    def is_teacher(self) -> bool:
        return self.may(Role.TEACHER)

    @property
    def is_administrator(self) -> bool:
        return self.may(Role.ADMINISTRATOR)

    def may(self, role: Role) -> bool:
        """Tell whether a role's rights are theirs: those of a lower role always are."""
        return Role(self.role).rank >= role.rank


VISITOR_COLUMNS: Final[tuple[Any, ...]] = (
    Reader.name,
    Reader.role,
    Reader.resume_salt,
    Reader.resume_digest,
    Session.last_used_at,
    Account.user_name,
    Accommodation.has_large_text,
)


def new_token() -> str:
    """Return 256 random bits as text for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_alive() -> tuple[ColumnElement[bool], ...]:
    """Return what has to be true of a session; the statement is run with `now`."""
    return (
        Session.good_until > bindparam("now", type_=Session.good_until.type),
        Session.awaits_code.is_(False),
        Account.disabled_at.is_(None),
    )


_ADD: Final = Quick(insert(Session), [column.name for column in Session.__table__.columns])


def add_session(
    connection: Connection,
    token: str,
    reader_id: int,
    now: datetime,
    life: Life = DEVICE,
    *,
    awaits_code: bool = False,
) -> None:
    """Make a reader known on the device with this token."""
    ends_at = now + life.absolute if life.absolute else None
    row = {
        "digest": digest(token),
        "reader_id": reader_id,
        "created_at": now,
        "last_used_at": now,
        "good_until": life.good_until(now, ends_at),
        "ends_at": ends_at,
        "awaits_code": awaits_code,
    }
    _ADD.change(connection, row)


_VISITOR = Quick(
    select(Reader.id, *VISITOR_COLUMNS)
    .join(Session, Session.reader_id == Reader.id)
    .outerjoin(Account, Account.reader_id == Reader.id)
    .outerjoin(Accommodation, Accommodation.reader_id == Reader.id)
    .where(Session.digest == bindparam("device"), *is_alive())
)


def visitor(connection: Connection, token: str, now: datetime) -> Visitor | None:
    """Return who is known on the device with this token."""
    row = _VISITOR.row(connection, {"device": digest(token), "now": now})
    return Visitor(*row) if row else None


def who_awaits_code(connection: Connection, token: str, now: datetime) -> int | None:
    """Return the id of whoever gave a password on this device and still owes the second factor."""
    found = select(Session.reader_id).where(
        Session.digest == digest(token), Session.good_until > now, Session.awaits_code.is_(True)
    )
    return connection.execute(found).scalar_one_or_none()


def end_session(database: Database, token: str) -> None:
    """Forget a device."""
    gone = delete(Session).where(Session.digest == digest(token))
    database.write(lambda connection: connection.execute(gone).close())


def replace_session(
    connection: Connection, old: str, reader_id: int, now: datetime, life: Life, **more: bool
) -> str:
    """Give a device another token, as is due when what its reader may do changes."""
    token = new_token()
    connection.execute(delete(Session).where(Session.digest == digest(old)))
    add_session(connection, token, reader_id, now, life, **more)
    return token


def end_all(connection: Connection, reader_id: int, but: str = "") -> int:
    """Forget all of a reader's devices, except the one with this token. Returns how many."""
    gone = delete(Session).where(Session.reader_id == reader_id, Session.digest != digest(but))
    return int(connection.execute(gone).rowcount)


class Device(NamedTuple):
    """A device as its reader sees it. `name` tells it from others and gives no access."""

    name: str
    created_at: datetime
    last_used_at: datetime
    is_this: bool


_NAME_LENGTH: Final = 16


def devices(connection: Connection, reader_id: int, token: str, now: datetime) -> list[Device]:
    """Return where a reader is known, last used first."""
    found = (
        select(Session.digest, Session.created_at, Session.last_used_at)
        .where(Session.reader_id == reader_id, Session.good_until > now)
        .order_by(Session.last_used_at.desc(), Session.created_at.desc())
    )
    own = digest(token)
    return [
        Device(row.digest[:_NAME_LENGTH], row.created_at, row.last_used_at, row.digest == own)
        for row in connection.execute(found)
    ]


def end_device(database: Database, reader_id: int, name: str) -> bool:
    """Forget one of a reader's devices by its name. Returns False when it is not known."""
    if len(name) != _NAME_LENGTH:
        return False
    gone = delete(Session).where(
        Session.reader_id == reader_id, Session.digest.startswith(name, autoescape=True)
    )
    return database.write(lambda connection: connection.execute(gone).rowcount > 0)


def forget_ended(database: Database, now: datetime) -> int:
    """Delete the sessions that are over."""
    gone = delete(Session).where(Session.good_until <= now)
    return database.write(lambda connection: int(connection.execute(gone).rowcount))


class LastUse:
    """When devices were last used: noted in memory and written by the sweep.

    So looking at a page writes nothing, and a class that reads costs no write a page.
    """

    def __init__(self, life: Life) -> None:
        self._life = life
        self._lock = threading.Lock()
        self._seen: dict[str, datetime] = {}

    def note(self, token: str, last: datetime, now: datetime) -> None:
        """Note that a device was used, where that was not noted a short while ago."""
        if now - last >= NOTED_EVERY:
            with self._lock:
                self._seen[digest(token)] = now

    def write(self, database: Database) -> None:
        """Write down what was noted since the last time."""
        with self._lock:
            seen, self._seen = self._seen, {}
        if seen:
            database.write(lambda connection: self._write(connection, seen))

    def _write(self, connection: Connection, seen: Mapping[str, datetime]) -> None:
        found = select(Session.digest, Session.ends_at).where(Session.digest.in_(list(seen)))
        for name, ends_at in connection.execute(found).all():
            now = seen[name]
            life = self._life if ends_at else DEVICE
            connection.execute(
                update(Session)
                .where(Session.digest == name, Session.last_used_at < now)
                .values(last_used_at=now, good_until=life.good_until(now, ends_at))
            )
