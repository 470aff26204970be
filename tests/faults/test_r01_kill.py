"""R1: `kill -9` in the middle of answering loses no answer whose receipt was given."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from statistics import median

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Acknowledged, Readers
from tests.faults.server import Server, is_free

KILLS = count(2, 100)
READERS = 60

pytestmark = pytest.mark.kill


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill_all()


def test_r1_kill_9_loses_no_acknowledged_answer(server: Server) -> None:
    random = Random(20260302)
    acknowledged: list[Acknowledged] = []
    starts = []
    for number in range(KILLS):
        starts.append(server.start())
        with Readers(server.port, READERS, number) as readers:
            readers.wait_for(50)
            time.sleep(random.uniform(0, 0.5))
            server.kill_all()
        assert not readers.unexpected
        acknowledged += readers.acknowledged

    starts.append(server.start())
    lost = set(acknowledged) - server.stored()
    tell(
        "R1",
        f"{KILLS} kills under {READERS} readers, {len(acknowledged)} acknowledged, "
        f"{len(lost)} lost, ready again after {median(starts):.2f} s, {max(starts):.2f} at most",
    )
    assert not lost


def test_r1_a_server_without_its_parent_gives_the_port_back(server: Server) -> None:
    server.start()
    server.kill_main()
    killed = time.monotonic()
    while not is_free(server.port) and time.monotonic() - killed < 60:
        time.sleep(0.02)

    assert is_free(server.port)
    server.start()
