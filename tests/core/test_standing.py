"""Working, stuck or offline: told from when somebody was last seen and last wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from quizapp.core.standing import Signs, Stand, Standing, stand_of

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after(**by: float) -> datetime:
    return BEGAN + timedelta(**by)


def test_who_was_seen_and_wrote_a_moment_ago_is_working() -> None:
    signs = Signs(BEGAN, after(minutes=4, seconds=50), after(minutes=3))
    assert stand_of(signs, 0, after(minutes=5)) == Stand(Standing.WORKING)


def test_who_was_not_seen_for_half_a_minute_is_offline() -> None:
    signs = Signs(BEGAN, after(seconds=20), after(seconds=10))
    assert stand_of(signs, 0, after(seconds=50)).standing is Standing.WORKING
    assert stand_of(signs, 0, after(seconds=51)) == Stand(Standing.OFFLINE, after(seconds=20))


def test_an_answer_is_a_sign_of_life_as_well() -> None:
    signs = Signs(BEGAN, after(seconds=20), after(seconds=60))
    assert stand_of(signs, 0, after(seconds=80)).standing is Standing.WORKING


def test_who_is_there_and_writes_nothing_new_is_stuck() -> None:
    signs = Signs(BEGAN, after(minutes=5), after(minutes=1))
    assert stand_of(signs, 0, after(minutes=5)) == Stand(Standing.STUCK, after(minutes=1))


def test_nobody_is_stuck_who_may_still_be_reading() -> None:
    signs = Signs(BEGAN, after(minutes=7, seconds=50), None)
    assert stand_of(signs, 5, after(minutes=8)).standing is Standing.WORKING
    assert stand_of(signs, 4, after(minutes=8)).standing is Standing.STUCK


def test_a_page_without_scripts_is_never_called_offline() -> None:
    assert stand_of(Signs(BEGAN, None, None), 0, after(minutes=2)).standing is Standing.WORKING
    assert stand_of(Signs(BEGAN, None, None), 0, after(hours=1)).standing is Standing.STUCK
