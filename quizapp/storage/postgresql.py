"""PostgreSQL: how it is opened, and how many processes write to it as if they were one."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, TypeVar
from zlib import crc32

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError

from quizapp.storage.quick import wrapped

T = TypeVar("T")

_KEPT: Final = 5
_MORE: Final = 60
_WAIT_SECONDS: Final = 5
_DOOR: Final = crc32(b"quizapp door")
_UPGRADE: Final = crc32(b"quizapp upgrade")
# A machine that went away without a word is noticed within seconds, and another one looked for.
_NETWORK: Final = {
    "connect_timeout": _WAIT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "target_session_attrs": "read-write",
    "application_name": "quizapp",
}
_DEADLOCKS: Final = {"40001", "40P01"}
_READ_ONLY: Final = "25006"
"""What a standby says that was not promoted yet."""
_UNREPLICATED: Final = "quizapp_unreplicated"


class UnknownCommitError(OperationalError):
    """Something went wrong while it committed: what was written may stay or not."""


def parse(url: str) -> URL:
    """Return a database's address. Servers may be several, as in PostgreSQL's own addresses."""
    begin, at, place = url.partition("//")[2].rpartition("@")
    hosts, slash, rest = place.partition("/")
    if "," not in hosts:
        return make_url(url)
    address = make_url(f"postgresql://{begin}{at}{slash}{rest}")
    return address.update_query_dict({"host": tuple(hosts.split(","))})


def open_engine(address: URL, **more: Any) -> Engine:
    """Open an engine. Connections that were lost are replaced where that is noticed in time."""
    network = {name: value for name, value in _NETWORK.items() if name not in address.query}
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=_KEPT,
        max_overflow=_MORE,
        pool_timeout=_WAIT_SECONDS,
        pool_use_lifo=True,
        connect_args=network,
        **more,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "checkout", _replace_lost)
    return engine


def open_committing(address: URL) -> Engine:
    """Open an engine whose connections commit each statement, from the first one on."""
    # Set on a connection of another engine, that would be forgotten when it has to connect anew.
    return open_engine(address, isolation_level="AUTOCOMMIT")


def _set_up(raw: Any, record: Any) -> None:
    raw.adapters.register_dumper(str, _text_dumper())

    def note(notice: Any) -> None:
        # The wait for the standby was cancelled: committed here, and perhaps nowhere else.
        if notice.source_function == "SyncRepWaitForLSN":
            record.info[_UNREPLICATED] = True

    raw.add_notice_handler(note)
    raw.execute(f"SET lock_timeout = '{_WAIT_SECONDS}s'")
    raw.commit()


@cache
def _text_dumper() -> Any:
    """Return what hands text to the server, but for the one character that it cannot hold."""
    from psycopg.types.string import StrDumperUnknown

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))

    return WithoutNul


def is_lost(raw: Any) -> bool:
    """Tell whether an idle connection is of no use any more, without asking the server.

    To one that asks nothing a server has nothing to say but that it ends.
    """
    if raw.closed:
        return True
    poll = select.poll()
    poll.register(raw.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _replace_lost(raw: Any, _record: Any, _proxy: Any) -> None:
    if is_lost(raw):
        raise InvalidatePoolError


def write(engine: Engine, job: Callable[[Connection], T]) -> T:
    """Run a job in a transaction of its own while nobody else, in no process, runs one.

    It runs a second time where the first certainly came to nothing: the connection was lost before
    the commit, or somebody else's statement stood in the way. Raises UnknownCommitError, and
    OperationalError where a server does not write.
    """
    try:
        return _write(engine, job)
    except UnknownCommitError:
        raise
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _READ_ONLY:
            raise OperationalError(error.statement, error.params, error.orig or error) from error
        if not error.connection_invalidated and state not in _DEADLOCKS:
            raise
    return _write(engine, job)


def _write(engine: Engine, job: Callable[[Connection], T]) -> T:
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            enter_door(connection)
            result = job(connection)
        except BaseException:
            transaction.rollback()
            raise
        with _acknowledging(connection):
            transaction.commit()
        return result


def enter_door(connection: Connection) -> None:
    """Wait until nobody else writes in jobs; the door is closed until the transaction ends."""
    _wait_for(connection, _DOOR, "30s")


def enter_upgrade(connection: Connection) -> None:
    """Wait until nobody else changes tables, however long; others go on writing meanwhile.

    Whoever has a table in use is waited for some seconds only: all others would queue up behind.
    """
    _wait_for(connection, _UPGRADE, "0")
    briefly = text("SELECT set_config('lock_timeout', :at_most, true)")
    connection.execute(briefly, {"at_most": f"{_WAIT_SECONDS}s"})


def _wait_for(connection: Connection, lock: int, at_most: str) -> None:
    # In one message: the way to the server and back is what it costs.
    both = f"SET LOCAL lock_timeout = '{at_most}'; SELECT pg_advisory_xact_lock({lock})"
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(both)
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(error, connection, both, None) from error


def write_at_once(connection: Connection, job: Callable[[Connection], T]) -> T:
    """Run a job of one statement on a connection that commits each. Raises UnknownCommitError."""
    with _acknowledging(connection):
        return job(connection)


@contextmanager
def _acknowledging(connection: Connection) -> Iterator[None]:
    """Let nobody take for written what may be lost."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise UnknownCommitError(error.statement, error.params, error.orig or error) from error
        raise
    if connection.info.pop(_UNREPLICATED, False):
        cause = RuntimeError("the standby may not have what was committed")
        raise UnknownCommitError("COMMIT", None, cause)


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[bool]:
    """Tell whether nobody else, in no process, is inside with this name."""
    with engine.connect() as connection, connection.begin():
        lock = text("SELECT pg_try_advisory_xact_lock(:key)")
        yield bool(connection.scalar(lock, {"key": crc32(f"quizapp {name}".encode())}))


def weakness(connection: Connection) -> str | None:
    """Return why the server may lose what it has committed, as one line for whoever runs it."""
    shown = {
        name: str(connection.scalar(text("SELECT current_setting(:name)"), {"name": name}))
        for name in ("fsync", "full_page_writes", "synchronous_commit", "server_encoding")
    }
    if shown["server_encoding"] != "UTF8":
        return f"its encoding is {shown['server_encoding']}: make it with ENCODING 'UTF8'"
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if shown[name] == "off":
            return f"{name} is off, so a power cut loses what was saved: turn it on"
    return None
