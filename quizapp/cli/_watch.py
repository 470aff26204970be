"""`quizapp check --watch`: look again after each change, until Ctrl+C."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import click

from quizapp.cli._checking import Checker
from quizapp.cli._faults import CannotRun
from quizapp.cli._quiz_files import find_files, list_files

PAUSE: Final = 0.4
"""Seconds between two looks at the files' times."""
_WIDTH: Final = 72
_MOST_NAMED: Final = 3

Files = list[Path] | str
"""The files that are there, or why they cannot be found."""


def watch(
    paths: Sequence[Path], checker: Checker, check: Callable[[list[Path]], object]
) -> NoReturn:
    """Check the files now and after each change of them or of what stands beside them.

    What separates the runs goes to standard error: the rest may be read by a program.
    """
    files: Files = find_files(paths)
    while True:
        if isinstance(files, str):
            click.echo(files, err=True)
        else:
            check(files)
        click.echo("\nWatching for changes. Ctrl+C ends.", err=True)
        before = files
        files = _wait(paths, checker, before)
        click.echo(_headline(before, files, checker), err=True)


def _wait(paths: Sequence[Path], checker: Checker, before: Files) -> Files:
    while True:
        time.sleep(PAUSE)
        if _is_quiet(paths, checker, before):
            continue
        found = _find(paths)
        if isinstance(found, str) and found != before:
            # Many editors save by renaming: for a moment there is no such file.
            time.sleep(PAUSE)
            found = _find(paths)
        if found != before or (not isinstance(found, str) and checker.changed(found)):
            return found


def _is_quiet(paths: Sequence[Path], checker: Checker, before: Files) -> bool:
    """Tell, at little cost, that nothing has changed."""
    try:
        return list_files(paths) == before and not checker.changed(before)
    except CannotRun:
        return False


def _find(paths: Sequence[Path]) -> Files:
    try:
        return find_files(paths)
    except CannotRun as fault:
        return fault.format_message()


def _headline(before: Files, files: Files, checker: Checker) -> str:
    """Return a line that separates two runs and says what changed."""
    names: list[Path] = []
    if not isinstance(files, str):
        gone = [path for path in before if path not in files] if isinstance(before, list) else []
        names = [*checker.changed(files), *gone]
    # The clock on the wall of whoever watches.
    now = datetime.now().astimezone().strftime("%H:%M:%S")
    line = f" {now} {', '.join(map(str, names[:_MOST_NAMED]))}".rstrip() + " "
    return "\n" + click.style(line.center(_WIDTH, "─"), "blue")
