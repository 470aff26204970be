"""On what terms a reader takes a quiz: its file's settings, an assignment's, and their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.settings import Feedback, Settings


class Accommodation(NamedTuple):
    """What a pupil gets in every quiz. With `has_no_limit` no time limit holds."""

    time_factor: Fraction = Fraction(1)
    has_no_limit: bool = False
    extra_attempts: int = 0
    has_large_text: bool = False


NO_ACCOMMODATION: Final = Accommodation()


class Conditions(NamedTuple):
    """What an assignment says. None leaves what the file says; 0 attempts or minutes are no limit.

    `accepts_late`: work after the closing date is taken, and marked as late.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    accepts_late: bool = False
    attempts: int | None = None
    minutes: int | None = None
    feedback: Feedback | None = None


UNASSIGNED: Final = Conditions()


class Door(Enum):
    """Whether an assigned quiz can be begun."""

    NOT_YET = "not yet"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one reader. `usual_minutes` are everybody's; None is no limit."""

    opens_at: datetime | None
    closes_at: datetime | None
    accepts_late: bool
    attempts: int | None
    minutes: int | None
    usual_minutes: int | None
    feedback: Feedback

    @property
    def is_extended(self) -> bool:
        """Tell whether the reader has more time than others."""
        return self.minutes != self.usual_minutes

    def door(self, now: datetime) -> Door:
        """Tell whether an attempt can be begun."""
        if self.opens_at is not None and now < self.opens_at:
            return Door.NOT_YET
        if self.closes_at is None or now < self.closes_at:
            return Door.OPEN
        return Door.LATE if self.accepts_late else Door.CLOSED

    @property
    def closes(self) -> bool:
        """Tell whether there is a date after which nothing is taken."""
        return self.closes_at is not None and not self.accepts_late

    def deadline(self, started_at: datetime) -> datetime | None:
        """Return when an attempt that began then ends: by its limit or by the closing date."""
        ends = [started_at + timedelta(minutes=self.minutes)] if self.minutes else []
        if self.closes_at is not None and not self.accepts_late:
            ends.append(self.closes_at)
        return min(ends, default=None)

    def is_late(self, finished_at: datetime) -> bool:
        """Tell whether work was handed in after the closing date."""
        return self.closes_at is not None and finished_at > self.closes_at


def make_terms(
    settings: Settings,
    conditions: Conditions = UNASSIGNED,
    accommodation: Accommodation = NO_ACCOMMODATION,
) -> Terms:
    """Return what holds for a reader. Time limit and closing date move together."""
    usual = settings.time_limit if conditions.minutes is None else conditions.minutes or None
    minutes = None if accommodation.has_no_limit else _times(usual, accommodation.time_factor)
    closes_at = conditions.closes_at
    if closes_at is not None and usual is not None and minutes is not None:
        # Who begins at the last moment in which others have their whole time has it as well.
        closes_at += timedelta(minutes=minutes - usual)
    attempts = settings.attempts if conditions.attempts is None else conditions.attempts or None
    return Terms(
        opens_at=conditions.opens_at,
        closes_at=closes_at,
        accepts_late=conditions.accepts_late,
        attempts=None if attempts is None else attempts + accommodation.extra_attempts,
        minutes=minutes,
        usual_minutes=usual,
        feedback=conditions.feedback or settings.feedback,
    )


def _times(minutes: int | None, factor: Fraction) -> int | None:
    return None if minutes is None else -(-minutes * factor.numerator // factor.denominator)


def settings_under(settings: Settings, terms: Terms, closed_for_all: bool) -> Settings:
    """Return a quiz's settings as they hold under some terms.

    Feedback `after-close` is given once the quiz is closed for everybody it was assigned to,
    and never where it does not close.
    """
    feedback = terms.feedback
    if feedback == "after-close" and closed_for_all:
        feedback = "after-submit"
    elif feedback == "after-close" and not terms.closes:
        feedback = "score-only"
    return settings.model_copy(
        update={"attempts": terms.attempts, "time_limit": terms.minutes, "feedback": feedback}
    )
