"""R15: workers follow each other while readers save: no save fails and none is lost."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Reader, Readers
from tests.faults.server import Server, running

RELOADS = count(1, 20)
READERS = count(30, 60)

pytestmark = pytest.mark.kill


def wait_for_others(server: Server, old: list[int]) -> None:
    """Wait until none of the old workers is there."""
    until = time.monotonic() + 180
    while set(server.workers()) & set(old) or not server.workers():
        assert time.monotonic() < until, "the old workers do not go"
        time.sleep(0.05)


def reload(server: Server) -> None:
    assert server.process
    os.kill(server.process.pid, signal.SIGHUP)


def test_r15_new_workers_take_over_without_a_failed_save(tmp_path: Path) -> None:
    with running(tmp_path) as server, Readers(server.port, READERS, patience=60) as readers:
        for _ in range(RELOADS):
            readers.wait_for(50)
            old = server.workers()
            reload(server)
            wait_for_others(server, old)
            readers.wait_for(50)
        readers.stop()
        lost = set(readers.acknowledged) - server.stored()
        tell(
            "R15",
            f"{RELOADS} reloads under {READERS} readers: {len(readers.acknowledged)} acknowledged, "
            f"{readers.statuses.total()} refused, {readers.broken.total()} connections broken, "
            f"{len(lost)} lost, slowest save {max(readers.seconds):.2f} s",
        )
        assert not readers.statuses
        # A connection that was kept open may close between two saves; nobody is turned away.
        assert not readers.broken["ConnectionRefusedError"]
        assert not lost


def test_r15_what_cannot_start_takes_nobodys_place(tmp_path: Path) -> None:
    with running(tmp_path) as server, closing(Reader(server.port, 60)) as reader:
        _, attempt = reader.start()
        assert attempt
        old = server.workers()
        settings = tmp_path / "instance" / "config.toml"
        settings.write_text("prot = 8000", encoding="utf-8")
        reload(server)
        until = time.monotonic() + 180
        while "the old one goes on" not in server.log.read_text():
            assert set(old) <= set(server.workers())
            assert time.monotonic() < until, "nothing is said"
            time.sleep(0.05)
        assert "did you mean port?" in server.log.read_text()
        assert server.workers() == old
        assert reader.save(attempt, 1, 0, 0).status == 200

        settings.unlink()
        reload(server)
        wait_for_others(server, old)
        reader.close()  # Its connection was the old worker's.
        assert reader.ask("GET", "/healthz")[0] == 200


def test_r15_a_worker_that_dies_is_replaced_and_nobody_is_turned_away(tmp_path: Path) -> None:
    with running(tmp_path) as server, Readers(server.port, READERS, patience=60) as readers:
        readers.wait_for(50)
        old = server.workers()
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        wait_for_others(server, old)
        readers.wait_for(50)
        back = time.monotonic() - killed
        readers.stop()
        lost = set(readers.acknowledged) - server.stored()
        tell("R15", f"a killed worker: saves again after {back:.2f} s, {len(lost)} lost")
        assert not readers.statuses
        assert not readers.broken["ConnectionRefusedError"]
        assert not lost
