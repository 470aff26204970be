"""Putting a backup in the place of the database, all of it or nothing, the old one kept as a copy.

Whoever was erased since the backup was made is erased from it before it takes its place.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, Integer, Table, func, select, text
from sqlalchemy.exc import DBAPIError

from quizapp.storage.backup import BackupError, back_up, copy_rows, digest_of, sum_file
from quizapp.storage.backup_folder import new_path
from quizapp.storage.database import Database, make_engine
from quizapp.storage.database_file import (
    OWNER_ALONE,
    InUseError,
    alone_with,
    index_of,
    log_of,
    make_durable,
    open_to_look,
    path_of,
)
from quizapp.storage.erase import erase_again, remember
from quizapp.storage.integrity import (
    broken_pages,
    broken_references,
    in_one_line,
    missing_columns,
    row_counts,
)
from quizapp.storage.migrate import current_revision, is_known, upgrade
from quizapp.storage.models import Base
from quizapp.storage.versions import Versions


class RestoreError(Exception):
    """Nothing was restored, nothing was changed; its text is one line."""


class Restored(NamedTuple):
    """What was put back, where the old database is now, how many were erased again."""

    rows: dict[str, int]
    old: Path | None
    erased: int
    has_sum: bool


def restore(backup: Path, url: str, instance: Path, backups: Path, now: datetime) -> Restored:
    """Replace the database at `url` by a backup; `instance` has the list of erased people.

    Raises RestoreError when the backup is damaged, newer than this version or no backup, and when
    somebody has the database open.
    """
    has_sum = _check_sum(backup)
    target = path_of(url)
    folder = target.parent if target else instance
    staged = folder / f".restoring-{os.getpid()}.sqlite"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if target and target.exists():
            with alone_with(target):
                pass  # to refuse before the work rather than after it
        _remember(url, instance)
        _stage(backup, staged)
        rows, erased = _make_ready(staged, backup, instance, now)
        if target:
            old = _swap(staged, target, now)
        else:
            old = _refill(staged, make_engine(url), backups, now)
        return Restored(rows, old, erased, has_sum)
    except InUseError as error:
        raise RestoreError(
            f"Somebody has {error} open: stop the server (and other programs that read it) first."
        ) from error
    except OSError as error:
        raise RestoreError(f"{error.filename or folder}: {error.strerror}.") from error
    finally:
        for path in (staged, log_of(staged), index_of(staged)):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _remember(url: str, instance: Path) -> None:
    """Take the list of erased people out of a database that machines share, and that is replaced.

    One in a file has its list in the folder, and is not to be touched before it was saved.
    """
    if path_of(url):
        return
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            remember(connection, instance)
    except DBAPIError:
        return  # older, empty or damaged: the list in the folder has to do
    finally:
        engine.dispose()


def _check_sum(backup: Path) -> bool:
    """Compare a backup with the sum beside it; return False where there is none."""
    if not backup.is_file():
        raise RestoreError(f"There is no file {backup}.")
    try:
        written = sum_file(backup).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError) as error:
        raise RestoreError(f"{sum_file(backup)} cannot be read.") from error
    if not written or written[0] != digest_of(backup):
        raise RestoreError(
            f"{backup} is damaged: it is not the file whose SHA-256 {sum_file(backup).name} holds."
        )
    return True


def _stage(backup: Path, staged: Path) -> None:
    """Copy a backup beside the database, with the log that belongs to it where there is one."""
    for source, copy in ((backup, staged), (log_of(backup), log_of(staged))):
        if source.exists():
            shutil.copyfile(source, copy)
            copy.chmod(OWNER_ALONE)


def _make_ready(
    staged: Path, backup: Path, instance: Path, now: datetime
) -> tuple[dict[str, int], int]:
    """Check what was copied, bring it up to date and erase again; return its rows by table."""
    engine = make_engine(f"sqlite:///{staged}")
    try:
        _check(engine, backup)
        upgrade(engine, now, is_copied=False)
        with engine.connect() as connection:
            if missing := missing_columns(connection):
                raise RestoreError(f"{backup} is not whole: it has no {in_one_line(missing)}.")
        database = Database(engine)
        erased = erase_again(database, Versions(database), instance, now)
        with database.read() as connection:
            rows = row_counts(connection)
        database.close()
        return rows, erased
    except DBAPIError as error:
        raise RestoreError(f"{backup} cannot be restored: {error.orig}.") from error
    finally:
        # Closing the last connection brings the log into the file.
        engine.dispose()


def _check(engine: Engine, backup: Path) -> None:
    with engine.connect() as connection:
        if problems := broken_pages(connection) or broken_references(connection):
            raise RestoreError(f"{backup} is damaged: {in_one_line(problems)}.")
    revision = current_revision(engine)
    if revision is None:
        raise RestoreError(f"{backup} is no backup of quizapp: it has none of its tables.")
    if not is_known(revision):
        raise RestoreError(
            f"{backup} was made by a newer quizapp (schema {revision}): install that version first."
        )


def _swap(staged: Path, target: Path, now: datetime) -> Path | None:
    """Put the new file in the old one's place; at no moment is there none, or half of one."""
    make_durable(staged)
    old = None
    if target.exists():
        old = target.with_name(f"{target.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        _fold(target, log_of(old))
        with alone_with(target):
            _link(target, old)
            _remove_log(target)
            staged.replace(target)
    else:
        _remove_log(target)
        staged.replace(target)
    make_durable(target.parent)
    return old


def _remove_log(target: Path) -> None:
    """Remove the old database's log: SQLite would play it into the new one."""
    for path in (log_of(target), index_of(target)):
        path.unlink(missing_ok=True)


def _fold(target: Path, kept: Path) -> None:
    """Bring the log into the file; where the database is too damaged for it, keep the log too."""
    if log_of(target).exists():
        shutil.copyfile(log_of(target), kept)
        kept.chmod(OWNER_ALONE)
    engine = make_engine(f"sqlite:///{target}")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    except DBAPIError:
        return
    finally:
        engine.dispose()
    kept.unlink(missing_ok=True)


def _link(target: Path, old: Path) -> None:
    try:
        old.hardlink_to(target)
    except OSError:
        # Some file systems have no links.
        shutil.copy2(target, old)
        make_durable(old)


def _refill(staged: Path, engine: Engine, backups: Path, now: datetime) -> Path | None:
    """Fill a PostgreSQL database anew, in one transaction, after a backup of what is in it."""
    source = open_to_look(staged)
    try:
        old = None
        if current_revision(engine):
            _refuse_others(engine)
            old = back_up(engine, new_path(backups, now), now).path
        upgrade(engine, now)
        with source.connect() as rows, engine.begin() as target:
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            target.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
            copy_rows(rows, target)
            for table in Base.metadata.sorted_tables:
                _count_on(target, table)
        return old
    except (DBAPIError, BackupError) as error:
        raise RestoreError(
            f"The database cannot be filled: {getattr(error, 'orig', error)}"
        ) from error
    finally:
        source.dispose()
        engine.dispose()


def _refuse_others(engine: Engine) -> None:
    others = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        if count := connection.execute(others).scalar_one():
            raise InUseError(f"the database (connections: {count})")


def _count_on(connection: Connection, table: Table) -> None:
    """Let a table's numbers go on after the greatest that was put in."""
    for column in (c for c in table.primary_key.columns if isinstance(c.type, Integer)):
        connection.execute(
            select(
                func.setval(
                    func.pg_get_serial_sequence(table.name, column.name),
                    select(func.max(column)).scalar_subquery(),
                )
            )
        )
