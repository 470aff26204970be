"""Whether a database is whole: its pages, its references, the tables that this version uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from quizapp.storage.models import Base

_MOST_TOLD: Final = 20
_COLUMNS: Final = {
    "sqlite": "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c "
    "WHERE t.type = 'table'",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema()",
}
_INDEXES: Final = {
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'index'",
    "postgresql": "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()",
}


def broken_pages(connection: Connection) -> list[str]:
    """Return what SQLite finds wrong in its file, the first few; PostgreSQL watches over its own.

    Reads the whole file: about a second for 200 MB.
    """
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})").scalars()
    return [line for line in found if line != "ok"]


def broken_references(connection: Connection) -> list[str]:
    """Return rows that belong to rows which are not there; PostgreSQL never lets one in."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_TOLD)
    return [
        f"row {rowid} of {table} belongs to no row of {other}" for table, rowid, other, _ in found
    ]


def missing_columns(connection: Connection) -> list[str]:
    """Return the columns that this version uses and the database does not have."""
    rows = connection.exec_driver_sql(_COLUMNS[connection.dialect.name])
    there = {(table, column) for table, column in rows}
    return [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if (table.name, column.name) not in there
    ]


def missing_indexes(connection: Connection) -> list[str]:
    """Return the indexes that the database does not have; some of them forbid what must not be."""
    there = set(connection.exec_driver_sql(_INDEXES[connection.dialect.name]).scalars())
    return [
        str(index.name)
        for table in Base.metadata.sorted_tables
        for index in sorted(table.indexes, key=lambda index: str(index.name))
        if index.name not in there
    ]


def row_counts(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in Base.metadata.sorted_tables
    }


def in_one_line(problems: Sequence[str]) -> str:
    """Name the first of some problems, and say how many more there are."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"
