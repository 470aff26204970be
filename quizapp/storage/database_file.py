"""The files of an SQLite database: opened to be looked at, locked, made durable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from quizapp.storage.database import sqlite_module

OWNER_ALONE: Final = 0o600
# Where SQLite puts its locks in the file: https://www.sqlite.org/fileformat2.html#the_lock_byte_page
_SHARED_FIRST: Final = 0x40000000 + 2
_SHARED_SIZE: Final = 510


class InUseError(Exception):
    """Somebody has the database open."""


def path_of(url: str | URL) -> Path | None:
    """Return the file of an SQLite database, None for other databases and those in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database))


def log_of(path: Path) -> Path:
    """Return the file in which SQLite keeps the newest commits."""
    return path.with_name(f"{path.name}-wal")


def index_of(path: Path) -> Path:
    """Return the file by which processes find their way in SQLite's log."""
    return path.with_name(f"{path.name}-shm")


def open_to_look(path: Path) -> Engine:
    """Open a file that nobody writes to, so that nothing of it or beside it can change."""
    module = sqlite_module()
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return create_engine(
        "sqlite://",
        module=module,
        poolclass=NullPool,
        creator=lambda: module.connect(address, uri=True),
    )


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep everybody else out of a database. Raises InUseError when somebody has it open.

    Who has an SQLite database in WAL mode open holds a shared lock on its file; we ask for the same
    bytes to ourselves, which works also where the file's content is damaged.
    """
    try:
        import fcntl
    except ImportError:  # Windows lets nobody replace a file that is open
        yield
        return
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise InUseError(str(path)) from error
        yield


def vacuum_into(engine: Engine, path: Path) -> None:
    """Write what an SQLite database holds at one moment into an empty file; others may write."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        raw.close()


def new_file(path: Path) -> None:
    """Make an empty file that its owner alone can read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ALONE))


def make_durable(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    if os.name == "nt" and path.is_dir():
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
