"""The line of those who write: whoever is first in it commits for all who stand there by then."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

_GROUP: Final = 64
_PATIENT: Final = 4
"""Fewer may stand here for as long as a long job takes: it may be a large regrade."""


def _closed() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class Waiting:
    """A job in the line, and what came of it. `turn` opens when it is done, or first."""

    job: Callable[[Connection], Any]
    is_short: bool = False
    turn: threading.Lock = field(default_factory=_closed)
    is_done: bool = False
    result: Any = None
    error: BaseException | None = None


class Line:
    """First come, first served; each waits for nobody but the one who leads."""

    def __init__(self, commit: Callable[[list[Waiting]], None]) -> None:
        """`commit` does the jobs of a group. What it raises, each of them ends with."""
        self._commit = commit
        self._lock = threading.Lock()
        self._waiting: deque[Waiting] = deque()
        self._at_work: list[Waiting] = []
        self._is_led = False
        self._standing = 0
        self.returned = 0

    def is_free(self) -> bool:
        """Tell whether it is no cause for worry that nothing moves: few wait, for a long job.

        What keeps short jobs is the disk: then one is enough.
        """
        at_work = self._at_work
        may_last = not at_work or not all(waiting.is_short for waiting in at_work)
        return may_last and self._standing < _PATIENT

    def wait_for(self, job: Callable[[Connection], Any], *, is_short: bool = False) -> Any:
        """Stand in line until the job is done by whoever leads, perhaps by oneself."""
        mine = Waiting(job, is_short)
        with self._lock:
            self._standing += 1
            self._waiting.append(mine)
            is_first, self._is_led = not self._is_led, True
        if not is_first:
            mine.turn.acquire()
        if not mine.is_done:
            self._lead()
        if mine.error is not None:
            raise mine.error
        return mine.result

    def _lead(self) -> None:
        """Commit for those who wait by now; then the next in line does so for those behind it."""
        group = [self._waiting.popleft() for _ in range(min(_GROUP, len(self._waiting)))]
        self._at_work = group
        try:
            self._commit(group)
        except BaseException as error:  # noqa: BLE001 # raised by each whose job it was
            for waiting in group:
                waiting.result, waiting.error = None, error
        for waiting in group:
            waiting.is_done = True
        with self._lock:
            self._at_work = []
            self._standing -= len(group)
            self.returned += len(group)
            self._is_led = bool(self._waiting)
            called = [*group, self._waiting[0]] if self._is_led else group
        for waiting in called:
            waiting.turn.release()
