"""Serve the quizzes of a folder to browsers."""

from __future__ import annotations

import errno
import os
import socket
import sys
from contextlib import suppress
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click

from quizapp.address import is_for_classroom, own_address, public_url
from quizapp.cli._faults import CannotRun
from quizapp.cli._progress import track
from quizapp.config import Config, ConfigError, load_config


class Prepared(NamedTuple):
    """The token for whoever becomes the teacher, if one is wanted, and what is to be told."""

    token: str | None
    notes: list[str]


@click.command()
@click.option("--host", help="Address to listen on; 0.0.0.0 for a classroom.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--questions", type=click.Path(path_type=Path), help="Folder of quiz files.")
@click.option(
    "--instance", type=click.Path(path_type=Path), help="Folder of the database and the secret key."
)
def command(**given: Any) -> None:
    """Serve the quizzes of a folder to browsers."""
    try:
        config = _ready(load_config(given))
    except ConfigError as error:
        raise CannotRun(str(error)) from error
    token, notes = _prepare_apart(config)
    for note in notes:
        _tell(note)
    with suppress(OSError):  # as where the disk that takes the output is full
        _announce(config, token)
    _run(config)
    _tidy(config)


def _ready(config: Config) -> Config:
    """Check what can be checked before a server starts, so that each fault is one clear line."""
    if not config.questions.is_dir():
        raise ConfigError(f"There is no folder {config.questions}: name one with --questions.")
    _check_instance(config.instance)
    config.secret()
    _check_port(config)
    if not is_for_classroom(config):
        return replace(config, hosts=f"{config.hosts},{config.host}")
    return replace(config, hosts=f"{config.hosts},{own_address()},{socket.gethostname()}")


def _check_instance(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigError(f"The folder {folder} cannot be written: {error.strerror}.") from error


def _check_port(config: Config) -> None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except socket.gaierror as error:
            raise ConfigError(f"There is no address {config.host}: {error.strerror}.") from error
        except OSError as error:
            raise ConfigError(
                f"Port {config.port} of {config.host} cannot be used: {error.strerror}. "
                f"{_advice(error, config.port)}"
            ) from error


def _advice(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Is quizapp running already? Choose another with --port {port + 1}."
    return "Choose another with --port, or another --host."


def _prepare_apart(config: Config) -> Prepared:
    """Prepare in a process of its own, while this one loads what it and the workers share."""
    # What both need comes first. An upgrade alone would leave 13 MB in each worker.
    import quizapp.app  # noqa: F401
    from quizapp.cli._apart import start_apart

    prepared = start_apart(partial(_prepare, config))
    from quizapp.server import load_for_all

    load_for_all()
    return prepared()


def _prepare(config: Config) -> Prepared:
    """Bring the database up to date and read the bank."""
    prepared = _open_database(config)
    _read_bank(config)
    return prepared


def _read_bank(config: Config) -> None:
    """Read the bank where whoever waits can be shown how far it is; the server finds it read."""
    from quizapp.core.bank import Bank

    bank = Bank(config.questions, config.bank_index)
    bank.refresh(lambda paths, count: track(paths, count, "Reading the quizzes"))


def _announce(config: Config, token: str | None) -> None:
    url = public_url(config)
    click.echo(f"quizapp is at {url}")
    if token:
        click.echo(f"To become the teacher, open {url}/become-teacher/{token}")
    if is_for_classroom(config):
        import segno

        click.echo("For the classroom:")
        segno.make(url, error="m").terminal(out=sys.stdout, compact=True)
    click.echo("Stop with Ctrl+C.")
    sys.stdout.flush()


def _open_database(config: Config) -> Prepared:
    """Bring the database up to date, and make a link while nobody has a password yet."""
    from quizapp.storage.accounts import has_password
    from quizapp.storage.links import new_teacher_link
    from quizapp.storage.sqlite_version import has_wal_reset_bug, sqlite_version
    from quizapp.storage.start import StartError, open_database, refuse_weakness

    now, notes = datetime.now(UTC), []
    try:
        database, copy = open_database(config.url, now)
    except StartError as error:
        raise CannotRun(str(error)) from error
    if database.is_sqlite and has_wal_reset_bug(sqlite_version()):
        notes.append(
            f"This SQLite ({sqlite_version()}) can damage a database that two programs write at "
            "once: stop the server before other commands, or install pysqlite3."
        )
    try:
        refuse_weakness(database)
    except StartError as error:
        database.close()
        raise CannotRun(str(error)) from error
    if copy:
        notes.append(f"The database was upgraded; a copy of the old one is {copy}")
    try:
        with database.read() as connection:
            known = has_password(connection)
        return Prepared(None if known else new_teacher_link(database, now), notes)
    finally:
        database.close()


def _tell(text: str) -> None:
    """Say what whoever starts it should know; the start does not hang on being heard."""
    with suppress(OSError):
        click.echo(text, err=True)


def _run(config: Config) -> None:
    from quizapp.server import make_server

    for setting in fields(Config):
        os.environ[f"QUIZAPP_{setting.name.upper()}"] = str(getattr(config, setting.name))
    make_server(config, _processes(config)).serve()


def _processes(config: Config) -> int:
    """Return how many processes answer: on SQLite one, because one connection writes."""
    if config.processes:
        return config.processes
    return 1 if config.url.startswith("sqlite") else _cores()


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # Linux alone tells which of the machine's cores are ours
        return os.cpu_count() or 1


def _tidy(config: Config) -> None:
    """Bring what SQLite still has in its log into the database, so that the file alone is whole."""
    from quizapp.storage.database import Database, make_engine

    database = Database(make_engine(config.url))
    database.forget()
    database.close()
