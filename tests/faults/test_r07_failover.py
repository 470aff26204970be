"""R7: the primary is gone for good, its standby takes over, and nothing acknowledged is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Acknowledged, Readers
from tests.faults.server import running
from tests.postgres import Server as Postgres
from tests.postgres import new_folder

READERS = count(20, 60)
PROMOTIONS = count(1, 5)

pytestmark = [pytest.mark.kill, pytest.mark.full]


@pytest.fixture
def pair() -> Iterator[tuple[Postgres, Postgres]]:
    """Return a primary that acknowledges nothing before its standby has it, and the standby."""
    with ExitStack() as servers:
        primary = servers.enter_context(Postgres(is_durable=True))
        folder = new_folder()
        source = f"host={primary.folder} user=postgres application_name=standby"
        primary.run("pg_basebackup", "-D", str(folder / "data"), "-R", "-X", "stream", "-d", source)
        standby = servers.enter_context(Postgres(is_durable=True, folder=folder))
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.execute("SELECT pg_reload_conf()")
        until = time.monotonic() + 30
        while primary.execute("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < until
            time.sleep(0.05)
        yield primary, standby


@pytest.mark.parametrize("number", range(PROMOTIONS))
def test_r7_a_standby_that_takes_over_has_all_that_was_acknowledged(
    tmp_path: Path, pair: tuple[Postgres, Postgres], number: int
) -> None:
    primary, standby = pair
    primary.create("quizapp")
    places = "&".join(f"host={quote(str(server.folder))}" for server in pair)
    with running(tmp_path, database_url=f"postgresql://postgres@/quizapp?{places}") as server:
        workers = server.workers()
        with Readers(server.port, READERS, number, patience=60) as readers:
            readers.wait_for(100)
            primary.kill()
            before = len(readers.acknowledged)
            standby.execute("SELECT pg_promote()")
            promoted = time.monotonic()
            readers.wait_for(1)
            wait = time.monotonic() - promoted
            readers.wait_for(100)
        assert server.workers() == workers, "a worker had to be replaced"
    rows = standby.execute("SELECT attempt_id, position, number, digest FROM answers", "quizapp")
    lost = set(readers.acknowledged) - {Acknowledged(*row) for row in rows}
    tell(
        "R7",
        f"a standby promoted under {READERS} readers: {len(readers.acknowledged)} acknowledged, "
        f"{before} of them by the primary, {len(lost)} lost, {readers.statuses[503]} times 503, "
        f"saves again {wait:.2f} s after the promotion",
    )
    assert not lost
    assert readers.unexpected == []
