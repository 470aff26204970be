"""Take a database and a folder back to where they were, so that each request meets the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, text

from quizapp.storage.models import Base
from tests.web import _walk

Rows = dict[str, list[tuple[Any, ...]]]


class Undo:
    """The rows of an app as they were when `keep` was called last."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        database = app.extensions["quizapp"].database
        self._copy: _Sqlite | _Postgres = (
            _Sqlite(database.engine) if database.is_sqlite else _Postgres(database.engine)
        )
        self.keep()

    def keep(self) -> None:
        """Remember the rows of now."""
        self.rows: Rows = _walk.rows(self.app)
        self._copy.keep()

    def restore(self) -> None:
        """Bring them back."""
        self._copy.restore()

    def changed(self) -> dict[str, tuple[list[Any], list[Any]]]:
        """Return, by table, the rows that are gone and those that are new."""
        if self._copy.is_untouched():
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

    def close(self) -> None:
        self._copy.close()


class _Sqlite:
    """A copy in memory."""

    def __init__(self, engine: Engine) -> None:
        # Copied by the app's own SQLite: two libraries in one process break each other's locks.
        connect: Any = engine.dialect.loaded_dbapi.connect  # type: ignore[attr-defined]
        self._engine = engine
        self._copy = connect(":memory:", check_same_thread=False)
        self._watch = connect(engine.url.database, check_same_thread=False)

    def keep(self) -> None:
        self._with_raw(lambda own: own.backup(self._copy))
        self._version = self._version_of_now()

    def restore(self) -> None:
        self._with_raw(self._copy.backup)
        self._version = self._version_of_now()

    def is_untouched(self) -> bool:
        return self._version_of_now() == self._version

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


class _Postgres:
    """The rows, and where its sequences stand: what is made anew gets the same numbers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self) -> None:
        with self._engine.connect() as connection:
            self._rows, self._sequences = self._read(connection)
        self._next = self._next_of_now()

    def _next_of_now(self) -> str:
        """Return the number of the next transaction: who only reads takes none."""
        with self._engine.connect() as connection:
            found = text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
            return str(connection.execute(found).scalar())

    def _read(self, connection: Connection) -> tuple[dict[str, list[Any]], list[Any]]:
        tables = Base.metadata.sorted_tables
        rows = {table.name: connection.execute(table.select()).mappings().all() for table in tables}
        found = text("SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename")
        return rows, list(connection.execute(found))

    def restore(self) -> None:
        with self._engine.begin() as connection:
            # Nothing is checked and no trigger runs while the tables do not fit together.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            now, _ = self._read(connection)
            for table in Base.metadata.sorted_tables:
                rows = self._rows[table.name]
                if now[table.name] != rows:
                    connection.execute(table.delete())
                    if rows:
                        connection.execute(table.insert(), [dict(row) for row in rows])
            for name, last in self._sequences:
                values = {"name": name, "last": last or 1, "was_used": last is not None}
                connection.execute(text("SELECT setval(:name, :last, :was_used)"), values)
        self._next = self._next_of_now()

    def is_untouched(self) -> bool:
        return self._next_of_now() == self._next

    def close(self) -> None:
        pass


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
