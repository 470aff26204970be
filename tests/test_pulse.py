"""A process that answers beats while requests move, and counts as hung when it has stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from quizapp.lanes import Arrivals, Lanes
from quizapp.pulse import MISSED_BEATS, STILL_BEATS, WAYS, Heart, Pulse
from quizapp.storage.database import Database
from quizapp.wsgi import line_up
from tests.web import _walk

Ends = tuple[Connection, Connection]


@pytest.fixture
def ends() -> Iterator[Ends]:
    heard, told = Pipe(duplex=False)
    with heard, told:
        yield heard, told


class Stuck:
    """An app whose requests end when they may."""

    def __init__(self, lanes: int) -> None:
        self.may_end = threading.Event()
        self.lanes = Lanes(self._wait, [nullcontext()] * lanes)
        app = Arrivals(self.lanes, 0)
        self._threads = [threading.Thread(target=app, args=({}, None)) for _ in range(lanes)]
        self._entered = threading.Barrier(lanes + 1)

    def __enter__(self) -> Stuck:
        for thread in self._threads:
            thread.start()
        self._entered.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self.may_end.set()
        for thread in self._threads:
            thread.join(60)

    def _wait(self, _environ: object, _start: Any) -> list[bytes]:
        self._entered.wait(60)
        self.may_end.wait(60)
        return []


def test_nothing_counts_as_hung_before_it_was_ready(ends: Ends) -> None:
    pulse = Pulse(ends[0])
    assert not any(pulse.is_hung() for _ in range(MISSED_BEATS * 2))


def test_what_beats_no_more_counts_as_hung(ends: Ends) -> None:
    pulse, told = Pulse(ends[0]), ends[1]
    told.send_bytes(b".")
    assert [pulse.is_hung() for _ in range(MISSED_BEATS + 1)] == [False] * MISSED_BEATS + [True]
    told.send_bytes(b".")
    assert not pulse.is_hung()


def test_a_process_that_ends_before_its_first_beat_is_not_ready(ends: Ends) -> None:
    pulse = Pulse(ends[0])
    running, end = Pipe(duplex=False)
    with running:
        assert pulse.is_ready(running.fileno(), 0) is None
        end.close()
        assert pulse.is_ready(running.fileno(), 60) is False


def beats_of(heart: Heart, ends: Ends, count: int) -> int:
    """Return how many came of so many."""
    came = 0
    for _ in range(count):
        heart.beat()
        while ends[0].poll():
            came += len(ends[0].recv_bytes())
    return came


def test_a_heart_beats_while_a_lane_is_free(ends: Ends) -> None:
    heart = Heart(ends[1], [Lanes(lambda _environ, _start: [], [nullcontext()])])
    assert beats_of(heart, ends, STILL_BEATS * 2) == STILL_BEATS * 2


def test_a_heart_beats_while_requests_come_to_their_end(ends: Ends) -> None:
    """With the only lane taken whenever it looks."""
    came = []

    def work(_environ: object, _start: Any) -> list[bytes]:
        came.append(beats_of(heart, ends, 1))
        return []

    app = Lanes(work, [nullcontext()])
    heart = Heart(ends[1], [app])
    for _ in range(STILL_BEATS * 2):
        app({}, None)
    assert came == [1] * STILL_BEATS * 2


def test_a_heart_stands_still_when_every_lane_was_held_for_too_long_and_says_where(
    ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    with Stuck(2) as stuck:
        heart = Heart(ends[1], [stuck.lanes])
        with caplog.at_level(logging.ERROR):
            assert beats_of(heart, ends, STILL_BEATS * 2) == STILL_BEATS - 1
        [told] = caplog.messages
        assert told.count("test_pulse.py") == 2
    assert beats_of(heart, ends, 1) == 1


class HangingDisk:
    """A database whose next write comes to no end before it may."""

    def __init__(self, database: Database) -> None:
        self._may_end, self._entered = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=database.write, args=(self._hang,))

    def __enter__(self) -> None:
        self._thread.start()
        assert self._entered.wait(60)

    def __exit__(self, *_: object) -> None:
        self._may_end.set()
        self._thread.join(60)

    def _hang(self, _connection: object) -> None:
        self._entered.set()
        self._may_end.wait(60)


class SlowDisk:
    """A database whose commits each take as long as a test lets them."""

    def __init__(self, database: Database) -> None:
        self._database, self._may_end = database, threading.Semaphore(0)
        self._entered = threading.Semaphore(0)

    def __enter__(self) -> SlowDisk:
        event.listen(self._database.engine, "commit", self._wait)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._database.engine, "commit", self._wait)
        self._may_end.release(100)

    def _wait(self, _connection: object) -> None:
        self._entered.release()
        assert self._may_end.acquire(timeout=60)

    def begin(self) -> None:
        assert self._entered.acquire(timeout=60)

    def end(self) -> None:
        self._may_end.release()


def saves(app: Flask, count: int) -> list[threading.Thread]:
    """Return as many threads that each save an answer of a reader of its own."""
    threads = []
    for number in range(count):
        client = app.test_client()
        address = f"{_walk.start(client, 'lighthouse', f'Reader {number}')}/questions/2"
        client.get(address)
        options = {"json": {"response": {"": "whale oil"}}}
        options["headers"] = {"X-CSRF-Token": _walk.csrf(client)}
        threads.append(threading.Thread(target=client.post, args=(address,), kwargs=options))
    return threads


def test_a_heart_stands_still_when_saves_stand_at_a_disk_that_hangs_though_pages_go_on(
    app: Flask, client: FlaskClient, ends: Ends, caplog: pytest.LogCaptureFixture
) -> None:
    line_up(app, threads=2)
    threads, database = saves(app, 3), app.extensions["quizapp"].database
    heart = Heart(ends[1], app.extensions[WAYS])
    with HangingDisk(database):
        for thread in threads:
            thread.start()
        while database.line.is_free():
            pass
        came = 0
        with caplog.at_level(logging.ERROR):
            for _ in range(STILL_BEATS * 2):
                assert client.get("/healthz").status_code == 200
                came += beats_of(heart, ends, 1)
    for thread in threads:
        thread.join(60)
    assert came == STILL_BEATS - 1
    [told] = caplog.messages
    assert told.count("test_pulse.py") == 1
    assert beats_of(heart, ends, 1) == 1


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_heart_stands_still_when_a_few_saves_stand_at_a_disk_that_hangs(
    app: Flask, ends: Ends, count: int
) -> None:
    line_up(app, threads=2)
    threads, database = saves(app, count), app.extensions["quizapp"].database
    heart = Heart(ends[1], app.extensions[WAYS])
    with SlowDisk(database) as disk:
        threads[0].start()
        disk.begin()
        for thread in threads[1:]:
            thread.start()
        while len(database.line._waiting) < count - 1:
            pass
        assert beats_of(heart, ends, STILL_BEATS * 2) == STILL_BEATS - 1
        disk.end()
        if count > 1:
            disk.begin()
            disk.end()
        for thread in threads:
            thread.join(60)
    assert beats_of(heart, ends, STILL_BEATS * 2) == STILL_BEATS * 2


def test_a_heart_beats_while_a_disk_is_slow_and_lives(app: Flask, ends: Ends) -> None:
    line_up(app, threads=2)
    threads, database = saves(app, 6), app.extensions["quizapp"].database
    heart = Heart(ends[1], app.extensions[WAYS])
    with SlowDisk(database) as disk:
        threads[0].start()
        for thread in [*threads[1:], None]:
            disk.begin()
            if thread is not None:
                thread.start()
                while not database.line._waiting:
                    pass
            assert beats_of(heart, ends, STILL_BEATS - 1) == STILL_BEATS - 1
            disk.end()
    for thread in threads:
        thread.join(60)


def test_a_heart_beats_though_one_long_job_keeps_a_few_saves_waiting(
    app: Flask, ends: Ends
) -> None:
    line_up(app, threads=2)
    [save], database = saves(app, 1), app.extensions["quizapp"].database
    heart = Heart(ends[1], app.extensions[WAYS])
    with HangingDisk(database):
        save.start()
        while not database.line._waiting:
            pass
        assert beats_of(heart, ends, STILL_BEATS * 2) == STILL_BEATS * 2
    save.join(60)
