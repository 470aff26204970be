"""Limits and dates: the file's, the assignment's, and the pupil's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from quizapp.core.settings import Settings
from quizapp.core.terms import Accommodation, Conditions, Door, make_terms, settings_under

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FILE = Settings.model_validate({"time-limit": "30 min", "attempts": "2"})


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def test_without_an_assignment_the_file_holds() -> None:
    terms = make_terms(FILE)
    assert (terms.attempts, terms.minutes, terms.feedback) == (2, 30, "after-submit")
    assert terms.door(NOON) is Door.OPEN
    assert terms.deadline(NOON) == NOON + minutes(30)


def test_an_assignment_overrides_and_zero_is_no_limit() -> None:
    terms = make_terms(FILE, Conditions(attempts=0, minutes=0, feedback="none"))
    assert (terms.attempts, terms.minutes, terms.feedback) == (None, None, "none")
    assert terms.deadline(NOON) is None


def test_dates_open_and_close_the_door() -> None:
    terms = make_terms(FILE, Conditions(opens_at=NOON, closes_at=NOON + minutes(60)))
    doors = [terms.door(NOON + minutes(m)) for m in (-1, 0, 59, 60)]
    assert doors == [Door.NOT_YET, Door.OPEN, Door.OPEN, Door.CLOSED]
    late = make_terms(FILE, Conditions(closes_at=NOON, accepts_late=True))
    assert late.door(NOON) is Door.LATE
    assert late.is_late(NOON + minutes(1))
    assert late.deadline(NOON) == NOON + minutes(30)


def test_the_closing_date_ends_an_attempt_that_began_late() -> None:
    terms = make_terms(FILE, Conditions(closes_at=NOON + minutes(10)))
    assert terms.deadline(NOON) == NOON + minutes(10)


def test_a_factor_moves_limit_and_closing_date_together() -> None:
    more_time = Accommodation(time_factor=Fraction(3, 2), extra_attempts=1)
    terms = make_terms(FILE, Conditions(closes_at=NOON + minutes(30)), more_time)
    assert (terms.minutes, terms.usual_minutes, terms.attempts) == (45, 30, 3)
    assert terms.is_extended
    assert terms.closes_at == NOON + minutes(45)
    assert terms.deadline(NOON) == NOON + minutes(45)


def test_part_minutes_are_rounded_up() -> None:
    assert make_terms(FILE, Conditions(minutes=5), Accommodation(Fraction(5, 4))).minutes == 7


def test_no_limit_leaves_the_closing_date() -> None:
    terms = make_terms(FILE, Conditions(closes_at=NOON), Accommodation(has_no_limit=True))
    assert (terms.minutes, terms.closes_at) == (None, NOON)


def test_feedback_after_close_waits_for_everybody() -> None:
    terms = make_terms(FILE, Conditions(closes_at=NOON, feedback="after-close"))
    assert settings_under(FILE, terms, closed_for_all=False).feedback == "after-close"
    assert settings_under(FILE, terms, closed_for_all=True).feedback == "after-submit"


@pytest.mark.parametrize("conditions", [Conditions(), Conditions(NOON, NOON, accepts_late=True)])
def test_feedback_after_close_is_points_alone_where_nothing_closes(conditions: Conditions) -> None:
    terms = make_terms(FILE, conditions._replace(feedback="after-close"))
    assert settings_under(FILE, terms, closed_for_all=False).feedback == "score-only"
