"""PostgreSQL: many processes write as if they were one, and a lost connection loses nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from quizapp.storage import people
from quizapp.storage.answers import Closed, Receipt
from quizapp.storage.database import Database, make_engine
from quizapp.storage.handing_in import hand_in
from quizapp.storage.keys import named_after_key, with_other_keys
from quizapp.storage.models import Answer, Attempt, Reader
from quizapp.storage.postgresql import UnknownCommitError, weakness
from quizapp.storage.start import StartError, open_database, refuse_weakness
from tests.postgres import Server
from tests.storage.conftest import NOW, House, together

COUNT_ON = """
import sys
from sqlalchemy import select, update
from quizapp.storage.database import Database, make_engine
from quizapp.storage.models import Attempt
database = Database(make_engine(sys.argv[1]))
def job(connection):
    number = connection.scalar(select(Attempt.number))
    connection.execute(update(Attempt).values(number=number + 1))
for _ in range(50):
    database.write(job)
database.close()
"""
BACKENDS = "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE datname = '{}'"


@pytest.fixture
def pg_house(tmp_path: Path, postgres_url: str) -> Iterator[House]:
    house = House(tmp_path, postgres_url)
    yield house
    house.database.close()


def write_for_ever(database: Database) -> None:
    """Write until it fails: some commits may come before the server has read a new setting."""
    for number in range(10_000):
        database.write(lambda c, n=number: add(c, f"Ann {n}"))


def cut_all(postgres: Server, house: House) -> None:
    """End every connection to the house's database, from the server's side."""
    postgres.execute(BACKENDS.format(name_of(house)))


def name_of(house: House) -> str:
    return str(make_url(house.url).database)


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.scalars(select(Reader.name)))


def add(connection: Connection, name: str) -> None:
    row = {"name": name, "role": "reader", "resume_salt": "", "resume_digest": name}
    connection.execute(Reader.__table__.insert().values(row | {"created_at": NOW}))


def test_a_job_reads_and_writes_as_if_no_other_process_did(pg_house: House) -> None:
    pg_house.start(pg_house.add_reader()[1])
    command = [sys.executable, "-c", COUNT_ON, pg_house.url]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    told = [process.communicate(timeout=120)[1] for process in started]

    with pg_house.database.read() as connection:
        assert connection.scalar(select(Attempt.number)) == 1 + 3 * 50, told


def test_a_connection_that_was_cut_is_replaced_before_it_is_used(
    postgres: Server, pg_house: House
) -> None:
    for round_ in range(3):
        pg_house.database.write(lambda c, n=round_: add(c, f"before {n}"))
        assert names(pg_house.database)
        cut_all(postgres, pg_house)

        assert f"before {round_}" in names(pg_house.database)
        pg_house.database.write(lambda c, n=round_: add(c, f"after {n}"))
        assert f"after {round_}" in names(pg_house.database)


def test_a_job_whose_connection_is_cut_runs_again_and_counts_once(
    postgres: Server, pg_house: House
) -> None:
    runs = []

    def job(connection: Connection) -> None:
        add(connection, "Ann")
        runs.append(1)
        if len(runs) == 1:
            cut_all(postgres, pg_house)
            connection.execute(text("SELECT 1"))

    pg_house.database.write(job)

    assert len(runs) == 2
    assert names(pg_house.database) == ["Ann"]


def test_a_commit_that_nobody_answered_is_no_success_and_not_done_again(
    postgres: Server, pg_house: House
) -> None:
    runs = []

    def job(connection: Connection) -> None:
        add(connection, "Ann")
        runs.append(1)
        cut_all(postgres, pg_house)

    with pytest.raises(UnknownCommitError):
        pg_house.database.write(job)

    assert len(runs) == 1
    assert names(pg_house.database) == []


def test_a_save_whose_connection_is_cut_gets_no_receipt(postgres: Server, pg_house: House) -> None:
    attempt = pg_house.start(pg_house.add_reader()[1])
    with pg_house.database.read():
        # The thread's connection was looked at when this began, and is cut afterwards.
        cut_all(postgres, pg_house)
        with pytest.raises(UnknownCommitError):
            pg_house.save(attempt, 0, "1871")

    for base in range(2):
        assert isinstance(pg_house.save(attempt, base, str(base)), Receipt)
        # Another connection sees it: it was committed, and not only begun.
        [[stored]] = postgres.execute("SELECT count(*) FROM answers", name_of(pg_house))
        assert stored == base + 1


def test_a_commit_that_the_standby_may_not_have_is_no_success(
    postgres: Server, pg_house: House
) -> None:
    """A standby that does not answer, and an administrator who stops the wait for it."""
    attempt = pg_house.start(pg_house.add_reader()[1])
    waiting = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    stop = threading.Event()

    def cancel() -> None:
        while not stop.wait(0.05):
            postgres.execute(waiting)

    canceller = threading.Thread(target=cancel)
    postgres.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    postgres.execute("SELECT pg_reload_conf()")
    canceller.start()
    try:
        with pytest.raises(OperationalError, match="standby"):
            write_for_ever(pg_house.database)
        with pytest.raises(OperationalError, match="standby"):
            pg_house.save(attempt, 0, "1871")
    finally:
        postgres.execute("ALTER SYSTEM RESET synchronous_standby_names")
        postgres.execute("SELECT pg_reload_conf()")
        stop.set()
        canceller.join()


def test_what_was_saved_while_it_is_handed_in_is_graded_or_refused(pg_house: House) -> None:
    token, reader = pg_house.add_reader()
    for number in range(5):
        attempt = pg_house.start(reader, seed=str(number))
        taken = pg_house.taken(token, attempt)

        def one(n: int, taken: object = taken, attempt: str = attempt) -> object:
            if n == 3:
                return hand_in(pg_house.database, pg_house.versions, taken, NOW)
            return pg_house.save(attempt, 0, "1871", tab=f"t{n}", seq=1)

        results = together(one, 6)
        with pg_house.database.read() as connection:
            stored = connection.scalar(
                select(func.count()).where(Answer.attempt_id == attempt, Answer.position == 1)
            )
            earned = connection.scalar(select(Attempt.earned).where(Attempt.id == attempt))
        assert sum(isinstance(result, Receipt) for result in results) == stored
        assert (earned == 1) == bool(stored)
        assert isinstance(pg_house.save(attempt, stored or 0, "1"), Closed)


def test_of_two_processes_one_does_the_work_of_a_name(pg_house: House) -> None:
    other = Database(make_engine(pg_house.url))
    mine = pg_house.database
    with mine.alone("sweep") as first, other.alone("sweep") as second, other.alone("tidy") as third:
        assert (first, second, third) == (True, False, True)
    with other.alone("sweep") as again:
        assert again
    other.close()


def test_a_nul_is_stored_as_a_mark_and_looked_for_without_a_fault(pg_house: House) -> None:
    pg_house.database.write(lambda c: add(c, "An\0n"))

    assert names(pg_house.database) == ["An\N{REPLACEMENT CHARACTER}n"]
    with pg_house.database.read() as connection:
        assert connection.scalar(select(Reader.id).where(Reader.name == "\0")) is None


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("postgresql://ann:p%40ss@db.example/quizapp", "db.example"),
        ("postgres://ann@db.example/quizapp", "db.example"),
        ("postgresql://ann@one:5432,two:5433/quizapp", ("one:5432", "two:5433")),
    ],
)
def test_an_address_names_no_driver_and_may_name_two_servers(given: str, host: object) -> None:
    engine = make_engine(given)
    assert engine.dialect.driver == "psycopg"
    assert host in {engine.url.host, engine.url.query.get("host")}
    assert engine.url.database == "quizapp"
    engine.dispose()


def test_settings_that_lose_answers_are_found(postgres: Server, pg_house: House) -> None:
    with pg_house.database.read() as connection:
        assert (
            weakness(connection) == "fsync is off, so a power cut loses what was saved: turn it on"
        )
    with pytest.raises(StartError, match=r"postgres@.*fsync is off"):
        refuse_weakness(pg_house.database)


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="cannot be opened") as refused:
        open_database(f"postgresql://postgres:secret@/none?host={tmp_path}", NOW)
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_attempt_left_open_is_handed_in_once_by_many_processes(pg_house: House) -> None:
    token, reader = pg_house.add_reader()
    attempt = pg_house.start(reader, minutes=1)
    taken = pg_house.taken(token, attempt)
    late = NOW + timedelta(minutes=5)

    done = together(lambda _: hand_in(pg_house.database, pg_house.versions, taken, late), 6)
    assert sorted(done) == [False] * 5 + [True]


def test_a_reader_erased_by_two_at_once_leaves_one_copy(pg_house: House) -> None:
    _, reader = pg_house.add_reader()
    together(lambda _: people.erase_reader(pg_house.database, reader), 4)
    pg_house.database.write(lambda c: c.execute(update(Reader).values(name="")).close())
    assert names(pg_house.database) == []


def test_who_has_another_key_is_seen_by_the_names_of_the_connections(postgres_url: str) -> None:
    one, other = b"a key" * 8, b"another key" * 8
    here = make_engine(named_after_key(postgres_url, one))
    there = make_engine(named_after_key(postgres_url, other))
    with here.connect() as mine:
        assert with_other_keys(mine, one) == []
        mine.commit()  # A transaction sees the same all the time.
        with there.connect() as its:
            assert with_other_keys(mine, one) == with_other_keys(its, other) != []
    here.dispose()
    there.dispose()


def test_an_address_that_is_named_already_and_sqlites_stay_as_they_are() -> None:
    for url in ("sqlite:////tmp/x", "postgresql://anna:b@one,two/x?application_name=mine"):
        assert named_after_key(url, b"a key") == url


def test_an_address_with_several_servers_keeps_them_and_its_password() -> None:
    url = named_after_key("postgresql://anna:b%40c@one,two/x", b"a key")
    assert (make_url(url).password, make_url(url).query["host"]) == ("b@c", ("one", "two"))
