"""R16: slow connections keep nobody waiting, what hangs is replaced, memory does not grow."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import pytest

from tests.faults.counts import count, tell
from tests.faults.readers import Reader, Readers
from tests.faults.server import running

SLOW = 200
PAGES = count(10, 300)
REQUESTS = count(600, 100_000)

pytestmark = pytest.mark.kill

_HEAD = b"%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname="
# What each of them sends before it falls silent, and how much it takes in of the reply.
WAYS: dict[str, tuple[bytes, int]] = {
    "headers never end": (_HEAD % b"GET /" + b"X-Slow: ", 0),
    "a form never comes": (_HEAD % b"POST /quizzes/load" + _FORM, 0),
    "the reply is not read": ((_HEAD % b"GET /static/quizapp.js" + b"\r\n") * 20, 1_024),
    "nothing is sent": (b"", 0),
}


def slow_connection(port: int, sent: bytes, window: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    if window:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    connection.sendall(sent)
    return connection


def times_of(job: Callable[[int], int], wanted: int) -> list[float]:
    """Return how long each of many requests took, in order of length."""
    times = []
    for number in range(PAGES):
        began = time.monotonic()
        assert job(number) == wanted
        times.append(time.monotonic() - began)
    return sorted(times)


def save(reader: Reader, attempt: str, number: int) -> int:
    return reader.save(attempt, 1, number, number).status


def test_r16_slow_connections_keep_nobody_waiting(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        for name, (sent, window) in WAYS.items():
            with ExitStack() as slow, closing(Reader(server.port, 20)) as reader:
                for _ in range(SLOW):
                    slow.enter_context(slow_connection(server.port, sent, window))
                time.sleep(0.2)
                _, attempt = reader.start()
                assert attempt
                pages = times_of(lambda _: reader.ask("GET", "/quizzes/load")[0], 200)
                saves = times_of(partial(save, reader, attempt), 200)
            p99 = [times[len(times) * 99 // 100] for times in (pages, saves)]
            tell(
                "R16",
                f"{SLOW} connections where {name}: p99 of others "
                f"{p99[0] * 1000:.0f} ms (page), {p99[1] * 1000:.0f} ms (save)",
            )
            # Under a second on a machine of its own; a reader who is shut out waits for ever.
            assert max(p99) < 10


@pytest.mark.full
def test_r16_a_worker_that_hangs_is_replaced(tmp_path: Path) -> None:
    with running(tmp_path) as server, Readers(server.port, 30, patience=120) as readers:
        readers.wait_for(50)
        hanging = server.workers()
        os.kill(hanging[0], signal.SIGSTOP)
        hung = time.monotonic()
        readers.wait_for(500, seconds=120)
        back = time.monotonic() - hung
        readers.stop()
        lost = set(readers.acknowledged) - server.stored()
        tell("R16", f"a worker that hangs: saves again after {back:.1f} s, {len(lost)} lost")
        assert hanging != server.workers()
        assert not readers.statuses
        assert not lost


def test_r16_memory_does_not_grow_with_requests(tmp_path: Path) -> None:
    with running(tmp_path) as server, closing(Reader(server.port, 60)) as reader:
        _, attempt = reader.start()
        assert attempt

        def ask(number: int) -> None:
            if number % 10:
                status, _, _ = reader.ask("GET", f"/attempts/{attempt}/questions/{number % 8 + 1}")
            else:
                status = reader.save(attempt, 1, number // 10, number).status
            assert status == 200

        for number in range(500):
            ask(number)
        before, open_before = server.memory(), server.open_files()
        for number in range(500, 500 + REQUESTS):
            ask(number)
        grown = (server.memory() - before) / 2**20
        more_open = server.open_files() - open_before
        tell(
            "R16", f"{REQUESTS} requests: memory grew by {grown:.1f} MB, open files by {more_open}"
        )
        assert grown < 50
        assert more_open < 20
