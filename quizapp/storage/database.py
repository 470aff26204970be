"""The database: how it is opened, and the one door through which everything is written."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, TypeVar
from weakref import WeakSet

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from quizapp.storage import postgresql
from quizapp.storage.line import Line, Waiting
from quizapp.storage.quick import wrapped
from quizapp.storage.reading import Lane, Reading

T = TypeVar("T")
Job = Callable[[Connection], T]
log = logging.getLogger(__name__)

_READERS: Final = 128
# More than there are different statements: a full cache would prepare the newest again and again.
_STATEMENTS: Final = 1_000
_BUSY_MS: Final = 5_000
_REST_SECONDS: Final = 0.5
_PROBE_MS: Final = 100
IMMEDIATE: Final = "quizapp_immediate"
"""The execution option of connections whose transactions write: they lock from the beginning."""


def make_engine(url: str) -> Engine:
    """Open an engine. SQLite gets WAL, full durability and explicit transactions.

    Raises sqlalchemy.exc.ArgumentError for what is no address of SQLite or PostgreSQL.
    """
    if url.startswith(("postgresql", "postgres:")):
        return postgresql.open_engine(postgresql.parse(url))
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        raise ArgumentError(f"there is no {address.drivername}: use sqlite or postgresql")
    # `hide_parameters`: what somebody typed, and what proves who they are, is in no message.
    engine = create_engine(
        url,
        hide_parameters=True,
        module=sqlite_module(),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=_READERS,
        connect_args={"check_same_thread": False, "cached_statements": _STATEMENTS},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def sqlite_module() -> Any:
    """Return the SQLite that is used: a DB-API module."""
    # Python's own sqlite3 is linked to whatever the system has; 3.7.0 to 3.51.2 can corrupt a WAL
    # when two connections write or checkpoint at once. pysqlite3 brings a mended one.
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        import sqlite3 as dbapi2
    return dbapi2


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_BUSY_MS}",
        "secure_delete = ON",
        "mmap_size = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when somebody else wrote, so
    # what writes begins immediately; what reads needs no transaction around single statements.
    if connection.get_execution_options().get(IMMEDIATE):
        _execute(connection, "BEGIN IMMEDIATE")


def _execute(connection: Connection, statement: str) -> None:
    """Run a bare statement, without all that SQLAlchemy does for one with results."""
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute(statement)
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(error, connection, statement, ()) from error


class Database:
    """An engine and its door. `read` may be used from any number of threads at once."""

    def __init__(
        self, engine: Engine, note_size: Callable[[int], object] = lambda _size: None
    ) -> None:
        """Tell `note_size` how many writes each commit of SQLite made durable."""
        self.engine = engine
        self._note_size = note_size
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.line = Line(self._commit_group)
        self._door = threading.Lock()
        self._writer: Connection | None = None
        self._readers: WeakSet[Connection] = WeakSet()
        self._reads = engine if self.is_sqlite else postgresql.open_committing(engine.url)
        self._reading = Reading(self._reads, self._readers)
        self._trouble: OperationalError | None = None
        self._rest_until = 0.0

    def read(self) -> AbstractContextManager[Connection]:
        """Return a connection to read with; use it in a `with`."""
        return self._reading

    def lane(self) -> AbstractContextManager[object]:
        """Return what lends its connection to whichever thread enters it."""
        return Lane(self._reading)

    def write(self, job: Job[T]) -> T:
        """Run a job in a transaction and return its result once the commit is durable.

        On SQLite whoever is first in line commits for all who wait there by then; a job that
        raises takes only itself back. On PostgreSQL one job runs at a time, of all
        processes, and may run a second time when its connection is lost. So a job reads and writes
        as if nobody else did. Raises OperationalError when nothing can be written for now: after
        waiting some seconds, or at once while it is known that nothing can.
        """
        if not self.is_sqlite:
            return postgresql.write(self.engine, job)
        result: T = self.line.wait_for(job)
        return result

    def write_at_once(self, job: Job[T]) -> T:
        """Run a job that is one statement, and by itself right whatever is written beside it.

        On PostgreSQL such jobs wait for nobody.
        """
        if self.is_sqlite:
            result: T = self.line.wait_for(job, is_short=True)
            return result
        with self.read() as connection:
            return postgresql.write_at_once(connection, job)

    @contextmanager
    def alone(self, name: str) -> Iterator[bool]:
        """Tell whether nobody else, in no process, is doing the work of this name just now."""
        if self.is_sqlite:
            # One process has an SQLite database to itself.
            yield True
            return
        with postgresql.alone(self.engine, name) as is_alone:
            yield is_alone

    def forget(self) -> None:
        """Leave nothing on the disk of what was deleted (SQLite's log would keep it for a while).

        Waits some seconds for others that still read; gives up on them with a line in the log.
        """
        if not self.is_sqlite:
            return
        raw = self.engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            row = cursor.fetchone()
        finally:
            raw.close()
        if row and row[0]:
            log.warning("what was deleted stays in the database's log until its next checkpoint")

    def close(self) -> None:
        """Let what is being written be finished, and close all connections."""
        with self._door:
            self._hang_up()
        for connection in list(self._readers):
            connection.close()
        self._reads.dispose()
        self.engine.dispose()

    def _commit_group(self, group: list[Waiting]) -> None:
        """Commit a group. An error is everybody's whose job was in it."""
        with self._door:
            try:
                if self._trouble is not None and time.monotonic() < self._rest_until:
                    raise self._trouble.with_traceback(None)
                self._commit(self._connect(), group)
                self._recover()
                self._note_size(len(group))
            except BaseException as error:
                self._note_trouble(error, len(group))
                self._hang_up(is_broken=True)
                raise

    def _note_trouble(self, error: BaseException, count: int) -> None:
        """Let writes rest: who waits for a lock keeps a thread from those who only read."""
        if error is self._trouble:
            return
        cause = error.orig if isinstance(error, DBAPIError) else error
        log.error("a group of %d writes was not committed: %s", count, cause)
        if isinstance(error, OperationalError):
            self._trouble, self._rest_until = error, time.monotonic() + _REST_SECONDS

    def _recover(self) -> None:
        if self._trouble is not None and self._writer is not None:
            self._trouble = None
            _execute(self._writer, f"PRAGMA busy_timeout = {_BUSY_MS}")

    def _connect(self) -> Connection:
        if self._writer is None:
            self._writer = self.engine.connect().execution_options(**{IMMEDIATE: True})
            if self._trouble is not None:
                _execute(self._writer, f"PRAGMA busy_timeout = {_PROBE_MS}")
        return self._writer

    def _hang_up(self, *, is_broken: bool = False) -> None:
        connection, self._writer = self._writer, None
        if connection is not None:
            if is_broken:
                connection.invalidate()
            connection.close()

    def _commit(self, connection: Connection, group: list[Waiting]) -> None:
        with connection.begin() as transaction:
            if len(group) == 1:
                _try(connection, group[0], transaction.rollback)
                return
            for waiting in group:
                _execute(connection, "SAVEPOINT job")
                _try(connection, waiting, lambda: _execute(connection, "ROLLBACK TO job"))
                _execute(connection, "RELEASE job")


def _try(connection: Connection, waiting: Waiting, take_back: Callable[[], None]) -> None:
    try:
        waiting.result = waiting.job(connection)
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        take_back()
        waiting.error = error
