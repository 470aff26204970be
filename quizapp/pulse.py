"""Whether a process that answers is alive: it says so every second while requests move."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from traceback import walk_stack
from typing import Final

from quizapp import lanes
from quizapp.lanes import Lanes
from quizapp.logs import standing

BEAT_SECONDS: Final = 1.0
MISSED_BEATS: Final = 25
"""After so many that did not come, one after the other, a process counts as hung."""
STILL_BEATS: Final = 20
"""As long may all requests of a process wait, and the other beats: PostgreSQL's door takes 30 s."""
_BEAT: Final = b"."
_AT_WORK: Final = Lanes.__call__.__code__
log = logging.getLogger(__name__)


class Heart:
    """In a process that answers: it beats while requests move."""

    def __init__(self, connection: Connection, line: Lanes) -> None:
        self._connection, self._lanes = connection, line
        self._returned = self._still = 0

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
        """Say that this process is alive, unless every lane has been taken for too long."""
        returned = self._lanes.returned
        if self._lanes.is_free() or returned != self._returned:
            self._returned, self._still = returned, 0
        else:
            self._still += 1
        if self._still < STILL_BEATS:
            self._connection.send_bytes(_BEAT)
        elif self._still == STILL_BEATS:
            where = "; ".join(_at_work())
            log.error("for %d s no request came to its end; they are at %s", STILL_BEATS, where)


def _at_work() -> Iterator[str]:
    """Yield where the threads are that have a lane."""
    for frame in sys._current_frames().values():
        is_inside = any(outer.f_code is _AT_WORK for outer, _ in walk_stack(frame))
        if is_inside and frame.f_code.co_filename != lanes.__file__:
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
