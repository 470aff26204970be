"""A thread keeps its connection to read with, and what it prepared there."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import text

from quizapp.storage.database import Database
from tests.storage.conftest import House, together

pytestmark = pytest.mark.both_databases


def test_a_thread_reads_over_one_connection_and_others_over_their_own(house: House) -> None:
    all_read = threading.Barrier(3, timeout=10)

    def read(_: int) -> set[object]:
        seen = set()
        for _round in range(3):
            with house.database.read() as outer, house.database.read() as inner:
                seen |= {outer.connection.driver_connection, inner.connection.driver_connection}
        all_read.wait()
        return seen

    threads = together(read, 3)
    assert [len(seen) for seen in threads] == [1, 1, 1]
    assert len(set[object]().union(*threads)) == 3


def test_nothing_stays_begun_after_reading(house: House) -> None:
    with house.database.read() as outer:
        with house.database.read() as inner:
            inner.execute(text("SELECT 1")).scalars()
        assert outer.in_transaction()
    assert not outer.in_transaction()


def test_what_was_written_since_is_seen(house: House) -> None:
    def count() -> int:
        with house.database.read() as connection:
            return int(connection.execute(text("SELECT count(*) FROM readers")).scalar_one())

    before = count()
    house.add_reader()
    assert count() == before + 1


@pytest.mark.about_sqlite
def test_a_connection_forgets_no_statement_it_prepared(house: House) -> None:
    """SQLite's cache drops what was used least: once full, what two pages need in turns."""
    database: Database = house.database
    with database.read() as connection:
        raw: Any = connection.connection.driver_connection
        prepared: list[object] = []
        raw.set_authorizer(lambda *what: prepared.append(what) or 0)
        for _ in range(2):
            for number in range(300):
                raw.execute(f"SELECT {number}").fetchall()
        for _ in range(3):
            raw.execute("SELECT 'one'").fetchall()
            raw.execute("SELECT 'other'").fetchall()
        raw.set_authorizer(None)
    assert len(prepared) == 302
