"""A backup is one whole file in one consistent cut, kept for a while and no longer."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from quizapp.storage.backup import BackupError, back_up, sum_file
from quizapp.storage.backup_folder import Kept, backups_in, new_path, surplus, throw_away
from quizapp.storage.database import make_engine
from quizapp.storage.database_file import open_to_look
from quizapp.storage.integrity import broken_pages, broken_references, row_counts
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.about_sqlite

KEEP = timedelta(days=30)
NIGHT = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)


def counts(path: Path) -> dict[str, int]:
    engine = open_to_look(path)
    with engine.connect() as connection:
        assert broken_pages(connection) == broken_references(connection) == []
        found = row_counts(connection)
    engine.dispose()
    return found


def test_a_backup_holds_what_was_stored_and_only_its_owner_reads_it(house: House) -> None:
    house.save(house.start(house.add_reader()[1]), 0, "1871")
    path = house.path.parent / "backups" / "one.sqlite"

    made = back_up(house.database.engine, path, NOW)

    assert counts(path)["answers"] == made.rows["answers"] == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "one.sqlite",
        "one.sqlite.sha256",
    ]
    said = subprocess.run(
        ["sha256sum", "--check", sum_file(path).name],
        check=False,
        cwd=path.parent,
        capture_output=True,
        text=True,
    )
    assert said.stdout == "one.sqlite: OK\n"


def test_backups_while_sixteen_save_are_consistent_cuts(house: House) -> None:
    """Every answer adds one: a backup holds a number between those before and after it."""
    attempts = [house.start(house.add_reader(f"Reader {n}")[1]) for n in range(16)]
    stop = threading.Event()
    receipts: list[str] = []

    def answer(attempt: str) -> None:
        number = 0
        while not stop.is_set():
            number = house.save(attempt, number, f"text {number}", position=2).number
            receipts.append(attempt)

    threads = [threading.Thread(target=answer, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    try:
        for number in range(5):
            while len(receipts) < 20 * (number + 1):
                time.sleep(0.01)
            before = len(receipts)
            path = house.path.parent / f"{number}.sqlite"
            back_up(house.database.engine, path, NOW)
            # A receipt is counted a moment after its commit, by each thread at most one.
            assert before <= counts(path)["answers"] <= len(receipts) + len(attempts)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_backup_overwrites_nothing(house: House) -> None:
    path = house.path.parent / "precious.sqlite"
    path.write_text("precious")

    with pytest.raises(BackupError, match="exists already"):
        back_up(house.database.engine, path, NOW)
    assert path.read_text() == "precious"


def test_a_damaged_database_gives_no_backup(house: House) -> None:
    for number in range(60):
        house.add_reader(f"Reader {number}")
    house.database.forget()
    house.database.close()
    damage(house.path)
    path = house.path.parent / "backups" / "one.sqlite"
    engine = make_engine(house.url)

    with pytest.raises(BackupError) as refused:
        back_up(engine, path, NOW)

    engine.dispose()
    assert "\n" not in str(refused.value)
    assert not path.exists()


def damage(path: Path) -> None:
    """Write noise over a third of a database's pages, its first left as it is."""
    content = bytearray(path.read_bytes())
    page = 4096
    for start in range(page, len(content), 3 * page):
        content[start : start + page] = b"\x5a" * page
    path.write_bytes(content)


def test_no_backup_of_what_is_no_database_of_ours(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")

    with pytest.raises(BackupError, match="nothing to back up"):
        back_up(engine, tmp_path / "one.sqlite", NOW)
    engine.dispose()


def test_a_full_disk_leaves_no_half_backup(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 10

    monkeypatch.setattr("quizapp.storage.backup.shutil.disk_usage", lambda _folder: Full)
    path = house.path.parent / "backups" / "one.sqlite"

    with pytest.raises(BackupError, match="not enough room"):
        back_up(house.database.engine, path, NOW)
    assert list(path.parent.iterdir()) == []


def automatic(*ages: timedelta) -> list[Kept]:
    return [Kept(NIGHT - age, Path(str(age)), True) for age in ages]


def test_a_term_of_automatic_backups_leaves_about_twenty_closer_the_younger() -> None:
    kept: list[Kept] = []
    now = NIGHT
    for _quarter in range(40 * 24 * 4):
        now += timedelta(minutes=15)
        kept.append(Kept(now, Path(), True))
        gone = surplus(kept, now, KEEP)
        kept = [backup for backup in kept if backup not in gone]

    ages = sorted(now - backup.made_at for backup in kept)
    assert 15 <= len(ages) <= 25
    assert ages[:5] == [timedelta(minutes=15 * n) for n in range(5)]
    steps = [(old, old - young) for young, old in pairwise(ages)]
    assert all(step <= timedelta(hours=2) for age, step in steps if age < timedelta(hours=6))
    assert all(step <= timedelta(days=2) for age, step in steps if age < timedelta(days=7))
    assert timedelta(days=21) < ages[-1] <= KEEP


def test_what_somebody_asked_for_is_kept_until_its_time_is_over() -> None:
    asked = [Kept(NIGHT - timedelta(minutes=n), Path(str(n)), False) for n in range(50)]
    old = Kept(NIGHT - KEEP - timedelta(seconds=1), Path("old"), False)

    assert surplus([*asked, old], NIGHT, KEEP) == [old]


def test_old_backups_and_copies_go_with_their_sums_and_logs_and_nothing_else(house: House) -> None:
    folder = house.path.parent / "backups"
    folder.mkdir()
    late = NOW - KEEP - timedelta(days=1)
    goes = [new_path(folder, late), new_path(folder, late, is_automatic=True)]
    goes += [sum_file(path) for path in goes]
    goes += [
        house.path.with_name(f"{house.path.name}.before-{what}-{late:%Y%m%d-%H%M%S}{log}")
        for what in ("upgrade", "restore")
        for log in ("", "-wal")
    ]
    killed = [
        folder / f".{new_path(folder, late).name}.part",
        house.path.with_name(f".{house.path.name}.before-upgrade-20260101-000000.part"),
        house.path.with_name(".restoring-77.sqlite"),
        house.path.with_name(".restoring-77.sqlite-wal"),
    ]
    for path in killed:
        path.touch()
        os.utime(path, (late.timestamp(),) * 2)
    goes += killed
    running = folder / f".{new_path(folder, NOW).name}.part"
    running.touch()
    os.utime(running, (NOW.timestamp(),) * 2)
    stays = [
        running,
        new_path(folder, NOW - timedelta(days=29)),
        folder / "end-of-term.sqlite",
        house.path.with_name(f"{house.path.name}.before-upgrade-{NOW:%Y%m%d-%H%M%S}"),
        house.path.with_name(f"{house.path.name}.before-upgrade-99999999-999999"),
    ]
    for path in {*goes, *stays} - {*killed, running}:
        path.touch()

    throw_away(folder, house.path, NOW, KEEP)

    assert [path.name for path in goes if path.exists()] == []
    assert [path.name for path in stays if not path.exists()] == []
    assert [backup.path for backup in backups_in(folder)] == [stays[1]]
