"""What is done when the machine's clock was moved: nobody's time is cut short by that."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from quizapp.clock import SteadyClock
from quizapp.storage.attempts import is_any_due
from quizapp.web.services import Services

_LONGEST: Final = timedelta(hours=4)
log = logging.getLogger(__name__)


class Timekeeper:
    """Lets the app's clock follow the machine's as soon as no attempt is measured by it.

    An attempt is where it ends within the next hours, or within as much as the clock was moved.
    """

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._told = timedelta(0)

    def look(self) -> None:
        """Follow the machine's clock, or keep to the old time and say so in the log."""
        clock = self._parts.clock
        if not isinstance(clock, SteadyClock):
            return
        moved, told = clock.moved, self._told
        if not moved:
            self._told = moved
            return
        with self._parts.database.read() as connection:
            is_needed = is_any_due(connection, clock() + max(abs(moved), _LONGEST))
        if not is_needed:
            clock.catch_up()
            log.warning("the machine's clock was moved by %d s: followed", moved.total_seconds())
        elif abs(moved - told) > timedelta(seconds=1):
            log.error(
                "the machine's clock was moved by %d s: attempts go on by the old time",
                moved.total_seconds(),
            )
        self._told = moved if is_needed else timedelta(0)
