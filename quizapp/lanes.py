"""How many requests are worked on at once, whatever number of them is still arriving.

A thread that waits for the rest of a slow reader's message keeps nobody from work: it takes a lane
only when it has all of it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from io import BytesIO
from queue import Empty, SimpleQueue
from typing import Any, Final

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]
Lane = AbstractContextManager[object]

THREADS: Final = 256
"""Threads of a worker: requests that are arriving, waiting or worked on."""
_ARRIVING: Final = THREADS - 32
_PATIENCE_SECONDS: Final = 0.25


class Arrivals:
    """A WSGI app that lets requests into another one when all of their message is there."""

    def __init__(self, app: App, most: int) -> None:
        """Messages of up to `most` bytes are waited for; of a longer one nothing is read."""
        self._app, self._most = app, most
        self._arriving = threading.Semaphore(_ARRIVING)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        if length := environ.get("CONTENT_LENGTH"):
            if not self._arriving.acquire(blocking=False):
                return _refuse(start_response, "503 Service Unavailable")
            try:
                self._take_in(environ, length)
            finally:
                self._arriving.release()
        elif "HTTP_TRANSFER_ENCODING" in environ:
            return _refuse(start_response, "411 Length Required")
        return self._app(environ, start_response)

    def _take_in(self, environ: Environ, length: str) -> None:
        """Wait for the whole message. One that is too long is left to be refused unread."""
        if length.isdecimal() and int(length) <= self._most:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(int(length)))


class Lanes:
    """A WSGI app that lets one request at once into each lane of another one."""

    def __init__(self, app: App, lanes: Iterable[Lane], spare: int = 0) -> None:
        """A thread enters its lane. Spare ones are for when the others are held for long."""
        self._app, self._free = app, _Queue(lanes, spare)

    @property
    def returned(self) -> int:
        """How many requests have given their lane back."""
        return self._free.returned

    def is_free(self) -> bool:
        """Tell whether a request that comes now finds a lane."""
        return bool(self._free)

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        lane = self._free.get()
        try:
            with lane:
                return self._app(environ, start_response)
        finally:
            self._free.put(lane)


class _Queue:
    """Free lanes, first come first served.

    A queue of the standard library lets whoever comes at the right moment pass all that wait: with
    64 readers at once most waited for nothing, and one in a hundred for half a second.
    """

    def __init__(self, lanes: Iterable[Lane], spare: int) -> None:
        self._lock = threading.Lock()
        self._free, self._spare = deque(lanes), spare
        self._turns: deque[SimpleQueue[Lane]] = deque()
        self.returned = 0

    def __bool__(self) -> bool:
        return bool(self._free)

    def get(self) -> Lane:
        """Wait for a lane."""
        turn: SimpleQueue[Lane] = SimpleQueue()
        with self._lock:
            if len(self._free) > self._spare:
                return self._free.pop()
            self._turns.append(turn)
        try:
            return turn.get(timeout=_PATIENCE_SECONDS if self._spare else None)
        except Empty:
            return self._spare_lane(turn) or turn.get()

    def _spare_lane(self, turn: SimpleQueue[Lane]) -> Lane | None:
        """Return a spare lane, if one is left and no other has come meanwhile."""
        with self._lock:
            if not self._free or turn not in self._turns:
                return None
            self._turns.remove(turn)
            return self._free.pop()

    def put(self, lane: Lane) -> None:
        """Give a lane to whoever has waited longest."""
        with self._lock:
            self.returned += 1
            if not self._turns:
                self._free.append(lane)
                return
            turn = self._turns.popleft()
        turn.put(lane)


def _refuse(start_response: Any, status: str) -> Iterable[bytes]:
    headers = [("Content-Length", "0"), ("Retry-After", "2"), ("Connection", "close")]
    start_response(status, headers)
    return []
