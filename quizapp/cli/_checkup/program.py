"""The program: Python, SQLite and the packages that are installed."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Final

from quizapp.cli._checkup.finding import Finding, fault, warning, well
from quizapp.config import Config
from quizapp.storage.database_file import path_of
from quizapp.storage.sqlite_version import has_wal_reset_bug, sqlite_version

NAME: Final = "quizapp-comprehension"
_REQUIREMENT: Final = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?>=([\w.]+)(?: *; *(.*))?")


def check_program(config: Config) -> Iterator[Finding]:
    """Look at versions."""
    yield well("quizapp", f"version {version(NAME)}, Python {platform.python_version()}")
    if path_of(config.url):
        yield _sqlite(sqlite_version())
    yield from _packages(requires(NAME) or [])


def _sqlite(found: str) -> Finding:
    if has_wal_reset_bug(found):
        return warning(
            "SQLite",
            f"version {found} can damage a database that two programs write at once",
            "pip install pysqlite3; until then stop the server before you use other commands",
        )
    return well("SQLite", f"version {found}")


def _packages(requirements: list[str]) -> Iterator[Finding]:
    """Compare what is installed with the lower bounds of the program."""
    count = 0
    for requirement in requirements:
        found = _REQUIREMENT.fullmatch(requirement)
        if not found or "extra ==" in (found[3] or ""):
            continue
        name, bound, is_for_some = found[1], found[2], bool(found[3])
        try:
            installed = version(name)
        except PackageNotFoundError:
            # What is meant for other systems need not be here.
            if not is_for_some:
                yield fault("packages", f"{name} is not installed", _INSTALL)
            continue
        count += 1
        if _parts(installed) < _parts(bound):
            yield fault("packages", f"{name} is {installed}, older than {bound}", _INSTALL)
    yield well("packages", f"{count} looked at")


_INSTALL: Final = "pip install --require-hashes -r requirements.lock"


def _parts(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))
