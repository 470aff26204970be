"""The database's schema: made at the first start, upgraded (after a copy) at later ones."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

from quizapp.storage.database import IMMEDIATE
from quizapp.storage.database_file import make_durable, new_file, path_of, vacuum_into
from quizapp.storage.postgresql import enter_upgrade

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)
_SINCE: Final = "_since_"
_SCRIPTS: Final = Path(__file__).parent / "migrations"
_REVISION: Final = re.compile(r"""^revision\b[^=]*= *["']([^"']+)""", re.MULTILINE)


class SchemaTooNewError(Exception):
    """The database was written by a newer quizapp."""


def make_config(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection; there is no file of it."""
    # Alembic takes 11 MB: a process that has nothing to upgrade never loads it.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, now: datetime, *, is_copied: bool = True) -> Path | None:
    """Bring the schema up to date. Returns the copy that was made first, if one was needed.

    A newer schema stays as it is where it says that this version can work with it: then servers of
    two versions run side by side. Raises SchemaTooNewError where it does not say so.
    """
    current = current_revision(engine)
    if current == newest_revision():
        return None
    if current and not is_known(current) and is_usable(current):
        log.warning("the database's schema %s is newer than this version, which works on", current)
        return None
    # A second process that starts now waits here, and then finds nothing left to do.
    alone = engine.connect().execution_options(**{IMMEDIATE: True})
    with alone as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            enter_upgrade(connection)
        return _upgrade(connection, now, is_copied=is_copied)


def _upgrade(connection: Connection, now: datetime, *, is_copied: bool) -> Path | None:
    current, head = _revision(connection), newest_revision()
    if current == head:
        return None
    if current and not is_known(current):
        if is_usable(current):
            return None
        raise SchemaTooNewError(current)
    copy = copy_database(connection.engine, now) if current and is_copied else None
    from alembic import command

    command.upgrade(make_config(connection), "head")
    log.info("database schema %s", head)
    return copy


def is_known(revision: str) -> bool:
    """Tell whether this version knows a schema, its own or an older one."""
    return revision in _revisions(_SCRIPTS)


def is_usable(revision: str) -> bool:
    """Tell whether a newer schema says in its name that this version can work with it.

    "0013_since_0011": whatever version brought 0011, or is newer, needs nothing that 0013 changed.
    """
    since = revision.partition(_SINCE)[2]
    newest = newest_revision()
    return bool(since) and newest[: len(since)] >= since


def newest_revision() -> str:
    """Return the schema of this version."""
    return _revisions(_SCRIPTS)[-1]


@cache
def _revisions(scripts: Path) -> tuple[str, ...]:
    """Return all schemas there ever were, as the numbers of their files order them."""
    files = sorted((scripts / "versions").glob("[0-9]*.py"))
    texts = (file.read_text(encoding="utf-8") for file in files)
    return tuple(found[1] for text in texts if (found := _REVISION.search(text)))


def current_revision(engine: Engine) -> str | None:
    """Return the schema's revision, None for an empty database."""
    with engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


def copy_database(engine: Engine, now: datetime) -> Path | None:
    """Write a copy of an SQLite database beside it, in one consistent cut."""
    path = path_of(engine.url)
    if path is None:
        return None
    copy = path.with_name(f"{path.name}.before-upgrade-{now:%Y%m%d-%H%M%S}")
    part = copy.with_name(f".{copy.name}.part")
    for left_over in path.parent.glob(f".{path.name}.before-upgrade-*.part"):
        left_over.unlink(missing_ok=True)
    new_file(part)
    vacuum_into(engine, part)
    make_durable(part)
    part.rename(copy)
    return copy
