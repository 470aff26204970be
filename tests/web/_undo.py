"""Take a database back to where it was, so that each of many requests meets the same rows."""

from __future__ import annotations

from collections.abc import Callable
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
        self._copy = engine.dialect.loaded_dbapi.connect(":memory:", check_same_thread=False)
        self._engine = engine
        self.keep()

    def keep(self) -> None:
        """Remember the rows of now."""
        self.rows: Rows = _walk.rows(self.app)
        self._with_raw(lambda own: own.backup(self._copy))

    def restore(self) -> None:
        """Bring them back."""
        self._with_raw(self._copy.backup)

    def changed(self) -> dict[str, tuple[list[Any], list[Any]]]:
        """Return, by table, the rows that are gone and those that are new."""
        now = _walk.rows(self.app)
        return {
            table: (
                [r for r in old if r not in now[table]],
                [r for r in now[table] if r not in old],
            )
            for table, old in self.rows.items()
            if old != now[table]
        }

    def _with_raw(self, act: Callable[[Any], None]) -> None:
        raw = self._engine.raw_connection()
        try:
            act(raw.driver_connection)
        finally:
            raw.close()

    def close(self) -> None:
        self._copy.close()
