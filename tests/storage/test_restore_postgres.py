"""A backup of PostgreSQL is an SQLite file, and can be restored to either."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.storage.backup import Backup, back_up
from quizapp.storage.database import make_engine
from quizapp.storage.database_file import open_to_look
from quizapp.storage.integrity import row_counts
from quizapp.storage.models import Base
from quizapp.storage.restore import Restored, RestoreError, restore
from quizapp.storage.start import open_database
from tests.storage.conftest import NOW, House


@pytest.fixture
def house(tmp_path: Path, postgres_url: str) -> Iterator[House]:
    house = House(tmp_path, postgres_url)
    yield house
    house.database.close()


def made(house: House, name: str = "kept.sqlite") -> Backup:
    return back_up(house.database.engine, house.path.parent / name, NOW)


def put_back(house: House, backup: Path, url: str) -> Restored:
    return restore(backup, url, house.path.parent, house.path.parent / "backups", NOW)


def content(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def fill(house: House) -> None:
    attempt = house.start(house.add_reader("Änn 🦉")[1], minutes=30)
    house.save(attempt, 0, "1871")
    house.save(attempt, 0, "whale oil", position=2, after=NOW - NOW)


def test_a_backup_has_every_row_and_goes_into_sqlite_and_back(house: House, tmp_path: Path) -> None:
    fill(house)
    before = content(house.url)
    assert len(before["answers"]) == 2
    backup = made(house)
    sqlite = f"sqlite:///{tmp_path / 'other.sqlite'}"

    put_back(house, backup.path, sqlite)
    assert content(sqlite) == before

    house.add_reader("Too much")
    house.database.close()
    done = put_back(house, backup.path, house.url)
    assert content(house.url) == before
    assert done.old
    engine = open_to_look(done.old)
    with engine.connect() as connection:
        assert row_counts(connection)["readers"] == 2
    engine.dispose()


def test_after_a_restore_numbers_go_on(house: House) -> None:
    """A sequence that began anew would give a new reader the number of another."""
    for name in ("Ann", "Bo", "Cleo"):
        house.add_reader(name)
    backup = made(house)
    house.database.close()
    put_back(house, backup.path, house.url)

    house.database, _ = open_database(house.url, NOW)
    assert house.add_reader("Di")[1] == 4


def test_while_somebody_is_connected_nothing_is_replaced(house: House) -> None:
    fill(house)
    backup = made(house)
    before = content(house.url)

    with house.database.read(), pytest.raises(RestoreError, match="stop the server"):
        put_back(house, backup.path, house.url)
    assert content(house.url) == before


def test_a_backup_while_others_write_is_one_cut(house: House) -> None:
    """Each transaction adds a reader and their attempt: none is in the backup without the other."""
    stop = threading.Event()

    def write(number: int) -> None:
        while not stop.is_set():
            house.start(house.add_reader(f"Reader {number}")[1])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        sizes = [made(house, f"{number}.sqlite").rows for number in range(2)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    # Foreign keys were checked by the backup itself.
    assert all(0 <= rows["readers"] - rows["attempts"] <= 4 for rows in sizes)
    assert sizes[0]["readers"] < sizes[-1]["readers"]
