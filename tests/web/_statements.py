"""What a page asks of SQLite: every statement, whoever sends it, and how it would be answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, event

_ASKS: Final = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b")
_ALIAS: Final = re.compile(r"\b(\w+) AS (\w+)")
_SCAN: Final = re.compile(r"SCAN (\w+)(?:.* INDEX (\w+))?")


class Statements:
    """The statements sent since `clear`, with their values filled in.

    SQLite's own trace tells them, so that neither the ORM, nor Core, nor the bare driver goes
    unheard.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []

    def listen(self, connection: Any, _record: object) -> None:
        connection.set_trace_callback(self._take)

    def _take(self, statement: str) -> None:
        # What begins with two dashes was done by the database itself, for a foreign key.
        if _ASKS.match(statement):
            self.sent.append(statement)

    def clear(self) -> list[str]:
        """Return what was sent, and forget it."""
        sent, self.sent = self.sent, []
        return sent


@contextmanager
def heard_statements() -> Iterator[Statements]:
    """Hear every connection that is opened meanwhile."""
    statements = Statements()
    event.listen(Engine, "connect", statements.listen)
    try:
        yield statements
    finally:
        event.remove(Engine, "connect", statements.listen)


def scanned_tables(connection: Any, statement: str) -> set[str]:
    """Return the tables that a statement reads as a whole.

    An index that holds a part of a table may be read as a whole; one made for the query may not.
    """
    alias = {short: table for table, short in _ALIAS.findall(statement)}
    found = connection.execute("SELECT name, type, sql LIKE '%) WHERE %' FROM sqlite_master")
    known = {name: (kind, is_partial) for name, kind, is_partial in found}
    scanned = set()
    for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}"):
        step = str(row[3])
        if "AUTOMATIC" in step:
            scanned.add(step.split()[1])
        elif (scan := _SCAN.match(step)) and known.get(scan[2], ("", False))[1] != 1:
            scanned.add(scan[1])
    tables = {alias.get(name, name) for name in scanned}
    return {name for name in tables if known.get(name, ("",))[0] == "table"}
