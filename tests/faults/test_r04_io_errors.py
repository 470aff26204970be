"""R4: the n-th write or sync fails, once or for ever. What was acknowledged is there."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.counts import IS_FULL, count, tell
from tests.faults.filled import NAME
from tests.faults.readers import Acknowledged, Readers
from tests.faults.server import running, stored_in

HOUSE = Path(__file__).parents[2]
# Bytes from one place of failure to the next: a page of the log is 4120, its head 24 of them.
STEP = count(3_000, 400)


class Told(list[list[str]]):
    """What a process with a failing disk said of its saves, and what it left behind."""

    def __init__(self, folder: Path, mode: str, *before: str) -> None:
        command = [*before, sys.executable, "-m", "tests.faults.failing_disk", str(folder), mode]
        done = subprocess.run(
            command, cwd=HOUSE, capture_output=True, text=True, timeout=300, check=False
        )
        self.errors, self.code = done.stderr, done.returncode
        super().__init__(line.split() for line in done.stdout.splitlines())
        attempt = next((words[1] for words in self if words[0] == "attempt"), "")
        self.saved = {
            Acknowledged(attempt, 1, int(words[1]), words[2])
            for words in self
            if words[0] == "saved"
        }
        self.refused = self.count(["refused"])
        self.lost = self.saved - stored_in(folder / NAME)


def test_r4_whichever_write_the_kernel_refuses_no_receipt_is_false(tmp_path: Path) -> None:
    told = Told(tmp_path, str(STEP))

    tell("R4", f"{told.refused} saves refused, {len(told.saved)} receipts, {len(told.lost)} lost")
    assert told.code == 0, told.errors
    assert told.refused > 10
    assert len(told.saved) > 10
    assert not told.lost


@pytest.mark.kill
def test_r4_a_server_whose_disk_fails_says_so_and_recovers(tmp_path: Path) -> None:
    with running(tmp_path) as server, Readers(server.port, count(20, 60)) as readers:
        readers.wait_for(50)
        (worker,) = server.workers()
        _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
        size = Path(f"{server.database}-wal").stat().st_size
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (size + 10_000, hard))
        until = time.monotonic() + 60
        while readers.statuses[503] < 50 and time.monotonic() < until:
            time.sleep(0.02)
        refused = readers.statuses[503]
        assert server.is_healthy()
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))
        readers.wait_for(50)
        readers.stop()
        lost = set(readers.acknowledged) - server.stored()
        tell(
            "R4",
            f"a server with a failing disk: {len(readers.acknowledged)} acknowledged, "
            f"{refused} times 503, {len(readers.unexpected)} other refusals, {len(lost)} lost",
        )
        assert refused >= 50
        assert readers.unexpected == []
        assert not lost


@pytest.mark.full
@pytest.mark.parametrize("call", ["pwrite64", "fsync"])
@pytest.mark.parametrize("times", ["", "+"], ids=["once", "for ever"])
def test_r4_the_nth_call_fails(tmp_path: Path, empty_database: Path, call: str, times: str) -> None:
    """Needs strace, which makes the kernel's answer an error."""
    assert IS_FULL
    receipts = refused = lost = 0
    calls = range(1, 301, 3) if call == "pwrite64" else range(1, 61)
    for n in calls:
        folder = tmp_path / f"n{n}"
        (folder / NAME).parent.mkdir(parents=True)
        shutil.copy(empty_database, folder / NAME)
        fault = f"inject={call}:error=EIO:when={n}{times}"
        strace = ("strace", "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", fault)
        told = Told(folder, "plain", *strace)
        receipts, refused, lost = (
            receipts + len(told.saved),
            refused + told.refused,
            lost + len(told.lost),
        )
        shutil.rmtree(folder)
    tell(
        "R4",
        f"{call} number n fails {'for ever' if times else 'once'}, {len(calls)} n: "
        f"{receipts} receipts, {refused} refused, {lost} lost",
    )
    assert refused > 0
    assert lost == 0
