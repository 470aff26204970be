"""Connections to read with: each thread keeps its own."""

from __future__ import annotations

import threading
from weakref import WeakSet

from sqlalchemy import Connection, Engine

from quizapp.storage.postgresql import is_lost


class Reading(threading.local):
    """A thread's connection, for any number of `with`s inside each other.

    A connection from SQLAlchemy's pool costs three times what a query of a page does. Nothing is
    held between two uses: a statement alone reads without a transaction, and the one that
    SQLAlchemy says it began ends with the outermost `with`. On PostgreSQL such a connection commits
    each statement, and one that was lost meanwhile is replaced.
    """

    _connection: Connection | None = None
    _depth = 0

    def __init__(self, engine: Engine, every: WeakSet[Connection]) -> None:
        """Keep connections in `every` as long as their threads live."""
        self._is_remote = engine.dialect.name == "postgresql"
        self._engine, self._every = engine, every

    def __enter__(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = self._engine.connect()
            self._every.add(self._connection)
        elif self._is_remote and not self._depth:
            _replace_lost(self._connection)
        self._depth += 1
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if not self._depth and self._connection is not None and self._connection.in_transaction():
            self._connection.rollback()


class Lane:
    """A connection that one thread after the other reads with, as long as each is in here."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._connection: Connection | None = None

    def __enter__(self) -> None:
        self._reading._connection = self._connection

    def __exit__(self, *_: object) -> None:
        self._connection, self._reading._connection = self._reading._connection, None


def _replace_lost(connection: Connection) -> None:
    if not connection.invalidated and is_lost(connection.connection.driver_connection):
        connection.invalidate()
