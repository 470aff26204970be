"""A backup takes the database's place whole, or nothing changes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from quizapp.storage.backup import Backup, back_up, sum_file
from quizapp.storage.database import make_engine
from quizapp.storage.database_file import log_of
from quizapp.storage.erase import erase_person, share_list
from quizapp.storage.integrity import broken_pages, row_counts
from quizapp.storage.restore import Restored, RestoreError, restore
from quizapp.storage.start import open_database
from quizapp.storage.versions import Versions
from tests.storage.conftest import NOW, House
from tests.storage.test_backup import damage

pytestmark = pytest.mark.about_sqlite

HOLD = """
import sys
from quizapp.storage.database import make_engine
connection = make_engine(sys.argv[1]).connect()
connection.exec_driver_sql("SELECT count(*) FROM readers").scalar()
print("open", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_open(url: str) -> Iterator[None]:
    """Hold a database open in another process, with nothing going on in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == b"open\n"
        yield
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def made(house: House) -> Backup:
    return back_up(house.database.engine, house.path.parent / "kept.sqlite", NOW)


def put_back(house: House, backup: Path) -> Restored:
    folder = house.path.parent
    return restore(backup, house.url, folder, folder / "backups", NOW)


def answers(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [
            row[0] for row in connection.execute("SELECT response FROM answers ORDER BY number")
        ]
    finally:
        connection.close()


def digest(path: Path) -> bytes:
    return path.read_bytes()


def test_a_restored_database_is_the_one_of_the_backup_and_the_newer_is_kept(house: House) -> None:
    attempt = house.start(house.add_reader()[1])
    house.save(attempt, 0, "1871")
    backup = made(house)
    house.save(attempt, 1, "1904")
    house.database.close()

    done = put_back(house, backup.path)

    assert len(answers(house.path)) == done.rows["answers"] == 1
    assert done.has_sum
    assert done.old
    assert len(answers(done.old)) == 2
    assert house.path.stat().st_mode & 0o777 == 0o600
    assert not [path for path in house.path.parent.iterdir() if path.name.startswith(".")]
    database, _ = open_database(house.url, NOW)
    database.close()


def test_the_log_of_a_killed_server_is_not_played_into_the_backup(house: House) -> None:
    """`kill -9` leaves a log beside the database: it belongs to the old one for ever."""
    attempt = house.start(house.add_reader()[1])
    house.save(attempt, 0, "1871")
    backup = made(house)
    house.save(attempt, 1, "1904")
    killed = house.path.parent / "killed"
    killed.mkdir()
    for path in (house.path, log_of(house.path)):
        shutil.copy(path, killed / path.name)
    assert log_of(killed / house.path.name).stat().st_size > 0
    target = killed / house.path.name

    done = restore(backup.path, f"sqlite:///{target}", killed, killed / "backups", NOW)

    assert len(answers(target)) == 1
    assert done.old
    assert len(answers(done.old)) == 2


def test_a_database_damaged_beyond_opening_is_replaced_and_kept(house: House) -> None:
    house.add_reader()
    backup = made(house)
    house.database.close()
    house.path.write_bytes(b"nothing that SQLite knows" * 1000)
    log_of(house.path).write_bytes(b"a log of nothing")

    done = put_back(house, backup.path)

    assert done.old
    assert done.old.read_bytes().startswith(b"nothing that SQLite knows")
    assert log_of(done.old).read_bytes() == b"a log of nothing"
    assert done.rows["readers"] == 1


def test_while_somebody_has_it_open_nothing_is_replaced(house: House) -> None:
    backup = made(house)
    house.database.close()

    with held_open(house.url), pytest.raises(RestoreError, match="stop the server"):
        put_back(house, backup.path)
    assert put_back(house, backup.path).old


@pytest.mark.parametrize("has_sum", [True, False])
def test_a_damaged_backup_is_refused_and_nothing_changes(house: House, has_sum: bool) -> None:
    for number in range(60):
        house.add_reader(f"Reader {number}")
    backup = made(house)
    house.database.close()
    before = digest(house.path)
    damage(backup.path)
    if not has_sum:
        sum_file(backup.path).unlink()

    with pytest.raises(RestoreError, match=r"damaged|malformed") as refused:
        put_back(house, backup.path)
    assert "\n" not in str(refused.value)
    assert digest(house.path) == before


def test_one_changed_letter_is_found_by_the_sum(house: House) -> None:
    """SQLite does not see it: the page is well-formed."""
    house.add_reader("Canary Mira")
    backup = made(house)
    house.database.close()
    backup.path.write_bytes(backup.path.read_bytes().replace(b"Canary Mira", b"Canary Mara"))

    with pytest.raises(RestoreError, match="SHA-256"):
        put_back(house, backup.path)
    sum_file(backup.path).unlink()
    assert not put_back(house, backup.path).has_sum


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", r"newer quizapp \(schema 9999\)"),
        ("DROP TABLE alembic_version", "no backup of quizapp"),
        ("ALTER TABLE answers DROP COLUMN response", r"no answers\.response"),
    ],
)
def test_what_this_version_cannot_use_is_refused(house: House, change: str, words: str) -> None:
    backup = made(house)
    house.database.close()
    before = digest(house.path)
    connection = sqlite3.connect(backup.path)
    connection.execute(change)
    connection.commit()
    connection.close()
    sum_file(backup.path).unlink()

    with pytest.raises(RestoreError, match=words):
        put_back(house, backup.path)
    assert digest(house.path) == before


def test_what_is_no_file_and_what_is_no_database_is_refused(house: House, tmp_path: Path) -> None:
    house.database.close()
    (tmp_path / "text.sqlite").write_text("no database " * 1000)

    for name, words in (("none.sqlite", "no file"), ("text.sqlite", "not a database")):
        with pytest.raises(RestoreError, match=words):
            put_back(house, tmp_path / name)


def test_who_was_erased_since_does_not_come_back(house: House) -> None:
    reader = house.add_reader("Canary Mira")[1]
    house.save(house.start(reader), 0, "1871")
    backup = made(house)
    folder = house.path.parent
    erase_person(house.database, Versions(house.database), folder, reader, NOW)
    house.database.close()

    done = put_back(house, backup.path)

    assert done.erased == 1
    assert b"Canary" not in house.path.read_bytes()
    assert done.rows["readers"] == 0


def test_a_disk_that_fills_up_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.add_reader()
    backup = made(house)
    house.database.close()
    before = digest(house.path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(house.path))

    monkeypatch.setattr("quizapp.storage.restore.shutil.copyfile", full)
    with pytest.raises(RestoreError, match="No space left"):
        put_back(house, backup.path)
    assert digest(house.path) == before
    assert not [path for path in house.path.parent.iterdir() if path.name.startswith(".")]


def test_killed_at_any_step_of_the_swap_there_is_one_whole_database(
    house: House, tmp_path: Path
) -> None:
    """A process ends at its n-th call that changes the folder; whatever is there then is whole."""
    house.save(house.start(house.add_reader()[1]), 0, "1871")
    backup = made(house)
    house.save(house.start(house.add_reader("Bo")[1]), 0, "1904")
    killed = tmp_path / "killed"
    killed.mkdir()
    for path in (house.path, log_of(house.path)):
        shutil.copy(path, killed / path.name)
    run = [sys.executable, "-c", KILLED_AT_EACH_STEP, str(backup.path), str(killed), str(tmp_path)]
    ended = subprocess.run(run, capture_output=True, text=True, check=True)
    codes = [int(code) for code in ended.stdout.split()]

    found = []
    for step in range(len(codes)):
        engine = make_engine(f"sqlite:///{tmp_path / str(step) / 'quizapp.sqlite'}")
        with engine.connect() as connection:
            assert not broken_pages(connection)
            counts = row_counts(connection)
        engine.dispose()
        assert counts["answers"] == counts["readers"]
        found.append((codes[step], counts["answers"]))
    assert found[-1] == (0, 1)
    assert set(found[:-1]) == {(9, 2), (9, 1)}, found


KILLED_AT_EACH_STEP = """
import os, shutil, sys
from datetime import UTC, datetime
from pathlib import Path
from quizapp.storage.restore import restore
backup, killed, folder = map(Path, sys.argv[1:])
left = 0

def count(event, arguments):
    global left
    if event in ("os.link", "os.rename", "os.remove") and ".sqlite" in str(arguments):
        left -= 1
        if left < 0:
            os._exit(9)

sys.addaudithook(count)
for step in range(20):
    left, own = 1000, folder / str(step)
    shutil.copytree(killed, own)
    child = os.fork()
    if not child:
        left = step
        restore(backup, f"sqlite:///{own / 'quizapp.sqlite'}", own, own, datetime.now(UTC))
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(code)
    if not code:
        break
"""


def test_who_was_erased_on_another_machine_does_not_come_back_either(
    house: House, tmp_path: Path
) -> None:
    """Machines that share a database do not share the folder of the list."""
    readers = [house.add_reader(f"Canary {number}")[1] for number in range(2)]
    backup = made(house)
    here, there = house.path.parent, tmp_path / "there"
    there.mkdir()
    erase_person(house.database, Versions(house.database), there, readers[0], NOW)
    erase_person(house.database, Versions(house.database), there, readers[1], NOW)
    assert len(share_list(house.database, here)) == 2
    house.database.close()

    assert put_back(house, backup.path).erased == 2

    house.database, _ = open_database(house.url, NOW)
    third = tmp_path / "third"
    third.mkdir()
    assert len(share_list(house.database, third)) == 2
