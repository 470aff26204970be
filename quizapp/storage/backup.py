"""Backups: one SQLite file in one consistent cut, whatever the database is, while it is in use.

The file appears whole or not at all, was checked before it got its name, and has its SHA-256 beside
it in the form of `sha256sum`. It holds no quiz files and no secret key.
"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import DBAPIError

from quizapp.storage.database import make_engine
from quizapp.storage.database_file import (
    make_durable,
    new_file,
    open_to_look,
    path_of,
    vacuum_into,
)
from quizapp.storage.integrity import broken_pages, broken_references, in_one_line, row_counts
from quizapp.storage.migrate import current_revision, upgrade
from quizapp.storage.models import Base

_ROWS: Final = 2_000
_SPARE: Final = 64 * 1024 * 1024


class BackupError(Exception):
    """No backup was made; its text is one line for whoever runs the server."""


class Backup(NamedTuple):
    """A backup that was made, and what is in it."""

    path: Path
    size: int
    revision: str
    rows: dict[str, int]


def back_up(engine: Engine, target: Path, now: datetime) -> Backup:
    """Write a backup to a file that is not there yet.

    SQLite: `VACUUM INTO`, which reads one state and lets others write meanwhile. PostgreSQL: every
    table is read in one REPEATABLE READ transaction and written into an SQLite file, so that it can
    be restored to either. Raises BackupError.
    """
    if target.exists():
        raise BackupError(f"{target} exists already, and is left as it is.")
    part = target.with_name(f".{target.name}.part")
    try:
        revision = current_revision(engine)
        if revision is None:
            raise BackupError("There is nothing to back up: the database has no tables of quizapp.")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _need_room(engine, target.parent)
        part.unlink(missing_ok=True)
        new_file(part)
        if engine.dialect.name == "sqlite":
            vacuum_into(engine, part)
        else:
            _copy_into_sqlite(engine, part, now)
        rows = _check(part)
        size = part.stat().st_size
        _write_sum(part, target)
        make_durable(part)
        part.rename(target)
        make_durable(target.parent)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from error
    except (engine.dialect.loaded_dbapi.Error, DBAPIError) as error:
        raise BackupError(
            f"The database cannot be copied: {getattr(error, 'orig', error)}."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(target, size, revision, rows)


def _copy_into_sqlite(engine: Engine, path: Path, now: datetime) -> None:
    copy = make_engine(f"sqlite:///{path}")
    try:
        upgrade(copy, now)
        frozen = engine.connect().execution_options(isolation_level="REPEATABLE READ")
        with frozen as source, copy.begin() as target:
            copy_rows(source, target)
        with copy.connect() as connection:
            # Out of the log and into the one file.
            connection.exec_driver_sql("PRAGMA journal_mode = DELETE")
    finally:
        copy.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table into tables of the same columns that are empty."""
    for table in Base.metadata.sorted_tables:
        # In the order of their keys: a row may belong to an earlier one of its table.
        rows = source.execution_options(yield_per=_ROWS).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for some in rows.mappings().partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in some])


def _need_room(engine: Engine, folder: Path) -> None:
    path = path_of(engine.url)
    needed = (path.stat().st_size if path else 0) + _SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"There is not enough room in {folder}: {needed // 10**6} MB are needed, "
            f"{free // 10**6} MB are free."
        )


def _check(path: Path) -> dict[str, int]:
    """Look through the finished copy: what cannot be read now could not be restored later."""
    engine = open_to_look(path)
    try:
        with engine.connect() as connection:
            problems = broken_pages(connection) or broken_references(connection)
            if problems:
                raise BackupError(
                    f"The copy is not whole, and was thrown away: {in_one_line(problems)}. "
                    "Look at the database with `quizapp db check`."
                )
            return row_counts(connection)
    finally:
        engine.dispose()


def sum_file(path: Path) -> Path:
    """Return the file beside a backup that holds its SHA-256."""
    return path.with_name(f"{path.name}.sha256")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_sum(part: Path, target: Path) -> None:
    path = sum_file(target)
    path.write_text(f"{digest_of(part)}  {target.name}\n", encoding="utf-8")
    make_durable(path)
