"""`quizapp db` in an empty folder: what it says, and how it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest

from tests.cli.conftest import Run

DATABASE = Path("instance", "quizapp.sqlite")


@pytest.fixture(autouse=True)
def _database(folder: Path, empty_database: Path) -> None:
    DATABASE.parent.mkdir()
    copy(empty_database, DATABASE)


def run_sql(statement: str) -> None:
    connection = sqlite3.connect(DATABASE)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_backup_says_what_it_wrote_and_where(run: Run) -> None:
    said = run("db", "backup").stdout
    [path] = Path("instance", "backups").glob("*.sqlite")
    assert said.startswith(f"{path}: 0 readers, 0 attempts, 0 answers, ")
    assert ", whole, in " in said
    assert path.name.startswith(f"quizapp-{datetime.now(UTC):%Y}")


def test_backup_deletes_what_is_older_than_it_is_told_to_keep(run: Run) -> None:
    old = Path("instance", "backups", "quizapp-20200101-000000.sqlite")
    old.parent.mkdir()
    old.touch()
    run("db", "backup", "elsewhere.sqlite", "--keep", "1")
    assert old.exists()
    assert "Deleted, for their time was over: quizapp-20200101-000000.sqlite." in (
        run("db", "backup", "--keep", "1").stdout
    )
    assert not old.exists()


def test_backup_and_restore(run: Run) -> None:
    run("db", "backup", "kept.sqlite")
    run_sql("DELETE FROM alembic_version")
    done = run("db", "restore", "kept.sqlite", "--yes")
    assert done.exit_code == 0
    assert "Restored kept.sqlite: 0 readers, 0 attempts, 0 answers." in done.stdout
    assert "is now " in done.stdout
    assert run("db", "check").exit_code == 0


def test_restore_asks_first(run: Run) -> None:
    run("db", "backup", "kept.sqlite")
    before = DATABASE.read_bytes()
    assert run("db", "restore", "kept.sqlite", input="n\n").exit_code == 1
    assert DATABASE.read_bytes() == before


def test_check_counts_the_rows_of_a_whole_database(run: Run) -> None:
    done = run("db", "check")
    assert done.exit_code == 0
    assert "The database is whole." in done.stdout
    assert "answers" in done.stdout


def spoil(path: Path, table: str) -> None:
    """Write noise over the first page of a table."""
    connection = sqlite3.connect(path)
    found = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
    [(page,)] = connection.execute(found, (table,)).fetchall()
    [(size,)] = connection.execute("PRAGMA page_size").fetchall()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x5a" * size)


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda: run_sql("ALTER TABLE answers DROP COLUMN digest"), "no column answers.digest"),
        (lambda: run_sql("DROP INDEX uq_attempts_one_open"), "no index uq_attempts_one_open"),
        (
            lambda: run_sql("INSERT INTO sessions VALUES ('d', 77, 'x', 'x', 'x', null, 0)"),
            "of sessions belongs to no row of readers",
        ),
        (lambda: run_sql("UPDATE alembic_version SET version_num = '0001'"), "schema is 0001"),
        (lambda: spoil(DATABASE, "answers"), "Damaged"),
    ],
    ids=["column", "index", "reference", "schema", "noise"],
)
def test_check_says_what_is_wrong(run: Run, harm: Callable[[], None], words: str) -> None:
    harm()
    done = run("db", "check")
    assert done.exit_code == 1
    assert words in done.stdout


@pytest.mark.parametrize("command", [["backup"], ["check"]])
def test_where_there_is_no_database_none_is_made(run: Run, command: list[str]) -> None:
    DATABASE.unlink()
    done = run("db", *command)
    assert done.exit_code == 2
    assert "There is no database" in done.stderr
    assert not DATABASE.exists()
