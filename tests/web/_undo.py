"""Take a database and a folder back to where they were, so that each request meets the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from tests.web import _walk

Rows = dict[str, list[tuple[Any, ...]]]


class Undo:
    """The rows of an app as they were when `keep` was called last."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        engine = app.extensions["quizapp"].database.engine
        # Copied by the app's own SQLite: two libraries in one process break each other's locks.
        connect = engine.dialect.loaded_dbapi.connect
        self._copy = connect(":memory:", check_same_thread=False)
        self._watch = connect(engine.url.database, check_same_thread=False)
        self._engine = engine
        self.keep()

    def keep(self) -> None:
        """Remember the rows of now."""
        self.rows: Rows = _walk.rows(self.app)
        self._with_raw(lambda own: own.backup(self._copy))
        self._version = self._version_of_now()

    def restore(self) -> None:
        """Bring them back."""
        self._with_raw(self._copy.backup)
        self._version = self._version_of_now()

    def changed(self) -> dict[str, tuple[list[Any], list[Any]]]:
        """Return, by table, the rows that are gone and those that are new."""
        if self._version_of_now() == self._version:
            return {}
        now = _walk.rows(self.app)
        return {
            table: (
                [r for r in old if r not in now[table]],
                [r for r in now[table] if r not in old],
            )
            for table, old in self.rows.items()
            if old != now[table]
        }

    def _version_of_now(self) -> int:
        """Return what SQLite counts up whenever another connection has written anything."""
        [version] = self._watch.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _with_raw(self, act: Callable[[Any], None]) -> None:
        raw = self._engine.raw_connection()
        try:
            act(raw.driver_connection)
        finally:
            raw.close()

    def close(self) -> None:
        self._copy.close()
        self._watch.close()


class Folder:
    """The files of a bank as they were when `keep` was called last."""

    def __init__(self, bank: Any) -> None:
        self.bank = bank
        self.keep()

    def keep(self) -> None:
        """Remember the files of now."""
        self.kept = self.files()

    def files(self) -> dict[Path, bytes]:
        """Return every file with what is in it."""
        return {path: path.read_bytes() for path in self.bank.folder.iterdir()}

    def restore(self) -> None:
        """Bring them back."""
        now = self.files()
        if now == self.kept:
            return
        for path in now.keys() - self.kept.keys():
            path.unlink()
        for path, content in self.kept.items():
            path.write_bytes(content)
        self.bank.refresh()
