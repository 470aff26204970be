"""Opening the database at a start: made, or upgraded after a copy, or refused with one line.

Nothing is ever repaired by itself: whoever runs the server decides what becomes of the data.
"""

from __future__ import annotations

import os
import time
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from quizapp.storage.database import Database, make_engine, sqlite_module
from quizapp.storage.database_file import new_file, path_of
from quizapp.storage.file_system import network_file_system
from quizapp.storage.integrity import in_one_line, missing_columns
from quizapp.storage.migrate import SchemaTooNewError, upgrade
from quizapp.storage.postgresql import weakness

_RESTORE: Final = "Restore a backup with `quizapp db restore`"
_LOOK_SECONDS: Final = 1.0
_STEPS: Final = 100_000


class StartError(ValueError):
    """The database cannot be used as it is; its text is one line for whoever runs the server."""


def open_database(url: str, now: datetime) -> tuple[Database, Path | None]:
    """Return a database ready for use, and the copy made before an upgrade. Raises StartError.

    Looks into the file for a second or so: damage that lies deeper is for `quizapp db check`.
    """
    try:
        engine = make_engine(url)
    except (ArgumentError, ImportError) as error:
        raise StartError(f"QUIZAPP_DATABASE_URL cannot be used: {_reason(error)}") from error
    try:
        copy = make_ready(engine, now, is_looked_into=True)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine), copy


def refuse_weakness(database: Database) -> None:
    """Raise StartError where a PostgreSQL server may lose what it says it has committed."""
    if database.is_sqlite:
        return
    with database.read() as connection:
        reason = weakness(connection)
    if reason:
        name = database.engine.url.render_as_string(hide_password=True)
        raise StartError(f"The database {name} keeps nothing safely: {reason}.")


def make_ready(engine: Engine, now: datetime, *, is_looked_into: bool = False) -> Path | None:
    """Bring a database up to date; return the copy made before. Raises StartError."""
    path = path_of(engine.url)
    name = path or engine.url.render_as_string(hide_password=True)
    try:
        if path:
            _check_file(path)
            _check_content(path, is_looked_into=is_looked_into)
        copy = upgrade(engine, now)
        with engine.connect() as connection:
            missing = missing_columns(connection)
    except SchemaTooNewError as error:
        raise StartError(
            f"The database {name} was written by a newer quizapp (schema {error}). "
            "Install that version, or restore the copy made before it."
        ) from error
    except (DBAPIError, sqlite_module().Error) as error:
        raise StartError(f"The database {name} cannot be opened: {_reason(error)}") from error
    except OSError as error:
        raise StartError(f"The database {name} cannot be opened: {error.strerror}.") from error
    if missing:
        raise StartError(
            f"The database {name} is not whole: it has no {in_one_line(missing)}. {_RESTORE}."
        )
    return copy


def _reason(error: Exception) -> str:
    """Return what a driver says, in one line."""
    text = " ".join(str(getattr(error, "orig", error)).split()).rstrip(".")
    if "malformed" in text or "not a database" in text:
        return f"{text}. {_RESTORE}."
    if "locked" in text:
        return f"{text}. Another program holds it: is quizapp running already?"
    return f"{text}."


def _check_file(path: Path) -> None:
    """Refuse a place where no SQLite database can be; make a new file for its owner alone."""
    if path.is_dir():
        raise StartError(f"The database {path} is a folder.")
    if kind := network_file_system(path.parent):
        raise StartError(
            f"The database {path} would lie on a network disk ({kind}), where SQLite loses data. "
            "Put the instance folder on a disk of this machine, or use PostgreSQL."
        )
    if not path.exists():
        with suppress(FileExistsError):
            new_file(path)
    for place in (path, path.parent):
        if not os.access(place, os.R_OK | os.W_OK):
            raise StartError(f"{place} cannot be read and written by this user: see its owner.")


def _check_content(path: Path, *, is_looked_into: bool) -> None:
    """Refuse what is no database of ours or damaged; a bare connection changes nothing of it."""
    module = sqlite_module()
    with closing(module.connect(path)) as bare:
        tables = {name for (name,) in bare.execute("SELECT name FROM sqlite_schema")}
        if tables and "alembic_version" not in tables:
            raise StartError(
                f"The database {path} is no database of quizapp: it has other tables "
                f"({min(tables)})."
            )
        if is_looked_into:
            _look_into(bare, path)


def _look_into(bare: Any, path: Path) -> None:
    """Look for damage, as far as it comes in a second: some hundred megabytes."""
    until = time.monotonic() + _LOOK_SECONDS
    bare.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        found = bare.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite_module().OperationalError as error:
        if "interrupted" in str(error):
            return
        raise
    if found != [("ok",)]:
        first = " ".join(str(found[0][0]).split())
        raise StartError(f"The database {path} is damaged: {first}. {_RESTORE}.")
