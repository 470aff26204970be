"""Whether the SQLite that is used can damage its own log.

https://www.sqlite.org/wal.html, "The WAL-Reset Bug": versions 3.7.0 to 3.51.2 can, when two
connections write or checkpoint at the same moment.
"""

from __future__ import annotations

from typing import Final

from quizapp.storage.database import sqlite_module

_FIRST: Final = (3, 7, 0)
_MENDED: Final = (3, 51, 3)


def sqlite_version() -> str:
    """Return the version of the SQLite in use."""
    return str(sqlite_module().sqlite_version)


def has_wal_reset_bug(version: str) -> bool:
    """Tell whether a version can damage a database that two programs write."""
    return _FIRST <= tuple(int(part) for part in version.split(".")) < _MENDED
