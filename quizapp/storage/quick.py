"""Statements of the hot path: built by SQLAlchemy once, then run by the database's own driver.

Executing a statement through SQLAlchemy costs four times what SQLite needs for it. What is kept of
SQLAlchemy: the SQL for each database, the types of parameters and columns, and its exceptions.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
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

    def given(self, values: Mapping[str, Any]) -> Any:
        """Return what the driver is given."""
        given = {**self.defaults, **values}
        for name, process in self.into:
            given[name] = process(given[name])
        return given if self.order is None else [given[name] for name in self.order]


class Quick:
    """A statement with fixed columns and named parameters; lists for IN it cannot take."""

    def __init__(self, statement: ReturnsRows, sets: Iterable[str] = ()) -> None:
        """`sets` are columns that it gives values, which go in under the columns' names."""
        self._statement, self._sets = statement, list(sets) or None
        self._compiled: dict[str, _Compiled] = {}
        self._named: Any = None

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run the statement. Raises what SQLAlchemy would raise."""
        compiled = self._compiled_for(connection.dialect)
        given = compiled.given(values)
        raw: Any = connection.connection.driver_connection
        try:
            rows = raw.execute(compiled.sql, given).fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
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

    def change(self, connection: Connection, *rows: Mapping[str, Any]) -> int:
        """Run a statement that returns nothing, once for each row; return how many it changed."""
        compiled = self._compiled_for(connection.dialect)
        given = [compiled.given(values) for values in rows]
        raw: Any = connection.connection.driver_connection
        cursor = raw.cursor()
        try:
            cursor.executemany(compiled.sql, given)
        except connection.dialect.loaded_dbapi.Error as error:
            raise wrapped(error, connection, compiled.sql, given) from error
        return int(cursor.rowcount)

    def _compiled_for(self, dialect: Dialect) -> _Compiled:
        return self._compiled.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect, column_keys=self._sets)
        if compiled.insert_prefetch:
            raise TypeError(f"no values for {compiled.insert_prefetch}: only SQLAlchemy knows them")
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
    """Return a driver's error as the SQLAlchemy exception that callers know.

    Where the engine hides parameters, this hides them too: they are what somebody typed.
    """
    dialect = connection.dialect
    raw: Any = connection.connection.driver_connection
    wrapped: Exception = DBAPIError.instance(
        sql,
        given,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=dialect.is_disconnect(error, raw, None),
        dialect=dialect,
    )
    return wrapped
