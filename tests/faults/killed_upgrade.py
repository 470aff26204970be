"""An upgrade from the oldest schema, to be killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from quizapp.storage.migrate import newest_revision
from quizapp.storage.start import open_database
from tests.faults.old_databases import make_newest, make_old, revisions

NAME = "quizapp.sqlite"


class Upgrade:
    """Before it all is old, after it all is new, and every copy beside it is whole."""

    def __init__(self, pupils: int) -> None:
        self.pupils, self.answers = pupils, 0

    def prepare(self, folder: Path) -> None:
        newest = make_newest(folder.with_name("newest"), self.pupils)
        make_old(newest, revisions()[0], f"sqlite:///{folder / NAME}")
        # As a kill in the middle of copying leaves it.
        (folder / f".{NAME}.before-upgrade-20260101-000000.part").touch()
        self.answers = count(folder / NAME, "answers")
        assert self.answers

    def run(self, folder: Path) -> None:
        database, _ = open_database(f"sqlite:///{folder / NAME}", datetime.now(UTC))
        database.close()

    def check(self, folder: Path, *, is_done: bool) -> None:
        assert self._look_at(folder / NAME) in {newest_revision()} | (
            set() if is_done else {revisions()[0]}
        )
        copies = list(folder.glob(f"{NAME}.before-upgrade-*"))
        assert all(self._look_at(copy) == revisions()[0] for copy in copies)
        assert copies or not is_done
        assert not is_done or not list(folder.glob(".*")), "a piece of a copy was left behind"

    def _look_at(self, path: Path) -> str:
        """Check that a database is whole and has every answer; return its schema."""
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert count(path, "answers") == self.answers
        return str(revision)


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


JOB = Upgrade(pupils=4)
