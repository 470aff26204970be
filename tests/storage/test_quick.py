"""Statements run by the driver itself give what SQLAlchemy gives, and fail as it fails."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from quizapp.storage.database import Database
from quizapp.storage.models import Reader
from quizapp.storage.quick import Quick

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROW = {"name": "Mira", "resume_salt": "salt", "resume_digest": "digest", "created_at": NOW}
ADD = Quick(
    insert(Reader)
    .values({name: bindparam(name) for name in ROW} | {"role": "reader"})
    .returning(Reader.id)
)
RENAME = update(Reader).where(Reader.resume_digest == bindparam("digest"))
NAMED = select(Reader.name, Reader.created_at, Reader.role).where(
    Reader.name == bindparam("name"), Reader.role == "reader"
)


def test_rows_are_those_of_sqlalchemy_with_their_types(database: Database) -> None:
    database.write(lambda connection: ADD.row(connection, ROW))

    with database.read() as connection:
        rows = Quick(NAMED).rows(connection, {"name": "Mira"})
        assert rows == [("Mira", NOW, "reader")]
        assert rows == [tuple(row) for row in connection.execute(NAMED, {"name": "Mira"})]
        assert Quick(NAMED).row(connection, {"name": "Nobody"}) is None


def test_a_broken_rule_is_sqlalchemys_error_and_nothing_is_stored(database: Database) -> None:
    database.write(lambda connection: ADD.row(connection, ROW))

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        database.write(lambda connection: ADD.row(connection, ROW | {"name": "Other"}))
    with database.read() as connection:
        assert Quick(NAMED).rows(connection, {"name": "Other"}) == []


def test_rows_are_changed_as_by_sqlalchemy_and_counted(database: Database) -> None:
    add, rename = Quick(insert(Reader), [*ROW, "role"]), Quick(RENAME, ["name"])
    rows = [ROW | {"role": "reader", "resume_digest": n} for n in ("one", "two", "three")]

    assert database.write(lambda connection: add.change(connection, *rows)) == 3
    both = ({"digest": n, "name": "Ola"} for n in ("one", "two", "four"))
    assert database.write(lambda connection: rename.change(connection, *both)) == 2
    with database.read() as connection:
        found = connection.execute(select(Reader.name, Reader.created_at).order_by(Reader.id))
        assert [tuple(row) for row in found] == [("Ola", NOW), ("Ola", NOW), ("Mira", NOW)]

    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        database.write(lambda connection: add.change(connection, rows[0]))


def test_a_value_that_only_sqlalchemy_would_fill_in_is_asked_for(database: Database) -> None:
    with pytest.raises(TypeError, match="role"):
        database.write(lambda connection: Quick(insert(Reader), ROW).change(connection, ROW))


def test_a_table_that_is_missing_is_sqlalchemys_error(database: Database) -> None:
    with database.read() as connection:
        connection.exec_driver_sql("ALTER TABLE readers RENAME TO others")
        with pytest.raises(DBAPIError, match=r"no such table|does not exist") as found:
            Quick(NAMED).rows(connection, {"name": "Mira"})
        with pytest.raises(type(found.value)):
            connection.execute(NAMED, {"name": "Mira"})
