"""The database: reachable, of this version, whole, and set up so that what it says is saved is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError

from quizapp.cli._checkup.finding import Finding, fault, warning, well
from quizapp.config import Config
from quizapp.storage import integrity
from quizapp.storage.database import make_engine
from quizapp.storage.database_file import path_of
from quizapp.storage.file_system import network_file_system
from quizapp.storage.keys import with_other_keys
from quizapp.storage.migrate import current_revision, is_known, is_usable, newest_revision
from quizapp.storage.postgresql import weakness

_RESTORE: Final = "quizapp db check, then quizapp db restore with the newest backup"
_PRAGMAS: Final = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def check_database(config: Config) -> Iterator[Finding]:
    """Look at the database; nothing of it is changed, nothing made."""
    path = path_of(config.url)
    if path and not path.exists():
        yield well("database", f"there is none yet; the first start makes {path}")
        return
    if path and (kind := network_file_system(path.parent)):
        cure = "move the instance folder to a disk of this machine, or use PostgreSQL"
        yield fault("database", f"it lies on a network disk ({kind})", cure)
    try:
        engine = make_engine(config.url)
    except (ArgumentError, ImportError) as error:
        yield fault("database", f"the address cannot be used: {error}", "QUIZAPP_DATABASE_URL")
        return
    try:
        with engine.connect() as connection:
            yield from _content(connection, engine)
            yield from _settings(connection)
            yield from _keys(connection, config)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
        cure = _RESTORE if path else "is it running, and are name and password right?"
        yield fault("database", f"it cannot be opened: {reason}", cure)
    finally:
        engine.dispose()


def _content(connection: Connection, engine: Engine) -> Iterator[Finding]:
    if problems := integrity.broken_pages(connection) or integrity.broken_references(connection):
        yield fault("database", f"it is damaged: {integrity.in_one_line(problems)}", _RESTORE)
        return
    revision, newest = current_revision(engine), newest_revision()
    if revision is None:
        yield well("database", "it is empty; the first start fills it")
    elif not is_known(revision) and is_usable(revision):
        cure = "none is needed during an upgrade; bring this machine to the newer version as well"
        yield warning("database", f"schema {revision}, newer than this version's {newest}", cure)
    elif not is_known(revision):
        cure = "install the version that wrote it, or restore the copy made before the upgrade"
        yield fault("database", f"a newer quizapp wrote it (schema {revision})", cure)
    elif revision != newest:
        cure = "start the server: it copies the database and upgrades it"
        yield warning("database", f"schema {revision}, older than this version's {newest}", cure)
    else:
        yield from _tables(connection, revision)


def _tables(connection: Connection, revision: str) -> Iterator[Finding]:
    if missing := integrity.missing_columns(connection):
        yield fault("database", f"it has no {integrity.in_one_line(missing)}", _RESTORE)
        return
    if missing := integrity.missing_indexes(connection):
        yield fault("database", f"it has no index {integrity.in_one_line(missing)}", _RESTORE)
    rows = integrity.row_counts(connection)
    told = ", ".join(f"{rows[name]:,} {name}" for name in ("readers", "attempts", "answers"))
    yield well("database", f"{connection.dialect.name}, schema {revision}, whole; {told}")


def _settings(connection: Connection) -> Iterator[Finding]:
    """Ask whether a commit is on the disk when the database says so."""
    if connection.dialect.name == "sqlite":
        wrong = [
            name
            for name, wanted in _PRAGMAS.items()
            if str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) != wanted
        ]
        reason = f"not as it must be: {', '.join(wrong)}" if wrong else None
        cure = "is the folder writable for this user, and on a local disk?"
    else:
        reason = weakness(connection)
        cure = "mend it on the database's server: quizapp does not start on it"
    if reason:
        yield fault("durability", reason, cure)
    else:
        yield well("durability", "what is acknowledged is on the disk")


def _keys(connection: Connection, config: Config) -> Iterator[Finding]:
    """Ask who else works on the database: a reader may meet any of them."""
    if connection.dialect.name == "sqlite" or not config.has_secret:
        return
    if others := with_other_keys(connection, config.secret()):
        words = f"another one is used at {', '.join(others)}, and signs readers of this one out"
        cure = "set the same QUIZAPP_SECRET_KEY on every machine, and start them again"
        yield fault("secret key", words, cure)
    else:
        yield well("secret key", "no process on this database has another one")
