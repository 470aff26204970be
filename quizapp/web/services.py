"""What a request works with, made once by `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    # Left out at run time: a preview has no database, and would wait a second for its library.
    from quizapp.config import Config
    from quizapp.core.bank import Bank
    from quizapp.metrics_files import MetricsFiles
    from quizapp.outbox import Outbox
    from quizapp.storage.database import Database
    from quizapp.storage.draws import Draws
    from quizapp.storage.sessions import LastUse
    from quizapp.storage.sign_in import Door
    from quizapp.storage.versions import Versions


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one running app."""

    config: Config
    secret: bytes
    bank: Bank
    database: Database
    versions: Versions
    draws: Draws
    clock: Callable[[], datetime]
    door: Door
    last_use: LastUse
    outbox: Outbox
    metrics_files: MetricsFiles | None = None

    @property
    def open_until(self) -> datetime:
        """Return the earliest deadline that is not yet past, the grace counted."""
        from quizapp.storage.attempts import GRACE

        return self.clock() - GRACE

    @property
    def clock_moved(self) -> timedelta:
        """Return by how much the machine's clock was moved while attempts go on by the old time."""
        from quizapp.clock import SteadyClock

        return self.clock.moved if isinstance(self.clock, SteadyClock) else timedelta(0)


def services() -> Services:
    """Return the parts of the app that answers this request."""
    parts: Services = current_app.extensions["quizapp"]
    return parts
