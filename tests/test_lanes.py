"""Lanes: some requests work at once, others arrive meanwhile."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from io import BytesIO
from queue import SimpleQueue
from typing import Any

import pytest

from quizapp import lanes
from quizapp.lanes import Arrivals, Lanes


class Body(BytesIO):
    """A message whose rest comes when somebody lets it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.rest = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        assert self.rest.wait(5)
        return super().read(size)


def message(body: BytesIO, length: str | None = None) -> dict[str, Any]:
    return {"wsgi.input": body, "CONTENT_LENGTH": length or str(len(body.getvalue()))}


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read() if "wsgi.input" in environ else b""]


def statuses() -> tuple[list[str], Any]:
    seen: list[str] = []
    return seen, lambda status, _headers: seen.append(status)


def test_a_message_that_is_still_arriving_takes_no_lane() -> None:
    app, slow = Arrivals(Lanes(echo, [nullcontext()]), 1_000), Body(b"at last")
    seen, start = statuses()
    replies: list[object] = []
    thread = threading.Thread(target=lambda: replies.append(app(message(slow), start)))
    thread.start()
    assert app({}, start) == [b""]
    assert replies == []

    slow.rest.set()
    thread.join(5)
    assert replies == [[b"at last"]]
    assert seen == ["200 OK", "200 OK"]


def test_no_more_work_at_once_than_there_are_lanes() -> None:
    working, most, lock = 0, 0, threading.Lock()
    both = threading.Barrier(2)

    def work(_environ: object, _start: object) -> list[bytes]:
        nonlocal working, most
        with lock:
            working += 1
            most = max(most, working)
        both.wait(5)
        with lock:
            working -= 1
        return []

    app = Lanes(work, [nullcontext(), nullcontext()])
    threads = [threading.Thread(target=app, args=({}, None)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert most == 2


def test_a_lane_is_free_again_after_a_fault() -> None:
    def fail(_environ: object, _start: object) -> list[bytes]:
        raise LookupError

    app = Lanes(fail, [nullcontext()])
    for _ in range(3):
        with pytest.raises(LookupError):
            app({}, None)


def test_when_too_many_messages_arrive_the_next_is_sent_away_and_pages_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "_ARRIVING", 1)
    app, slow = Arrivals(echo, 1_000), Body(b"x")
    seen, start = statuses()
    thread = threading.Thread(target=app, args=(message(slow), start))
    thread.start()
    while app._arriving._value:
        pass
    app(message(BytesIO(b"y")), start)
    assert seen == ["503 Service Unavailable"]
    assert app({}, start) == [b""]
    slow.rest.set()
    thread.join(5)


def test_a_message_that_is_too_long_is_not_read() -> None:
    app = Arrivals(lambda e, _: [str(e["wsgi.input"].tell()).encode()], 5)
    assert app(message(BytesIO(b"x" * 6)), None) == [b"0"]


def test_a_message_of_unknown_length_is_refused() -> None:
    seen, start = statuses()
    Arrivals(echo, 5)({"HTTP_TRANSFER_ENCODING": "chunked"}, start)
    assert seen == ["411 Length Required"]


def test_whoever_waits_comes_before_who_asks_again() -> None:
    entered: list[str] = []
    is_working, may_go_on = threading.Event(), threading.Event()

    def work(environ: dict[str, Any], _start: Any) -> list[bytes]:
        entered.append(environ["name"])
        is_working.set()
        assert may_go_on.wait(5)
        return []

    app = Lanes(work, [nullcontext()])
    busy = threading.Thread(target=lambda: [app({"name": name}, None) for name in ("one", "again")])
    other = threading.Thread(target=lambda: app({"name": "other"}, None))
    busy.start()
    assert is_working.wait(5)
    other.start()
    time.sleep(0.2)  # by now it waits
    may_go_on.set()
    busy.join(5)
    other.join(5)
    assert entered == ["one", "other", "again"]


class Held:
    """An app with lanes; each request ends when it may."""

    def __init__(self, count: int, spare: int) -> None:
        self.app = Lanes(self._work, [nullcontext()] * count, spare)
        self.entered: SimpleQueue[str] = SimpleQueue()
        self.may_end = threading.Event()
        self._threads: list[threading.Thread] = []

    def ask(self, name: str) -> None:
        """Ask, and wait until this request works or waits for a lane."""
        waiting = len(self.app._free._turns)
        thread = threading.Thread(target=self.app, args=({"name": name}, None))
        self._threads.append(thread)
        thread.start()
        while self.entered.empty() and len(self.app._free._turns) == waiting:
            pass

    def end(self) -> list[str]:
        """Let all come to their end; return who else worked meanwhile."""
        self.may_end.set()
        for thread in self._threads:
            thread.join(60)
        return sorted(self.entered.get_nowait() for _ in range(self.entered.qsize()))

    def _work(self, environ: dict[str, Any], _start: Any) -> list[bytes]:
        self.entered.put(environ["name"])
        self.may_end.wait(60)
        return []


def test_a_spare_lane_is_left_while_nobody_has_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "_PATIENCE_SECONDS", 3600)
    held = Held(2, spare=1)
    held.ask("one")
    assert held.entered.get(timeout=60) == "one"
    held.ask("other")
    assert held.entered.empty()
    assert held.app.is_free()
    assert held.end() == ["other"]


def test_who_has_waited_for_long_gets_a_spare_lane_as_long_as_there_are_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "_PATIENCE_SECONDS", 0)
    held = Held(2, spare=1)
    for name in ("one", "other"):
        held.ask(name)
        assert held.entered.get(timeout=60) == name
    held.ask("third")
    assert held.entered.empty()
    assert not held.app.is_free()
    assert held.end() == ["third"]
