"""R2: the power is cut. What was acknowledged is on the disk, and the database is whole."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from quizapp.storage.answers import Receipt
from tests.faults.counts import count, tell
from tests.faults.filled import open_house
from tests.faults.readers import QUESTIONS, Reader
from tests.faults.server import running
from tests.storage.conftest import House

SAVES = count(10, 120)
SECTOR = 512
FRAME = 24 + 4096  # a page in SQLite's log, with its head
WAL_HEAD = 32


class Log:
    """A database, what SQLite's log of it holds, and how long the log was after each commit."""

    def __init__(self, folder: Path, house: House) -> None:
        self.ends: list[int] = []
        attempt = house.start(house.add_reader()[1])
        house.database.forget()  # the log begins with what follows
        self.path = Path(f"{house.path}-wal")
        for number in range(SAVES):
            receipt = house.save(attempt, number, f"answer {number} " * 30)
            assert isinstance(receipt, Receipt)
            self.ends.append(self.path.stat().st_size)
        self.bytes = self.path.read_bytes()
        self.copy = folder / "after" / "quizapp.sqlite"
        self.copy.parent.mkdir()
        shutil.copy(house.path, self.copy)
        self.database = self.copy.read_bytes()

    def answers_after(self, log: bytes) -> int:
        """Return how many answers there are when the log on the disk is this."""
        self.copy.write_bytes(self.database)
        Path(f"{self.copy}-shm").unlink(missing_ok=True)
        Path(f"{self.copy}-wal").write_bytes(log)
        with closing(sqlite3.connect(self.copy)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            numbers = connection.execute("SELECT number FROM answers ORDER BY number").fetchall()
        # The first so many: nothing is missing in between.
        assert [number for (number,) in numbers] == list(range(1, len(numbers) + 1))
        return len(numbers)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    (tmp_path / "house").mkdir()
    house = open_house(tmp_path / "house")
    yield Log(tmp_path, house)
    house.database.close()


def test_r2_a_log_that_is_cut_anywhere_keeps_every_whole_commit(log: Log) -> None:
    cuts = range(0, len(log.bytes) + 1, SECTOR)
    for cut in cuts:
        whole = sum(end <= cut for end in log.ends)
        assert log.answers_after(log.bytes[:cut]) == whole, cut
    assert log.answers_after(log.bytes) == SAVES
    tell("R2", f"log of {SAVES} saves cut at {len(cuts)} places: all right")


def test_r2_a_page_that_was_torn_ends_the_log_before_its_commit(log: Log) -> None:
    torn = range(WAL_HEAD + FRAME // 2, len(log.bytes), FRAME)
    for place in torn:
        damaged = bytearray(log.bytes)
        damaged[place] ^= 0xFF
        whole = sum(end <= place for end in log.ends)
        assert log.answers_after(bytes(damaged)) == whole, place
    tell("R2", f"{len(torn)} pages of the log torn: all right")


def test_r2_the_running_app_waits_for_the_disk_at_every_commit(app: Flask) -> None:
    database = app.extensions["quizapp"].database
    for pragma, value in (("synchronous", 2), ("journal_mode", "wal")):
        ask = f"PRAGMA {pragma}"
        assert database.write(lambda c, ask=ask: c.exec_driver_sql(ask).scalar()) == value
        with database.read() as connection:
            assert connection.exec_driver_sql(ask).scalar() == value


CALL = re.compile(r"^\d+ +[\d.]+ (?P<name>\w+)\((?P<rest>.*)")
RESUMED = re.compile(r"^\d+ +[\d.]+ <\.\.\. (?P<name>f\w*sync) resumed>.* = 0")


def order_of(trace: str) -> list[str]:
    """Return "disk" for every wait for the log that ended, "reply" for every 200 that was sent."""
    order, waiting = [], False
    for line in trace.splitlines():
        call = CALL.match(line)
        if call and call["name"] in {"fdatasync", "fsync"} and "-wal" in call["rest"]:
            waiting = "unfinished" in call["rest"]
            if not waiting and call["rest"].rstrip().endswith("= 0"):
                order.append("disk")
        elif waiting and RESUMED.match(line):
            waiting = False
            order.append("disk")
        elif call and "HTTP/1.1 200" in call["rest"] and "application/json" in call["rest"]:
            order.append("reply")
    return order


@pytest.mark.full
@pytest.mark.kill
def test_r2_every_receipt_leaves_after_the_disk_has_the_answer(tmp_path: Path) -> None:
    """Needs strace: what the program asks the kernel for is the last word on its order."""
    saves, trace = 500, tmp_path / "trace"
    calls = "trace=fdatasync,fsync,sendto,write,writev"
    command = ("strace", "-f", "-y", "-ttt", "-s", "400", "-e", calls, "-o", str(trace))
    with running(tmp_path, *command) as server, closing(Reader(server.port, 60)) as reader:
        _, attempt = reader.start()
        assert attempt
        before = len(order_of(trace.read_text(errors="replace")))
        numbers = dict.fromkeys(range(1, QUESTIONS + 1), 0)
        for seq in range(saves):
            position = seq % QUESTIONS + 1
            reply = reader.save(attempt, position, numbers[position], seq)
            assert reply.status == 200
            numbers[position] += 1
    order = order_of(trace.read_text(errors="replace"))[before:]
    replies = [number for number, what in enumerate(order) if what == "reply"]
    early = [number for number in replies if number == 0 or order[number - 1] != "disk"]
    tell("R2", f"{len(replies)} receipts under strace, {len(early)} before the disk had the answer")
    assert len(replies) == saves
    assert early == []
