"""A date and time that somebody typed is the moment they meant, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from quizapp.core.local_time import NOT_A_TIME, SKIPPED, format_local, parse_local

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def test_summer_and_winter_are_told_apart() -> None:
    for text, hour in (("2026-01-15T08:00", 7), ("2026-07-15T08:00", 6), ("2026-07-15 08:00", 6)):
        moment = parse_local(text, COPENHAGEN)
        assert isinstance(moment, datetime)
        assert (moment.hour, moment.tzinfo) == (hour, UTC)
        assert format_local(moment, COPENHAGEN) == text.replace(" ", "T")


def test_an_hour_that_clocks_skip_is_refused() -> None:
    assert parse_local("2026-03-29T02:30", COPENHAGEN) == SKIPPED
    assert parse_local("2026-03-29T02:30", COPENHAGEN, later=True) == SKIPPED


def test_an_hour_that_comes_twice_costs_nobody_time() -> None:
    """What opens does so the first time, what closes the second."""
    first = parse_local("2026-10-25T02:30", COPENHAGEN)
    second = parse_local("2026-10-25T02:30", COPENHAGEN, later=True)
    assert (first, second) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert {format_local(first, COPENHAGEN), format_local(second, COPENHAGEN)} == {
        "2026-10-25T02:30"
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-13-01T09:00",
        "2026-03-02",
        "2026-03-02T09:00+02:00",
        "0001-01-01T00:00",
    ],
)
def test_what_is_no_date_and_time_is_refused(text: str) -> None:
    assert parse_local(text, COPENHAGEN) == NOT_A_TIME
