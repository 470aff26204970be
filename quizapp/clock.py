"""The app's clock: UTC that goes on evenly, also when somebody moves the clock of the machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

_TOLERANCE: Final = timedelta(seconds=2)
Seconds = Callable[[], float]


def _elapsed() -> float:
    """Return seconds that nobody can move. Where it can be told, a laptop's sleep counts."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class SteadyClock:
    """Tells the machine's time of when it was made, and what has passed since."""

    def __init__(self, wall: Seconds = time.time, elapsed: Seconds = _elapsed) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._zero = 0.0
        self.catch_up()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self._zero + self._elapsed(), UTC)

    @property
    def moved(self) -> timedelta:
        """Return by how much the machine's clock was moved; nothing for what is below 2 s."""
        moved = timedelta(seconds=self._wall() - self._zero - self._elapsed())
        return moved if abs(moved) >= _TOLERANCE else timedelta(0)

    def catch_up(self) -> None:
        """Take over the machine's time."""
        self._zero = self._wall() - self._elapsed()
