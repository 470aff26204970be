"""How somebody gets on with a quiz: told from when they were last seen and last wrote."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

OFFLINE_AFTER: Final = timedelta(seconds=30)
STUCK_AFTER: Final = timedelta(minutes=3)


class Standing(StrEnum):
    """Where a pupil stands with an assignment."""

    NOT_STARTED = "not-started"
    WORKING = "working"
    STUCK = "stuck"
    OFFLINE = "offline"
    HANDED_IN = "handed-in"


class Signs(NamedTuple):
    """What is known of an open attempt. Pages without scripts never say that they are there."""

    started_at: datetime
    seen_at: datetime | None
    sent_at: datetime | None


class Stand(NamedTuple):
    """A standing, and since when: nothing new was sent, or nobody was seen."""

    standing: Standing
    since: datetime | None = None


def stand_of(signs: Signs, minutes_to_read: int, now: datetime) -> Stand:
    """Tell how an open attempt is getting on. Nobody is stuck who may still be reading."""
    wrote_at = signs.sent_at or signs.started_at
    if signs.seen_at is not None:
        seen_at = max(signs.seen_at, wrote_at)
        if now - seen_at > OFFLINE_AFTER:
            return Stand(Standing.OFFLINE, seen_at)
    reading = timedelta() if signs.sent_at else timedelta(minutes=minutes_to_read)
    if now - wrote_at > STUCK_AFTER + reading:
        return Stand(Standing.STUCK, wrote_at)
    return Stand(Standing.WORKING)
