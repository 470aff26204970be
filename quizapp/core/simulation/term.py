"""The term of a simulated class: what is given when, and who does what of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Final, NamedTuple

from quizapp.core.question import Response
from quizapp.core.simulation.people import chance
from quizapp.core.terms import Accommodation, Conditions, Terms
from quizapp.core.types.open_response import Criterion, OpenResponse

DEMO_QUIZ: Final = "demo-petrels"
DEMO_FILE: Final = f"{DEMO_QUIZ}.yaml"
BELIEVED: Final[dict[str, Response]] = {"who-objected": (("", "The fishermen"),)}
"""What the demo's own quiz really says where its key is wrong on purpose."""
WEEKS: Final = 6

_ACCOMMODATIONS: Final = (
    Accommodation(time_factor=Fraction(3, 2)),
    Accommodation(has_no_limit=True),
    Accommodation(extra_attempts=1, has_large_text=True),
)
_ONE_IN: Final = 10
_ABSENT: Final = 0.06
_LATE: Final = 0.15
_EARLY: Final = 0.85
_DONE: Final = 0.55
_BUSY: Final = 0.18
_AGAIN: Final = 0.35
_MORNING: Final = 8
_EVENING: Final = 18


class Slot(NamedTuple):
    """A quiz's week in the term: days from today, and what is particular about it."""

    opens: int
    closes: int
    accepts_late: bool = False
    is_marked: bool = False

    @property
    def weeks(self) -> float:
        """Return how many weeks of the term are over by then."""
        return WEEKS + self.opens / 7

    def conditions(self, now: datetime) -> Conditions:
        """Return its dates: from a morning to an evening, where `now` is told."""
        opens_at, closes_at = (
            (now + timedelta(days=day)).replace(hour=hour, minute=0, second=0, microsecond=0)
            for day, hour in ((self.opens, _MORNING), (self.closes, _EVENING))
        )
        return Conditions(opens_at, closes_at, accepts_late=self.accepts_late)


SLOTS: Final = (
    Slot(-42, -35),
    Slot(-30, -23, accepts_late=True),
    Slot(-16, -9, is_marked=True),
    Slot(-3, 4),
)


def give_accommodations(count: int) -> dict[int, Accommodation]:
    """Return what every tenth pupil gets in all quizzes, by their place in the class."""
    places = range(2, count, _ONE_IN)
    return {place: _ACCOMMODATIONS[i % len(_ACCOMMODATIONS)] for i, place in enumerate(places)}


def plan_attempt(slot: Slot, terms: Terms, now: datetime, rng: Random) -> datetime | None:
    """Say when a pupil begins, or that they do not (yet)."""
    opens_at, closes_at = terms.opens_at or now, terms.closes_at or now
    if closes_at > now:
        return _plan_now(opens_at, now, rng)
    if rng.random() < _ABSENT:
        return None
    if slot.accepts_late and rng.random() < _LATE:
        at = closes_at + timedelta(hours=rng.uniform(1, 60))
        return _by_day(at, closes_at, closes_at + timedelta(days=3))
    # Most begin early, some on the last evening.
    is_early = rng.random() < _EARLY
    share = rng.betavariate(1.5, 2.5) if is_early else rng.uniform(0.93, 0.995)
    return _by_day(opens_at + (closes_at - opens_at) * share, opens_at, closes_at)


def _by_day(at: datetime, earliest: datetime, latest: datetime) -> datetime:
    """Move a time of the night into the day, where that is still between two others."""
    moved = at.replace(hour=_MORNING + at.hour % 12)
    return moved if earliest <= moved <= latest else at


def _plan_now(opens_at: datetime, now: datetime, rng: Random) -> datetime | None:
    what = rng.random()
    if what < _DONE:
        latest = now - timedelta(hours=2)
        return _by_day(opens_at + (latest - opens_at) * rng.random(), opens_at, latest)
    return now - timedelta(minutes=rng.uniform(4, 12)) if what < _DONE + _BUSY else None


def plan_again(
    share: Fraction, terms: Terms, done_at: datetime, now: datetime, rng: Random
) -> datetime | None:
    """Say when a pupil tries again: some do who did badly, where it is allowed."""
    end = min(terms.closes_at or now, now - timedelta(hours=2))
    at = done_at + timedelta(hours=rng.uniform(1, 30))
    began_at = _by_day(at, done_at + timedelta(minutes=20), end)
    is_allowed = terms.attempts is None or terms.attempts > 1
    wants = share < Fraction(6, 10) and rng.random() < _AGAIN
    return began_at if is_allowed and wants and began_at < end else None


def mark_by_hand(question: OpenResponse, skill: float, rng: Random) -> list[Fraction]:
    """Return points by criterion as a teacher would give them."""
    return [_level(criterion, skill + rng.gauss(0, 0.7)) for criterion in question.rubric]


def _level(criterion: Criterion, skill: float) -> Fraction:
    levels: Sequence[Fraction] = sorted(level.points for level in criterion.levels)
    levels = levels or (Fraction(0), criterion.points)
    return levels[min(len(levels) - 1, int(chance(skill) * len(levels)))]
