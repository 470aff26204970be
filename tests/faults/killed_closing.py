"""The closing of attempts whose time is up, to be killed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from quizapp.background import sweep
from quizapp.storage.versions import Versions
from tests.faults.counts import count
from tests.faults.filled import MINUTES, NAME, counted, fill, reopen, stored_points
from tests.storage.conftest import NOW

# The database counts for itself how often each attempt is closed.
_WITNESS = """
CREATE TABLE closings (attempt_id TEXT);
CREATE TRIGGER witness AFTER UPDATE OF state ON attempts
WHEN OLD.state = 'open' AND NEW.state = 'handed in'
BEGIN INSERT INTO closings VALUES (NEW.id); END;
"""


class Closing:
    """An attempt is open and without points, or closed once with all it has earned."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts
        self.earned: dict[str, Fraction] = {}

    def prepare(self, folder: Path) -> None:
        self.earned = fill(folder, self.attempts)
        with closing(sqlite3.connect(folder / NAME)) as connection:
            connection.executescript(_WITNESS)

    def run(self, folder: Path) -> None:
        database, _ = reopen(folder)
        later = NOW + timedelta(minutes=2 * MINUTES)
        parts: Any = SimpleNamespace(
            clock=lambda: later, database=database, versions=Versions(database)
        )
        sweep(parts)
        database.close()

    def check(self, folder: Path, *, is_done: bool) -> None:
        points = stored_points(folder)
        closed = {attempt: earned for attempt, earned in points.items() if earned is not None}
        assert closed == {attempt: self.earned[attempt] for attempt in closed}
        assert points.keys() == (closed.keys() if is_done else self.earned.keys())
        times = counted(folder, "SELECT attempt_id, count(*) FROM closings GROUP BY attempt_id")
        assert times == dict.fromkeys(closed, 1)
        marks = counted(folder, "SELECT attempt_id, count(*) FROM marks GROUP BY attempt_id")
        assert marks == dict.fromkeys(closed, 2)


JOB = Closing(count(30, 200))
