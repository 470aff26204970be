"""All that is stored about one person, found by the database's own keys and the data map.

A row is a person's when deleting the person deletes it. So a table added later is in the export
and in the erasure without a word here; the data map says which of its columns are given out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Select, Table, select

from quizapp.storage.models import Base

_FILE: Final = Path(__file__).with_name("data_map.toml")


class Mapped(NamedTuple):
    """What the data map says of a column."""

    purpose: str
    category: str
    kept: str
    export: bool
    erased: str


@cache
def data_map() -> Mapping[tuple[str, str], Mapped]:
    """Return the data map by table and column. Raises TypeError where a row is not whole."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        (table, column): Mapped(**{**rows.get("_", {}), **row})
        for table, rows in tables.items()
        for column, row in rows.items()
        if column != "_"
    }


def _link(table: Table, owned: Mapping[str, Any]) -> tuple[Column[Any], Column[Any]] | None:
    for key in table.foreign_keys:
        if key.ondelete == "CASCADE" and key.column.table.name in owned:
            return key.parent, key.column
    return None


def select_of_person(reader_id: int) -> dict[str, Select[Any]]:
    """Return what selects one person's rows, by table."""
    people = Base.metadata.tables["readers"]
    owned = {people.name: select(people).where(people.c.id == reader_id)}
    for table in Base.metadata.sorted_tables:
        if table is not people and (link := _link(table, owned)):
            own, other = link
            keys = owned[other.table.name].with_only_columns(other)
            owned[table.name] = select(table).where(own.in_(keys))
    return owned


def rows_of(connection: Connection, reader_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return a person's rows by table, with the columns that may be given out."""
    return {
        name: [_exported(name, row) for row in connection.execute(statement).mappings()]
        for name, statement in select_of_person(reader_id).items()
    }


def _exported(table: str, row: Mapping[Any, Any]) -> dict[str, Any]:
    given = {str(column): value for column, value in row.items()}
    return {name: value for name, value in given.items() if data_map()[table, name].export}
