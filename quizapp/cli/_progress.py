"""A progress bar for those who wait: on a terminal, after a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds before the bar appears. Most commands are done by then and never load rich."""


def track(work: Iterator[T], total: int, title: str) -> Iterator[T]:
    """Yield what `work` yields, `total` times, with a bar on standard error when it takes long."""
    if not sys.stderr.isatty():
        yield from work
        return
    began = time.monotonic()
    for done, result in enumerate(work, 1):
        yield result
        if time.monotonic() - began > PATIENCE and done < total:
            yield from _with_bar(work, done, total, title)


def _with_bar(work: Iterator[T], done: int, total: int, title: str) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(title, total=total, completed=done)
        for result in work:
            progress.advance(bar)
            yield result
