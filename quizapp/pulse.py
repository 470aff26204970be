"""Whether a process that answers is alive: it says so every second while requests move."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait
from traceback import walk_stack
from typing import Final, Protocol

from quizapp import lanes
from quizapp.lanes import Arrivals
from quizapp.logs import standing
from quizapp.storage import line
from quizapp.storage.line import Line

BEAT_SECONDS: Final = 1.0
MISSED_BEATS: Final = 25
"""After so many that did not come, one after the other, a process counts as hung."""
STILL_BEATS: Final = 20
"""As long may all requests of a process wait, and the other beats: PostgreSQL's door takes 30 s."""
_BEAT: Final = b"."
WAYS: Final = "quizapp.ways"
"""Where an app says which ways its requests go: among its extensions."""
_AT_WORK: Final = {Arrivals.__call__.__code__, Line.wait_for.__code__}
_IN_WAIT: Final = {lanes.__file__, line.__file__}
log = logging.getLogger(__name__)


class Way(Protocol):
    """What lets requests through, some at once, while others wait: lanes, the line at the disk."""

    @property
    def returned(self) -> int:
        """How many have gone through."""

    def is_free(self) -> bool:
        """Tell whether there is room for one more."""


class _Watch:
    """How long a way has been blocked, in beats."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._returned, self._still = way.returned, 0

    def look(self) -> int:
        """Return at how many beats, up to this one, nothing moved."""
        returned = self._way.returned
        if self._way.is_free() or returned != self._returned:
            self._returned, self._still = returned, 0
        else:
            self._still += 1
        return self._still


class Heart:
    """In a process that answers: it beats while requests move."""

    def __init__(self, connection: Connection, ways: Iterable[Way]) -> None:
        self._connection = connection
        self._watches = [_Watch(way) for way in ways]

    def start(self) -> None:
        """Say that this process is ready, and every second from now on that it is alive."""
        self._connection.send_bytes(_BEAT)
        threading.Thread(target=self._run, name="heart", daemon=True).start()

    def _run(self) -> None:
        try:
            while True:
                time.sleep(BEAT_SECONDS)
                self.beat()
        except OSError:
            """Nobody listens: the process that started this one is gone."""

    def beat(self) -> None:
        """Say that this process is alive, unless one of its ways has been blocked for too long.

        Each counts by itself: saves that stand still are not made good by pages that move.
        """
        still = max(watch.look() for watch in self._watches)
        if still < STILL_BEATS:
            self._connection.send_bytes(_BEAT)
        elif still == STILL_BEATS:
            where = "; ".join(_at_work())
            log.error("for %d s requests have not moved; they are at %s", STILL_BEATS, where)


def _at_work() -> Iterator[str]:
    """Yield where the threads are that have a lane, or lead the line at the disk."""
    for frame in sys._current_frames().values():
        is_inside = any(outer.f_code in _AT_WORK for outer, _ in walk_stack(frame))
        if is_inside and frame.f_code.co_filename not in _IN_WAIT:
            yield standing(frame)


class Pulse:
    """In the process that started it: what is heard of one that answers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._missed: int | None = None

    def is_ready(self, end: int, seconds: float) -> bool | None:
        """Wait for the first beat or the end of the process; None: neither came in this time."""
        if not wait([self._connection, end], timeout=seconds):
            return None
        return self._is_heard()

    def is_hung(self) -> bool:
        """Tell whether nothing was heard for too long; to be asked once in the time of a beat.

        What is counted are beats and not seconds: of a machine that sleeps none is missed.
        """
        if self._is_heard():
            self._missed = 0
        elif self._missed is not None:
            self._missed += 1
        return (self._missed or 0) >= MISSED_BEATS

    def _is_heard(self) -> bool:
        is_heard = False
        try:
            while self._connection.poll():
                is_heard = bool(self._connection.recv_bytes())
        except (EOFError, OSError):
            """It has ended; what it said before counts."""
        return is_heard
