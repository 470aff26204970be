"""R3: the disk is full. Nothing is called saved that is not, pages go on, and space is enough."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from quizapp.config import Config
from quizapp.storage.database import Database
from tests.faults.conftest import Pupil
from tests.faults.counts import tell
from tests.faults.readers import Acknowledged, Readers
from tests.faults.server import running, stored_in

PUPILS = 12


class Disk:
    """Room for the database: `pages` more pages of 4 KiB than it has now."""

    def __init__(self, database: Database) -> None:
        self.most = 2**30
        self.database = database
        event.listen(database.engine, "connect", self._limit)

    def _limit(self, connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.most}")

    def set_room(self, pages: int) -> None:
        with self.database.read() as connection:
            now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        self.most = now + pages
        self.database.close()


@pytest.fixture
def disk(database: Database) -> Disk:
    return Disk(database)


def save_until_refused(pupil: Pupil) -> tuple[list[Acknowledged], Any]:
    """Save until something else than a receipt comes; return the receipts and that."""
    receipts: list[Acknowledged] = []
    for seq in range(2_000):
        base = receipts[-1].number if receipts else 0
        reply = pupil.save(1, base, f"{seq} " * 500, seq=seq)
        if reply.status_code != 200:
            return receipts, reply
        receipts.append(pupil.receipt(1, reply))
    raise AssertionError("the disk was never full")


def test_r3_a_full_disk_is_said_loses_nothing_and_needs_no_restart(
    app: Flask, config: Config, disk: Disk
) -> None:
    pupils = [Pupil(app.test_client()) for _ in range(PUPILS)]
    disk.set_room(pages=60)
    with ThreadPoolExecutor(PUPILS) as threads:
        ended = list(threads.map(save_until_refused, pupils))

    receipts = {receipt for kept, _ in ended for receipt in kept}
    replies = [reply for _, reply in ended]
    assert Counter(reply.status_code for reply in replies) == {503: PUPILS}
    assert all(reply.headers["Retry-After"] and reply.json["message"] for reply in replies)
    for pupil in pupils:
        assert pupil.client.get(f"{pupil.url}/questions/1").status_code == 200
    assert stored_in(config.instance / "quizapp.sqlite") == receipts

    disk.set_room(pages=10_000)
    for pupil, (kept, _) in zip(pupils, ended, strict=True):
        again = pupil.save(1, kept[-1].number if kept else 0, "there is room", seq=9_999)
        receipts.add(pupil.receipt(1, again))
        assert pupil.submit().status_code == 303
    lost = receipts - stored_in(config.instance / "quizapp.sqlite")
    tell("R3", f"{len(receipts)} acknowledged by {PUPILS}, {len(lost)} lost, back without restart")
    assert not lost


def test_r3_who_comes_while_the_disk_is_full_reads_why(disk: Disk, client: FlaskClient) -> None:
    disk.set_room(pages=0)
    for _ in range(50):
        page = client.get("/quizzes/load")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        began = client.post("/quizzes/load", data={"csrf_token": token, "name": "x" * 40})
        client = client.application.test_client()
        if began.status_code != 303:
            break
    assert began.status_code == 503
    assert "Saving does not work right now" in began.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.full
@pytest.mark.kill
def test_r3_a_server_on_a_disk_of_8_megabytes(small_disk: Path, tmp_path: Path) -> None:
    """Needs the right to mount (root). The filler leaves 300 KB."""
    with running(small_disk, log=tmp_path / "log") as server:
        with Readers(server.port, 60) as readers:
            readers.wait_for(100)
            filler = small_disk / "filler"
            with filler.open("wb") as file:
                free = int(subprocess.check_output(["stat", "-f", "-c", "%a", small_disk]))
                file.write(b"0" * (free * 4096 - 300_000))
            until = time.monotonic() + 60
            while readers.statuses[503] < 200 and time.monotonic() < until:
                time.sleep(0.1)
            assert readers.statuses[503] >= 200
            assert server.is_healthy()
            filler.unlink()
            freed = time.monotonic()
            readers.wait_for(100)
            back = time.monotonic() - freed
        lost = set(readers.acknowledged) - server.stored()
        tell(
            "R3",
            f"tmpfs of 8 MB under 60 readers: {len(readers.acknowledged)} acknowledged, "
            f"{readers.statuses[503]} times 503, {len(readers.unexpected)} other refusals, "
            f"{len(lost)} lost, 100 saves {back:.2f} s after there was space",
        )
        assert readers.unexpected == []
        assert not lost
