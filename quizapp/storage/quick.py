"""Statements of the hot path: built by SQLAlchemy once, then run by the database's own driver.

Executing a statement through SQLAlchemy costs four times what SQLite needs for it. What is kept of
SQLAlchemy: the SQL for each database, the types of parameters and columns, and its exceptions.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import ReturnsRows
from sqlalchemy.types import TypeEngine

Processor = Callable[[Any], Any]


class _Compiled(NamedTuple):
    """A statement for one database. `order` names the parameters that go by their place."""

    sql: str
    defaults: Mapping[str, Any]
    order: tuple[str, ...] | None
    into: tuple[tuple[str, Processor], ...]
    out_of: tuple[tuple[int, Processor], ...]


class Quick:
    """A statement with fixed columns and named parameters; lists for IN it cannot take."""

    def __init__(self, statement: ReturnsRows) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        self._named: Any = None

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement. Raises what SQLAlchemy would raise."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        given: Any = {**compiled.defaults, **values}
        for name, process in compiled.into:
            given[name] = process(given[name])
        if compiled.order is not None:
            given = [given[name] for name in compiled.order]
        raw: Any = connection.connection.driver_connection
        try:
            rows = raw.execute(compiled.sql, given).fetchall()
        except dialect.loaded_dbapi.Error as error:
            raise wrapped(error, connection, compiled.sql, given) from error
        return [_converted(row, compiled.out_of) for row in rows] if compiled.out_of else rows

    def row(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row, None when there is none."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def named(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows with their columns' names, as SQLAlchemy's rows have them."""
        if self._named is None:
            names = self._statement.exported_columns.keys()
            self._named = namedtuple("Row", names)  # type: ignore[misc] # known when it runs
        return [self._named(*row) for row in self.rows(connection, values)]

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)
        # A parameter that stands in several places is one value, and goes in once.
        into = {name: _into(bind.type, dialect) for bind, name in compiled.bind_names.items()}
        out_of = [
            (index, _out_of(column.type, dialect))
            for index, column in enumerate(self._statement.exported_columns)
        ]
        result = self._compiled[dialect.name] = _Compiled(
            str(compiled),
            compiled.params,
            tuple(compiled.positiontup) if compiled.positional else None,
            tuple((name, process) for name, process in into.items() if process),
            tuple((index, process) for index, process in out_of if process),
        )
        return result


def plain_rows(connection: Connection, statement: Executable) -> list[tuple[Any, ...]]:
    """Return many rows as the driver gives them: SQLAlchemy's own cost as much again.

    Nothing is converted: for columns of texts and numbers.
    """
    result = connection.execute(statement)
    cursor: Any = result.cursor
    try:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(error, connection, str(statement), ()) from error
    result.close()
    return rows


def _into(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _converted(row: tuple[Any, ...], out_of: tuple[tuple[int, Processor], ...]) -> tuple[Any, ...]:
    values = list(row)
    for index, process in out_of:
        values[index] = process(values[index])
    return tuple(values)


def wrapped(error: Any, connection: Connection, sql: str, given: Any) -> Exception:
    """Return a driver's error as the SQLAlchemy exception that callers know."""
    dialect = connection.dialect
    raw: Any = connection.connection.driver_connection
    wrapped: Exception = DBAPIError.instance(
        sql,
        given,
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=dialect.is_disconnect(error, raw, None),
        dialect=dialect,
    )
    return wrapped
