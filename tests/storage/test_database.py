"""The one door: jobs are committed in groups, and each answers for itself alone."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, OperationalError

from quizapp.storage import database as storage_database
from quizapp.storage import line as storage_line
from quizapp.storage.database import Database, make_engine
from tests.storage.conftest import together


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(make_engine(f"sqlite:///{tmp_path / 'test.sqlite'}"))
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE notes (text TEXT UNIQUE)").close())
    yield database
    database.close()


def add(text: str, *, fails: bool = False) -> object:
    def job(connection: Connection) -> str:
        connection.exec_driver_sql("INSERT INTO notes VALUES (?)", (text,))
        if fails:
            raise LookupError(text)
        return text

    return job


def notes(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.exec_driver_sql("SELECT text FROM notes ORDER BY rowid").scalars())


def hold(database: Database, jobs: list[object]) -> list[object]:
    """Let jobs gather behind one that waits, so that they are committed as one group."""
    gate, entered = threading.Event(), threading.Event()

    def wait(_: Connection) -> None:
        entered.set()
        gate.wait(5)

    def run(number: int) -> object:
        if number == 0:
            return database.write(wait)
        entered.wait(5)
        if number == len(jobs) + 1:
            while len(database.line._waiting) < len(jobs):
                pass
            return gate.set()
        try:
            return database.write(jobs[number - 1])
        except (LookupError, DBAPIError) as error:
            return error

    return together(run, len(jobs) + 2)[1:-1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
        ("mmap_size", 0),
    ],
)
def test_every_connection_is_set_up_for_safety(
    database: Database, name: str, value: object
) -> None:
    with database.read() as one, database.read() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    assert database.write(lambda c: c.exec_driver_sql(f"PRAGMA {name}").scalar()) == value


def test_a_write_returns_what_the_job_returned_and_others_see_it(database: Database) -> None:
    assert database.write(add("a")) == "a"
    assert notes(database) == ["a"]


def test_jobs_that_wait_are_committed_together(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)

    assert hold(database, [add(str(n)) for n in range(40)]) == [str(n) for n in range(40)]
    assert len(notes(database)) == 40
    assert len(commits) == 2


def test_a_job_that_raises_takes_only_itself_back(database: Database) -> None:
    results = hold(database, [add("a"), add("b", fails=True), add("c"), add("a"), add("d")])

    assert sorted(notes(database)) == ["a", "c", "d"]
    assert isinstance(results[1], LookupError)
    # Two add "a"; whichever comes second breaks the table's rule, and only its own thread hears.
    assert sorted(isinstance(results[n], Exception) for n in (0, 3)) == [False, True]


def test_who_came_first_is_written_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_line, "_GROUP", 2)
    entered, gate = threading.Event(), threading.Event()
    first = threading.Thread(target=database.write, args=(lambda _: entered.set() or gate.wait(5),))
    first.start()
    assert entered.wait(5)
    others = [threading.Thread(target=database.write, args=(add(str(n)),)) for n in range(1, 6)]
    for number, other in enumerate(others, 1):
        other.start()
        while len(database.line._waiting) < number:
            pass
    gate.set()
    for thread in (first, *others):
        thread.join(5)
    assert notes(database) == ["1", "2", "3", "4", "5"]


def test_a_job_alone_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError):
        database.write(add("a", fails=True))

    assert notes(database) == []
    assert database.write(add("a")) == "a"


def test_nobody_hears_of_success_before_the_commit(database: Database) -> None:
    """A commit that fails fails every job of the group."""

    def fail(_: Connection) -> None:
        raise OSError("disk full")

    event.listen(database.engine, "commit", fail)
    with pytest.raises(OSError, match="disk full"):
        database.write(add("a"))
    event.remove(database.engine, "commit", fail)

    assert notes(database) == []
    assert database.write(add("b")) == "b"
    assert notes(database) == ["b"]


def test_a_write_that_was_not_committed_is_in_the_log(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Connection) -> None:
        raise OSError("disk full")

    event.listen(database.engine, "commit", fail)
    with caplog.at_level(logging.ERROR), pytest.raises(OSError, match="disk full"):
        database.write(add("a"))

    assert "a group of 1 writes was not committed: disk full" in caplog.text


def lock_elsewhere(path: Path) -> subprocess.Popen[bytes]:
    """Hold a database in another process, until its standard input is closed."""
    script = (
        "import sqlite3, sys; held = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "held.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"held\n"
    return process


def test_while_the_database_is_locked_only_the_first_write_waits(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[str] = []
    execute = storage_database._execute

    def note(connection: Connection, statement: str) -> None:
        waits.append(statement)
        execute(connection, statement)

    database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout = 50").close())
    monkeypatch.setattr(storage_database, "_execute", note)
    monkeypatch.setattr(storage_database, "_REST_SECONDS", 3600)
    with lock_elsewhere(tmp_path / "test.sqlite") as held:
        for _ in range(20):
            with pytest.raises(OperationalError, match="locked"):
                database.write(add("a"))
        held.communicate()
    assert waits == ["BEGIN IMMEDIATE"]

    database._rest_until = 0
    assert database.write(add("a")) == "a"
    assert database.write(lambda c: c.exec_driver_sql("PRAGMA busy_timeout").scalar()) == 5000


def test_a_write_is_seen_at_once_by_whoever_reads_next(database: Database) -> None:
    def write_and_look(number: int) -> bool:
        database.write(add(str(number)))
        return str(number) in notes(database)

    assert all(together(write_and_look, 30))


def test_closing_lets_what_waits_be_finished(tmp_path: Path) -> None:
    path = tmp_path / "test.sqlite"
    database = Database(make_engine(f"sqlite:///{path}"))
    database.write(lambda c: c.exec_driver_sql("CREATE TABLE notes (text TEXT UNIQUE)").close())
    together(lambda number: database.write(add(str(number))), 20)
    database.close()

    again = Database(make_engine(f"sqlite:///{path}"))
    assert len(notes(again)) == 20
    again.close()


def test_a_closed_database_opens_its_door_again(database: Database) -> None:
    database.close()

    assert database.write(add("after")) == "after"
