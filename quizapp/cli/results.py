"""Print the scores of a quiz."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quizapp.cli._faults import CannotRun
from quizapp.config import ConfigError, load_config
from quizapp.core.scoring import format_percent, format_points
from quizapp.core.spreadsheet import defuse

if TYPE_CHECKING:
    from quizapp.storage.works import Work

_HEADER = (
    "name",
    "attempt",
    "state",
    "started",
    "finished",
    "points",
    "possible",
    "percent",
    "waiting",
)


@click.command()
@click.argument("name")
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option("--instance", type=click.Path(path_type=Path), help="Folder of the database.")
def command(name: str, as_csv: bool, instance: Path | None) -> None:
    """Print the scores of the quiz NAME."""
    try:
        rows = _rows(name, instance)
    except (ConfigError, ValueError) as error:
        raise CannotRun(str(error)) from error
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([_HEADER, *rows])
    elif rows:
        _print_table(rows)
    else:
        click.echo(f"Nobody has taken {name} yet.")


def _rows(name: str, instance: Path | None) -> list[tuple[Any, ...]]:
    from quizapp.storage.models import Attempt
    from quizapp.storage.start import open_database
    from quizapp.storage.versions import Versions
    from quizapp.storage.works import works_where

    now = datetime.now(UTC)
    config = load_config({"instance": instance})
    if config.url.startswith("sqlite") and not Path(config.url.removeprefix("sqlite:///")).exists():
        raise ValueError(f"There is no database in {config.instance} yet.")
    database, _ = open_database(config.url, now)
    try:
        with database.read() as connection:
            found = works_where(connection, Versions(database), now, Attempt.quiz == name)
            return [_row(reader, work) for reader, work in found]
    finally:
        database.close()


def _row(reader: str, work: Work) -> tuple[Any, ...]:
    row = (
        defuse(reader),
        work.taken.number,
        "handed in" if work.is_over else "open",
        f"{work.taken.started_at:%Y-%m-%d %H:%M}",
        f"{work.ended_at:%Y-%m-%d %H:%M}" if work.ended_at else "",
    )
    if not work.is_over:
        return (*row, "", "", "", "")
    return (
        *row,
        format_points(work.earned),
        format_points(work.possible),
        format_percent(work.share),
        format_points(work.waiting),
    )


def _print_table(rows: list[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for heading in _HEADER:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    # Into a pipe everything is printed: half a date helps nobody.
    console = Console()
    (console if console.is_terminal else Console(width=200)).print(table)
