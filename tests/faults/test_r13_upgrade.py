"""R13: a database of any older version becomes today's, whole, whatever happens meanwhile."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from quizapp.storage import migrate
from quizapp.storage.database import make_engine
from quizapp.storage.models import Base
from quizapp.storage.start import open_database
from tests.faults.counts import count, tell
from tests.faults.killing import kill
from tests.faults.old_databases import NOW, Rows, grow, make_newest, make_old, revisions, rows_of

PUPILS = count(6, 420)
KILLS = count(2, 20)
START = """
import sys
from datetime import UTC, datetime
from quizapp.storage.start import open_database
database, copy = open_database(sys.argv[1], datetime.now(UTC))
print(copy)
"""


@pytest.fixture(scope="module")
def newest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_newest(tmp_path_factory.mktemp("newest"), PUPILS)


def read(url: str) -> Rows:
    engine = make_engine(url)
    rows = rows_of(engine)
    engine.dispose()
    del rows["alembic_version"]
    return rows


def in_order(rows: list[dict[str, object]], columns: list[str]) -> list[str]:
    return sorted(repr([row[name] for name in columns]) for row in rows)


# The first, one in the middle and the last in every run; all of them by `make faults`.
OLDER = revisions()[:-1]
ALWAYS = {OLDER[0], OLDER[len(OLDER) // 2], OLDER[-1]}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "revision",
    [pytest.param(r, marks=[] if r in ALWAYS else pytest.mark.full) for r in OLDER],
)
def test_r13_every_older_schema_becomes_todays_with_every_row(
    newest: Path, empty_url: str, revision: str
) -> None:
    make_old(newest, revision, empty_url)
    before = read(empty_url)

    database, copy = open_database(empty_url, NOW)
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    database.close()
    after = read(empty_url)
    if database.is_sqlite:
        assert copy
        assert read(f"sqlite:///{copy}") == before
    assert len(after["attempts"]) >= 2 * PUPILS
    for table, rows in before.items():
        columns = [name for name in (rows[0] if rows else {}) if (table, name) not in CHANGED]
        assert in_order(after[table], columns) == in_order(rows, columns), table
    kind, attempts = database.engine.dialect.name, len(after["attempts"])
    tell("R13", f"{kind}: schema {revision} upgraded, {attempts} attempts as they were")


@pytest.mark.full
def test_r13_a_gigabyte_is_upgraded_in_five_minutes(newest: Path, tmp_path: Path) -> None:
    path = tmp_path / "quizapp.sqlite"
    make_old(newest, OLDER[0], f"sqlite:///{path}")
    grow(path, 10**9)
    before, size = numbers_of_rows(path), path.stat().st_size

    began = time.monotonic()
    database, copy = open_database(f"sqlite:///{path}", NOW)
    seconds = time.monotonic() - began
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
    database.close()
    after = numbers_of_rows(path)
    assert copy
    assert numbers_of_rows(copy) == before
    assert before.items() <= after.items()
    tell(
        "R13",
        f"schema {OLDER[0]} with {before['attempts']} attempts and {before['answers']} answers, "
        f"{size / 10**9:.2f} GB, copied and upgraded in {seconds:.1f} s",
    )
    assert seconds < 300


def numbers_of_rows(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for (name,) in tables.fetchall()
        }


# Whoever was a teacher by a cookie alone is asked for a password since 0003.
CHANGED = {("readers", "role")}


def test_r13_a_killed_upgrade_is_made_again(tmp_path: Path) -> None:
    met = kill("upgrade", tmp_path, KILLS)
    tell("R13", f"{KILLS} kills at random points of an upgrade, {met} met it: all right")


def test_r13_a_copy_has_its_name_when_it_is_whole(
    newest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "quizapp.sqlite"
    make_old(newest, revisions()[0], f"sqlite:///{path}")

    def break_off(_engine: object, copy: Path) -> None:
        copy.write_bytes(path.read_bytes()[:5_000])
        raise OSError("the power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(migrate, "vacuum_into", break_off)
        with pytest.raises(OSError, match="power"):
            migrate.upgrade(make_engine(f"sqlite:///{path}"), NOW)
    assert list(tmp_path.glob("quizapp.sqlite.before-upgrade-*")) == []

    database, copy = open_database(f"sqlite:///{path}", NOW)
    database.close()
    assert list(tmp_path.glob("quizapp.sqlite.before-upgrade-*")) == [copy]
    assert list(tmp_path.glob(".*")) == []


def test_r13_two_that_start_at_once_upgrade_once(newest: Path, tmp_path: Path) -> None:
    path = tmp_path / "quizapp.sqlite"
    make_old(newest, revisions()[0], f"sqlite:///{path}")
    command = [sys.executable, "-c", START, f"sqlite:///{path}"]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ended = [(process.communicate(timeout=120), process.returncode) for process in started]

    assert [code for _, code in ended] == [0, 0], ended
    copies = list(tmp_path.glob("quizapp.sqlite.before-upgrade-*"))
    assert sorted(out.strip() for (out, _), _ in ended) == sorted(["None", *map(str, copies)])
