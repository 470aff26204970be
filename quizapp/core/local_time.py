"""Dates and times as somebody types them in their own zone, and back."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from quizapp.core.question import Message

NOT_A_TIME = Message("Give a date and a time, such as 2026-03-02 09:30.")
SKIPPED = Message("On that day the clocks go forward: this time does not exist. Choose another.")


def parse_local(text: str, zone: tzinfo, *, later: bool = False) -> datetime | Message:
    """Read a date and time of a zone, as `<input type="datetime-local">` sends it.

    An hour that comes twice, because clocks go back, is the first one, with `later` the second.
    """
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError:
        return NOT_A_TIME
    if wall.tzinfo is not None or len(text.strip()) < len("2026-03-02T09:30"):
        return NOT_A_TIME
    try:
        moment = wall.replace(tzinfo=zone, fold=int(later)).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != wall:
            return SKIPPED
    except OverflowError:
        return NOT_A_TIME
    return moment


def format_local(moment: datetime | None, zone: tzinfo) -> str:
    """Write a moment as `<input type="datetime-local">` wants it; nothing for None."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}" if moment else ""
