"""The database as `quizapp user` works with it, and finding somebody in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import click
from sqlalchemy import Connection, select

from quizapp.cli._faults import CannotRun
from quizapp.config import Config, ConfigError, load_config
from quizapp.storage import accounts
from quizapp.storage.accounts import Person
from quizapp.storage.database import Database
from quizapp.storage.models import Account, Reader, Role
from quizapp.storage.people import fold_code
from quizapp.storage.sessions import digest
from quizapp.storage.start import open_database
from quizapp.storage.versions import Versions

instance_option: Final = click.option(
    "--instance", type=click.Path(path_type=Path), help="Folder of the database."
)


@dataclass(frozen=True)
class House:
    """An open database with its settings."""

    config: Config
    database: Database
    versions: Versions
    now: datetime

    def account(self, who: str) -> Person:
        """Return the account of WHO."""
        reader_id = self.reader(who)
        with self.database.read() as connection:
            found = accounts.person(connection, reader_id)
        if found is None:
            raise CannotRun(f"{who} is a reader without an account: `quizapp user list`.")
        return found

    def reader(self, who: str) -> int:
        """Return the number of WHO: a user name, a resume code, or a number."""
        with self.database.read() as connection:
            found = _find(connection, who)
        if found is None:
            raise CannotRun(f"Nobody is called {who} here: see `quizapp user list --readers`.")
        return found

    def describe(self, reader_id: int) -> str:
        """Return a person's name and number."""
        with self.database.read() as connection:
            name = connection.execute(select(Reader.name).where(Reader.id == reader_id)).scalar()
        return f"{name} (#{reader_id})"


def _find(connection: Connection, who: str) -> int | None:
    if person := accounts.person_called(connection, who):
        return person.reader_id
    number = who.removeprefix("#")
    wanted = (
        Reader.id == int(number)
        if number.isascii() and number.isdigit() and len(number) < 19
        else Reader.resume_digest == digest(fold_code(who))
    )
    found = select(Reader.id).where(wanted, Reader.role != Role.ERASED)
    return connection.execute(found).scalar_one_or_none()


@contextmanager
def open_house(instance: Path | None, questions: Path | None = None) -> Iterator[House]:
    """Open the database. Raises CannotRun with one line."""
    now = datetime.now(UTC)
    try:
        config = load_config({"instance": instance, "questions": questions})
        config.instance.mkdir(parents=True, exist_ok=True)
        database, _ = open_database(config.url, now)
    except (ConfigError, ValueError, OSError) as error:
        raise CannotRun(str(error)) from error
    try:
        yield House(config, database, Versions(database), now)
    finally:
        database.close()


class Listed(NamedTuple):
    """A line of the list."""

    number: str
    user_name: str
    name: str
    role: str
    state: str


def everybody(house: House, readers: bool) -> list[Listed]:
    """Return those with an account, and the others if wanted."""
    found = (
        select(
            Reader.id,
            Account.user_name,
            Reader.name,
            Reader.role,
            Account.disabled_at,
            Account.password_hash,
        )
        .outerjoin(Account, Account.reader_id == Reader.id)
        .where(Reader.role != Role.ERASED)
        .order_by(Account.user_name, Reader.id)
    )
    if not readers:
        found = found.where(Account.user_name.is_not(None))
    with house.database.read() as connection:
        return [
            Listed(f"#{row.id}", row.user_name or "", row.name, row.role, _state(row))
            for row in connection.execute(found)
        ]


def _state(row: object) -> str:
    if not getattr(row, "user_name", None):
        return ""
    if getattr(row, "disabled_at", None):
        return "disabled"
    return "active" if getattr(row, "password_hash", None) else "no password yet"


def print_people(people: list[Listed]) -> None:
    """Print a table."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not people:
        click.echo("Nobody has an account yet: `quizapp teacher-link`, or `quizapp user add`.")
        return
    table = Table(box=None, pad_edge=False)
    for heading in Listed._fields:
        table.add_column(heading.replace("_", " "))
    for person in people:
        table.add_row(*(Text(cell) for cell in person))
    console = Console()
    (console if console.is_terminal else Console(width=200)).print(table)
