"""Print a new one-time link to become the teacher."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from quizapp.address import public_url
from quizapp.cli._faults import CannotRun
from quizapp.config import ConfigError, load_config


@click.command()
@click.option("--instance", type=click.Path(path_type=Path), help="Folder of the database.")
@click.option("--host", help="Name or address under which the server is reached.")
@click.option("--port", type=int, help="Port of the server.")
def command(instance: Path | None, host: str | None, port: int | None) -> None:
    """Print a new one-time link to become the teacher; an earlier one stops working."""
    from quizapp.storage.links import new_teacher_link
    from quizapp.storage.start import open_database

    now = datetime.now(UTC)
    try:
        config = load_config({"instance": instance, "host": host, "port": port})
        config.instance.mkdir(parents=True, exist_ok=True)
        database, _ = open_database(config.url, now)
    except (ConfigError, ValueError, OSError) as error:
        raise CannotRun(str(error)) from error
    try:
        token = new_teacher_link(database, now)
    finally:
        database.close()
    click.echo(f"{public_url(config)}/become-teacher/{token}")
