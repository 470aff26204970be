"""R7, and R1 once more: PostgreSQL goes away and comes back; the app's own processes are killed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Acknowledged, Readers
from tests.faults.server import Server, running
from tests.postgres import Server as Postgres

READERS = count(30, 60)
KILLS = count(1, 100)
# How often each way; a gap is a failover that takes its time.
IMMEDIATE, FAST, KILLED, GAPS = count(1, 20), count(1, 5), count(1, 5), count(0, 2)
GAP_SECONDS = 20

pytestmark = pytest.mark.kill


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    """As at a school: what is committed is on the disk."""
    with Postgres(is_durable=True) as server:
        yield server


def stored_at(postgres: Postgres, name: str) -> set[Acknowledged]:
    rows = postgres.execute("SELECT attempt_id, position, number, digest FROM answers", name)
    return {Acknowledged(*row) for row in rows}


def test_r1_kill_9_loses_nothing_that_postgresql_has(tmp_path: Path, postgres: Postgres) -> None:
    url, random = postgres.create("kill"), Random(7)
    server = Server(tmp_path)
    acknowledged: list[Acknowledged] = []
    starts = []
    try:
        for number in range(KILLS):
            starts.append(server.start(database_url=url))
            with Readers(server.port, READERS, number, patience=30) as readers:
                readers.wait_for(50)
                time.sleep(random.uniform(0, 0.5))
                server.kill_all()
            assert not readers.unexpected
            acknowledged += readers.acknowledged
    finally:
        server.kill_all()
    lost = set(acknowledged) - stored_at(postgres, "kill")
    tell(
        "R1",
        f"PostgreSQL: {KILLS} kills under {READERS} readers, {len(acknowledged)} acknowledged, "
        f"{len(lost)} lost, ready again after {max(starts):.2f} s at most",
    )
    assert not lost


def killed(postgres: Postgres) -> None:
    postgres.kill()
    postgres.start()


def away_for_long(postgres: Postgres) -> None:
    postgres.stop("immediate")
    time.sleep(GAP_SECONDS)
    postgres.start()


WAYS: dict[str, tuple[int, Callable[[Postgres], None]]] = {
    "immediate restarts": (IMMEDIATE, lambda postgres: postgres.restart("immediate")),
    "fast restarts": (FAST, lambda postgres: postgres.restart("fast")),
    "kills of the postmaster": (KILLED, killed),
    f"gaps of {GAP_SECONDS} s": (GAPS, away_for_long),
}


def test_r7_postgresql_comes_back_and_nothing_is_lost(tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.create("restart")
    waits = []
    with running(tmp_path, database_url=url) as server:
        workers = server.workers()
        with Readers(server.port, READERS, patience=60) as readers:
            for times, restart in WAYS.values():
                for _ in range(times):
                    readers.wait_for(50)
                    restart(postgres)
                    back = time.monotonic()
                    readers.wait_for(1)
                    waits.append(time.monotonic() - back)
            readers.wait_for(50)
        lost = set(readers.acknowledged) - stored_at(postgres, "restart")
        done = ", ".join(f"{times} {name}" for name, (times, _) in WAYS.items() if times)
        tell(
            "R7",
            f"{done} under {READERS} readers: {len(readers.acknowledged)} acknowledged, "
            f"{len(lost)} lost, {readers.statuses[503]} times 503, {len(readers.unexpected)} other "
            f"refusals, saves again {max(waits):.2f} s after it at most",
        )
        assert readers.unexpected == []
        assert not lost
        assert server.workers() == workers, "a worker had to be replaced"
        # 2 s where the machine has nothing else to do.
        assert max(waits) < 20
