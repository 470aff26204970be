"""Look whether all is well with an installation, and say what cures what is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizapp.config import Config, ConfigError, load_config

if TYPE_CHECKING:
    from quizapp.cli._checkup.finding import Finding

FAULTY = 1
_COLOURS = {"ok": "green", "warning": "yellow", "fault": "red"}


@click.command()
@click.option("--instance", type=click.Path(path_type=Path), help="Folder of the database.")
@click.option("--questions", type=click.Path(path_type=Path), help="Folder of quiz files.")
@click.option("--url", help="The address that readers use: ask the running server there too.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(instance: Path | None, questions: Path | None, url: str | None, as_json: bool) -> None:
    """Look whether all is well with an installation, and say what cures what is not.

    Looks at versions, settings, the database, the disk, permissions, the clock, the port and
    proxies, backups, and the quiz files. Changes nothing; the server may run. Run it as the user
    that the server runs as. Exit code 1 when there is a fault; a warning is none.
    """
    found = list(_findings({"instance": instance, "questions": questions}, url))
    if as_json:
        click.echo(json.dumps([one._asdict() for one in found], indent=2))
    else:
        for one in found:
            _print(one)
    if any(one.level == "fault" for one in found):
        click.get_current_context().exit(FAULTY)


def _print(found: Finding) -> None:
    level = click.style(f"{found.level:8}", fg=_COLOURS[found.level])
    click.echo(f"{level} {found.subject:12} {found.words}")
    if found.cure:
        click.echo(f"{'':8} {'':12} -> {found.cure}")


def _findings(given: dict[str, Path | None], url: str | None) -> Iterator[Finding]:
    from quizapp.cli._checkup.finding import fault, well

    try:
        config = load_config(given)
    except ConfigError as error:
        yield fault("settings", str(error), "mend it in the environment or in config.toml")
        return
    yield well("settings", "can be used")
    for subject, check in _checks(config, url):
        yield from _tried(subject, check)


def _checks(
    config: Config, url: str | None
) -> Iterator[tuple[str, Callable[[], Iterator[Finding]]]]:
    from quizapp.cli._checkup.database import check_database
    from quizapp.cli._checkup.keeping import check_backups, check_bank
    from quizapp.cli._checkup.place import check_place
    from quizapp.cli._checkup.program import check_program
    from quizapp.cli._checkup.reach import check_reach

    now = datetime.now(UTC)
    yield "program", lambda: check_program(config)
    yield "database", lambda: check_database(config)
    yield "instance", lambda: check_place(config, now)
    yield "reach", lambda: check_reach(config, url)
    yield "backups", lambda: check_backups(config, now)
    yield "bank", lambda: check_bank(config)


def _tried(subject: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """Yield what a check finds; one that cannot be made is a fault, and the others go on."""
    from sqlalchemy.exc import SQLAlchemyError

    from quizapp.cli._checkup.finding import fault

    try:
        yield from check()
    except (ConfigError, OSError, SQLAlchemyError) as error:
        words = " ".join(str(getattr(error, "orig", error)).split())
        yield fault(subject, f"it cannot be looked at: {words}", "see what the message says")
