"""Erasing a reader leaves no byte of them: in SQLite's files, in any row of PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from quizapp.storage import erase, people, sessions
from quizapp.storage.answers import Receipt
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import Attempt, Base, Reader, Role
from quizapp.storage.versions import Versions
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases

NAME = "Canary-Name-Zq1"
ANSWER = "canary-answer-zq2"


def bytes_on_disk(house: House) -> bytes:
    if not house.database.is_sqlite:
        return bytes_in_rows(house)
    return b"".join(path.read_bytes() for path in sorted(house.path.parent.glob("quizapp.sqlite*")))


def bytes_in_rows(house: House) -> bytes:
    with house.database.read() as connection:
        tables = (connection.execute(select(table)) for table in Base.metadata.sorted_tables)
        return repr([tuple(row) for table in tables for row in table]).encode()


def fill(house: House) -> int:
    token, reader = house.add_reader(NAME)
    attempt = house.start(reader, seed="canary-seed-zq3")
    for base in range(40):
        assert isinstance(house.save(attempt, base, f"{ANSWER} {'x' * 300} {base}"), Receipt)
    hand_in(house.database, house.versions, house.taken(token, attempt), NOW)
    return reader


@pytest.mark.parametrize("others", [0, 30])
def test_no_byte_of_an_erased_reader_stays(house: House, others: int) -> None:
    reader = fill(house)
    for number in range(others):
        house.save(house.start(house.add_reader(f"Other {number}")[1]), 0, "of others")
    assert NAME.encode() in bytes_on_disk(house)
    assert ANSWER.encode() in bytes_on_disk(house)

    people.erase_reader(house.database, reader)

    left = bytes_on_disk(house)
    assert not [word for word in (NAME, ANSWER, "canary-seed-zq3") if word.encode() in left]
    assert (b"of others" in left) == bool(others)


def test_a_checkpoint_in_between_hides_nothing(house: House) -> None:
    reader = fill(house)
    house.database.forget()
    people.erase_reader(house.database, reader)

    assert ANSWER.encode() not in bytes_on_disk(house)


def test_erasing_twice_is_harmless(house: House) -> None:
    reader = fill(house)

    people.erase_reader(house.database, reader)
    people.erase_reader(house.database, reader)


def test_two_who_erase_one_person_at_once_keep_one_nameless_copy(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reader = fill(house)
    replace = erase._replace

    def erase_once() -> bool:
        versions = Versions(house.database)
        return erase.erase_person(house.database, versions, tmp_path, reader, NOW)

    def overtaken(connection: Connection, *rest: Any) -> None:
        monkeypatch.setattr(erase, "_replace", replace)
        replace(connection, *rest)  # the other one, who has read the same
        replace(connection, *rest)

    monkeypatch.setattr(erase, "_replace", overtaken)
    assert erase_once()

    assert not erase_once()
    with house.database.read() as connection:
        assert connection.scalar(select(func.count()).where(Reader.role == Role.ERASED)) == 1
        assert connection.scalar(select(func.count(Attempt.id))) == 1


def test_the_device_of_an_erased_reader_is_unknown(house: House) -> None:
    token, reader = house.add_reader()
    people.erase_reader(house.database, reader)

    with house.database.read() as connection:
        assert sessions.visitor(connection, token, NOW) is None
