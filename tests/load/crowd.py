"""Many readers with their work, for measuring: one handed-in attempt, copied by the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, Table, text

from quizapp.storage.models import Answer, Attempt, Base, Reader, StoredMark

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)"


class Crowd(NamedTuple):
    """What to copy, and how often; each reader gets `each` copies.

    They are at the same quiz, or dealt out to so many `others`: other-00000, other-00001 and so on.
    `class_id` is where the readers sit, if anywhere.
    """

    attempt: str
    count: int
    others: int = 0
    each: int = 1
    class_id: int | None = None


def add_crowd(connection: Connection, crowd: Crowd) -> None:
    """Add readers with copies of an attempt, its answers and its marks. Every crowd is another."""
    found = connection.execute(
        text("SELECT reader_id, (SELECT max(id) FROM readers) FROM attempts WHERE id = :id"),
        {"id": crowd.attempt},
    ).one()
    values: dict[str, object] = {"id": crowd.attempt, "reader": found[0], "last": found[1]}
    values |= {"others": crowd.others, "each": crowd.each}
    readers = {**values, "count": -(-crowd.count // crowd.each)}
    # Each number is as long as the others: the rows then stand in the order they come in, and a
    # million of them fill page after page instead of going from one to another.
    name = f":last || '-{crowd.count}-' || CAST(10000000 + i AS TEXT)"
    own = {"id": ":last + i", "resume_salt": name, "resume_digest": name}
    _copy(connection, Reader, "id = :reader", own, readers)
    if crowd.class_id is not None:
        seat = "INSERT INTO seats (class_id, reader_id, added_at, joined_at)"
        source = "SELECT :class, :last + i, created_at, created_at FROM n, readers t"
        sql = f"{seat} {_NUMBERS} {source} WHERE t.id = :reader"
        connection.execute(text(sql), {**readers, "class": crowd.class_id})
    new_id = f":id || {name}"
    attempt = {"id": new_id, "reader_id": ":last + 1 + (i - 1) / :each"}
    if crowd.others:
        attempt["quiz"] = "'other-' || substr(CAST(100000 + i % :others AS TEXT), 2)"
    values["count"] = crowd.count
    _copy(connection, Attempt, "id = :id", attempt, values)
    for model in (Answer, StoredMark):
        _copy(connection, model, "attempt_id = :id", {"attempt_id": new_id}, values)


def _copy(
    connection: Connection,
    model: type[Base],
    where: str,
    own: Mapping[str, str],
    values: Mapping[str, object],
) -> None:
    """Copy rows `count` times; `own` are expressions over `i` for columns that differ."""
    table = model.__table__
    assert isinstance(table, Table)
    columns = [column.name for column in table.columns]
    chosen = ", ".join(own.get(name, f"t.{name}") for name in columns)
    sql = (
        f"INSERT INTO {table.name} ({', '.join(columns)}) {_NUMBERS} "
        f"SELECT {chosen} FROM n, {table.name} t WHERE t.{where}"
    )
    given = {name: value for name, value in values.items() if f":{name}" in sql}
    connection.execute(text(sql), given)
