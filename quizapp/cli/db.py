"""Back the database up while the server runs, restore it, check that it is whole."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.cli._faults import CannotRun
from quizapp.config import Config, ConfigError, load_config

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BROKEN = 1
_TOLD = ("readers", "attempts", "answers")

instance_option = click.option(
    "--instance", type=click.Path(path_type=Path), help="Folder of the database."
)


@click.group(short_help="Back the database up, restore it, check it.")
def command() -> None:
    """Back the database up while the server runs, restore it, check that it is whole."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--keep",
    "keep_days",
    type=click.IntRange(1, 3650),
    help="Days after which backups in the folder of backups are deleted. [default: 30]",
)
@instance_option
def backup(file: Path | None, keep_days: int | None, instance: Path | None) -> None:
    """Write a backup to FILE, or into the folder of backups under the present time.

    The server may run. What was acknowledged before the command began is in it. The file is an
    SQLite database whatever QUIZAPP_DATABASE_URL is, checked before it gets its name, with its
    SHA-256 beside it. Quiz files and the secret key are not in it. Old backups are deleted when
    FILE is not given.
    """
    from quizapp.storage.backup import BackupError, back_up
    from quizapp.storage.backup_folder import new_path, throw_away
    from quizapp.storage.database_file import path_of

    config = _config(instance)
    now, began = datetime.now(UTC), time.monotonic()
    folder = config.backup_folder
    engine = _open(config)
    try:
        made = back_up(engine, file or new_path(folder, now), now)
    except BackupError as error:
        raise CannotRun(str(error)) from error
    finally:
        engine.dispose()
    click.echo(
        f"{made.path}: {_counted(made.rows)}, {made.size / 10**6:.1f} MB, schema {made.revision}, "
        f"whole, in {time.monotonic() - began:.1f} s."
    )
    if file is None:
        keep = timedelta(days=keep_days or config.keep_backup_days)
        if gone := throw_away(folder, path_of(config.url), now, keep):
            click.echo(
                f"Deleted, for their time was over: {', '.join(path.name for path in gone)}."
            )


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@instance_option
def restore(file: Path, yes: bool, instance: Path | None) -> None:
    """Put the backup FILE in the place of the database. The server must be stopped.

    A file that is damaged, or was made by a newer quizapp, is refused. The database that was there
    is kept as a copy. Whoever was erased since the backup was made is erased from it again.
    """
    from quizapp.storage.restore import RestoreError
    from quizapp.storage.restore import restore as put_back

    config = _config(instance)
    if not yes:
        click.confirm(f"Replace the database by {file}?", abort=True, err=True)
    try:
        done = put_back(file, config.url, config.instance, config.backup_folder, datetime.now(UTC))
    except RestoreError as error:
        raise CannotRun(str(error)) from error
    if not done.has_sum:
        click.echo(f"There is no {file.name}.sha256: only what SQLite sees was checked.", err=True)
    click.echo(f"Restored {file}: {_counted(done.rows)}.")
    if done.erased:
        click.echo(f"Erased again: {done.erased}.")
    if done.old:
        click.echo(f"The database that was there is now {done.old}.")


@command.command()
@instance_option
def check(instance: Path | None) -> None:
    """Check that the database is whole: its pages, references, schema; count its rows.

    The server may run. Exit code 1 when something is wrong, 2 when it cannot be opened.
    """
    config = _config(instance)
    engine = _open(config)
    try:
        with engine.connect() as connection:
            problems = _problems(connection, engine)
            if not problems:
                _print_counts(connection)
    finally:
        engine.dispose()
    for problem in problems:
        click.echo(problem)
    if problems:
        click.get_current_context().exit(BROKEN)


def _problems(connection: Connection, engine: Engine) -> list[str]:
    from sqlalchemy.exc import DatabaseError

    from quizapp.storage import integrity
    from quizapp.storage.migrate import current_revision, newest_revision

    try:
        pages = integrity.broken_pages(connection)
        if pages:
            return [*(f"Damaged: {line}" for line in pages), "Restore the newest backup."]
        revision = current_revision(engine)
        if revision != newest_revision():
            wrong = f"The schema is {revision or 'missing'}, this version's {newest_revision()}"
            return [f"{wrong}: start the server of this version to upgrade it."]
        return [
            *integrity.broken_references(connection),
            *(f"There is no column {name}." for name in integrity.missing_columns(connection)),
            *(f"There is no index {name}." for name in integrity.missing_indexes(connection)),
        ]
    except DatabaseError as error:
        return [f"Damaged: {error.orig}.", "Restore the newest backup."]


def _print_counts(connection: Connection) -> None:
    from quizapp.storage.integrity import row_counts

    counts = row_counts(connection)
    width = max(len(name) for name in counts)
    for name, count in counts.items():
        click.echo(f"{name:{width}} {count:>12,}")
    click.echo("The database is whole.")


def _counted(rows: dict[str, int]) -> str:
    return ", ".join(f"{rows[name]:,} {name}" for name in _TOLD)


def _config(instance: Path | None) -> Config:
    try:
        return load_config({"instance": instance})
    except ConfigError as error:
        raise CannotRun(str(error)) from error


def _open(config: Config) -> Engine:
    """Open a database that is there; nothing is made, nothing upgraded."""
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from quizapp.storage.database import make_engine
    from quizapp.storage.database_file import path_of

    try:
        path = path_of(config.url)
        if path and not path.is_file():
            raise CannotRun(f"There is no database {path}: name its folder with --instance.")
        engine = make_engine(config.url)
        engine.connect().close()
    except (ArgumentError, ImportError) as error:
        raise CannotRun(f"QUIZAPP_DATABASE_URL cannot be used: {error}.") from error
    except DBAPIError as error:
        raise CannotRun(f"The database cannot be opened: {error.orig}.") from error
    return engine
