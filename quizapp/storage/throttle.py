"""How often something secret may be guessed: counted in the database, so by all processes together.

Failures are counted, never requests: a class that comes through one address at once is let in. A
turn is taken before the guess is looked at and given back when it was right, so that guesses at
the same moment do not slip through together.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, TypeVar

from sqlalchemy import Connection, delete, insert, select, update

from quizapp.storage.database import Database
from quizapp.storage.models import Failures

T = TypeVar("T")

ACCOUNT_FREE: Final = 10
ACCOUNT_FORGETS: Final = timedelta(minutes=15)
FIRST_DELAY: Final = timedelta(seconds=30)
LONGEST_DELAY: Final = timedelta(minutes=15)
ADDRESS_A_MINUTE: Final = 30
SITE_A_MINUTE: Final = 600
_MINUTE: Final = timedelta(minutes=1)
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Wait(NamedTuple):
    """Too many failures: the next guess is looked at when this time is over."""

    time: timedelta

    @property
    def minutes(self) -> int:
        """Return the time in minutes, rounded up."""
        return -(-int(self.time.total_seconds() + 0.999) // 60)


class Guard:
    """Keeps the counts. Names and addresses are stored as HMACs with the server's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def subject(self, kind: str, value: str) -> str:
        """Return what is stored for something that is guessed at, or for who guesses."""
        message = f"failures {kind} {value}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, message, "sha256").hex()

    def take_turn(self, database: Database, kind: str, name: str, now: datetime) -> Wait | None:
        """Count a guess at an account as failed beforehand; say so when it has to wait."""
        account = self.subject(kind, name)
        site = self._site(now)

        def job(connection: Connection) -> Wait | None:
            if wait := _wait(connection, site, SITE_A_MINUTE, now):
                return wait
            row = _row(connection, account)
            if row.blocked_until > now:
                return Wait(row.blocked_until - now)
            is_old = now - max(row.last_at, row.blocked_until) > ACCOUNT_FORGETS
            count = 1 if is_old else row.failed + 1
            _store(connection, account, count, now, now + _delay(count))
            _count(connection, site, now)
            return None

        return database.write(job)

    def give_back(self, connection: Connection, kind: str, name: str, now: datetime) -> None:
        """Take back a turn that was no failure; what failed before stays counted."""
        account = self.subject(kind, name)
        row = _row(connection, account)
        _store(connection, account, max(0, row.failed - 1), row.last_at, now)
        _count(connection, self._site(now), now, -1)

    def forgive(self, connection: Connection, kind: str, name: str) -> None:
        """Forget an account's failures, when whoever it belongs to has come in."""
        gone = delete(Failures).where(Failures.subject == self.subject(kind, name))
        connection.execute(gone)

    def guess_code(
        self,
        connection: Connection,
        address: str | None,
        now: datetime,
        look_up: Callable[[Connection], T | None],
    ) -> T | Wait | None:
        """Look a code up, unless there were too many wrong ones this minute. None: it was wrong.

        Without an address (behind a proxy that is not declared) only the site's limit holds.
        """
        limits = [(self._site(now), SITE_A_MINUTE)]
        if address:
            limits.append((self._minute("address", address, now), ADDRESS_A_MINUTE))
        for subject, limit in limits:
            if wait := _wait(connection, subject, limit, now):
                return wait
        found = look_up(connection)
        if found is None:
            for subject, _ in limits:
                _count(connection, subject, now)
        return found

    def _site(self, now: datetime) -> str:
        return self._minute("site", "", now)

    def _minute(self, kind: str, value: str, now: datetime) -> str:
        return self.subject(kind, f"{value} {now:%Y-%m-%d %H:%M}")


def forget_old(database: Database, now: datetime) -> None:
    """Delete the counts that count no more."""
    limit = now - ACCOUNT_FORGETS - _MINUTE
    gone = delete(Failures).where(Failures.last_at < limit, Failures.blocked_until < limit)
    database.write(lambda connection: connection.execute(gone).close())


class _Row(NamedTuple):
    failed: int
    last_at: datetime
    blocked_until: datetime


def _delay(count: int) -> timedelta:
    if count < ACCOUNT_FREE:
        return timedelta(0)
    doubled: timedelta = FIRST_DELAY * 2 ** min(count - ACCOUNT_FREE, 10)
    return min(doubled, LONGEST_DELAY)


def _wait(connection: Connection, subject: str, limit: int, now: datetime) -> Wait | None:
    if _row(connection, subject).failed < limit:
        return None
    return Wait(_MINUTE - timedelta(seconds=now.second, microseconds=now.microsecond))


def _row(connection: Connection, subject: str) -> _Row:
    found = select(Failures.count, Failures.last_at, Failures.blocked_until)
    row = connection.execute(found.where(Failures.subject == subject)).one_or_none()
    return _Row(*row) if row else _Row(0, _LONG_AGO, _LONG_AGO)


def _count(connection: Connection, subject: str, now: datetime, by: int = 1) -> None:
    row = _row(connection, subject)
    _store(connection, subject, max(0, row.failed + by), now, now)


def _store(
    connection: Connection, subject: str, count: int, last_at: datetime, blocked_until: datetime
) -> None:
    values = {"count": count, "last_at": last_at, "blocked_until": blocked_until}
    changed = update(Failures).where(Failures.subject == subject).values(values)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(Failures).values(subject=subject, **values))
