"""What import and export say of what was lost, and the files they read and write."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from quizapp.cli._faults import CannotRun, cannot_read, cannot_write
from quizapp.formats import Format, Loss, all_formats, get_format


def format_named(word: str, *, reads: bool) -> Format:
    """Return a format by its name; a name that is none, or goes the other way only, is a fault."""
    usable = [f.name for f in all_formats() if (f.read if reads else f.write)]
    format_ = get_format(word)
    if format_ is None:
        raise CannotRun(f"there is no format `{word}`. Known are {', '.join(usable)}.")
    if format_.name not in usable:
        way = "read" if reads else "written"
        raise CannotRun(f"{format_.name} cannot be {way}. These can: {', '.join(usable)}.")
    return format_


def read_bytes(path: Path) -> bytes:
    """Read a file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot_read(error) from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise cannot_write(error) from error


def write_to_standard_output(data: bytes) -> None:
    """Write what may be no text at all."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def report_losses(losses: Sequence[Loss], path: str, *, kept: str = "") -> None:
    """Say on standard error what could not be carried, by line; `kept` says where it is kept."""
    if not losses:
        click.echo("Nothing was lost.", err=True)
        return
    click.echo(f"Not carried over ({len(losses)}):", err=True)
    for line in _lines(losses, path):
        click.echo(f"  {line}", err=True)
    if kept:
        click.echo(kept, err=True)


def _lines(losses: Iterable[Loss], path: str) -> Iterable[str]:
    for loss in losses:
        place = loss.path or path
        yield f"{place}:{loss.line}: {loss.message}" if loss.line else f"{place}: {loss.message}"
