"""R5: another process holds the database; saves wait or hear "in a moment", pages go on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Reader, Readers
from tests.faults.server import running

SECONDS = count(6, 30)
READERS = 60

pytestmark = pytest.mark.kill


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database as a backup tool or an editor of databases may."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def slowest_page(port: int, until: float) -> float:
    """Look at a page until then; return how long the slowest took."""
    slowest = 0.0
    with closing(Reader(port, 30)) as reader:
        while time.monotonic() < until:
            began = time.monotonic()
            status, _, _ = reader.ask("GET", "/quizzes/load")
            assert status == 200
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
    return slowest


def test_r5_a_lock_of_another_process_costs_no_answer_and_no_page(tmp_path: Path) -> None:
    with running(tmp_path) as server, Readers(server.port, READERS, patience=60) as readers:
        readers.wait_for(100)
        with locked(server.database):
            held = time.monotonic()
            before = len(readers.acknowledged)
            slowest = slowest_page(server.port, held + SECONDS)
            during = len(readers.acknowledged) - before
        released = time.monotonic()
        readers.wait_for(100)
        back = time.monotonic() - released
        readers.stop()

        lost = set(readers.acknowledged) - server.stored()
        median = sorted(readers.seconds)[len(readers.seconds) // 2]
        tell(
            "R5",
            f"locked for {SECONDS} s under {READERS} readers: {readers.statuses[503]} times 503, "
            f"{len(readers.unexpected)} other refusals, {len(readers.acknowledged)} acknowledged, "
            f"{len(lost)} lost; slowest page {slowest:.2f} s; 100 saves {back:.2f} s after the "
            f"lock; median save {median * 1000:.0f} ms",
        )
        assert readers.unexpected == []
        assert not readers.broken
        assert readers.statuses[503] > 0
        # What was on its way when the lock came may still be told.
        assert during <= READERS
        assert not lost
        # The first to wait keep all threads for 5 s; nobody does so again while the lock is held.
        assert slowest < 20
