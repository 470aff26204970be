"""R14: backed up while readers save, restored elsewhere, and the app answers there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Acknowledged, Reader, Readers
from tests.faults.server import Server

BACKUPS = count(1, 50)
READERS = count(12, 60)

pytestmark = pytest.mark.kill


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill_all()


def quizapp(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QUIZAPP_")}
    return subprocess.run(
        [sys.executable, "-m", "quizapp", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def answers(path: Path) -> set[Acknowledged]:
    """Return every answer of a whole database."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = connection.execute("SELECT attempt_id, position, number, digest FROM answers")
        return {Acknowledged(*row) for row in rows}


def test_r14_backups_under_load_have_all_that_was_acknowledged_and_restore_elsewhere(
    server: Server, tmp_path: Path
) -> None:
    server.start()
    slowest = longest = 0.0
    with Readers(server.port, READERS) as readers:
        for number in range(BACKUPS):
            readers.wait_for(50)
            before, timed = set(readers.acknowledged), len(readers.seconds)
            path = tmp_path / f"{number}.sqlite"
            began = time.monotonic()
            made = quizapp(tmp_path, "db", "backup", str(path))
            longest = max(longest, time.monotonic() - began)
            assert made.returncode == 0, made.stderr
            slowest = max(slowest, *readers.seconds[timed:])
            assert before <= answers(path)
        refused = quizapp(tmp_path, "db", "restore", str(path), "--yes")
    assert not readers.unexpected
    assert not readers.statuses, "a backup is no reason to refuse a save"
    tell(
        "R14",
        f"{BACKUPS} backups under {READERS} readers, {len(readers.acknowledged)} acknowledged, "
        f"slowest save meanwhile {slowest * 1000:.0f} ms, longest backup {longest:.1f} s, "
        f"the last {path.stat().st_size / 10**6:.0f} MB, all cuts whole",
    )
    assert refused.returncode == 2
    assert "stop the server" in refused.stderr
    assert set(readers.acknowledged) <= answers(server.database)
    server.kill_all()

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = Server(elsewhere)
    for kept in (path, path.with_name(f"{path.name}.sha256")):
        shutil.copy(kept, elsewhere)
    done = quizapp(elsewhere, "db", "restore", path.name, "--yes")
    assert done.returncode == 0, done.stderr
    try:
        other.start()
        with closing(Reader(other.port)) as reader:
            assert reader.ask("GET", "/readyz")[0] == 200
            assert "Under load" in reader.ask("GET", "/")[2]
            _, attempt = reader.start()
            assert attempt
            assert reader.save(attempt, 1, 0, 0).status == 200
        assert before <= answers(other.database)
    finally:
        other.kill_all()
