"""What a reader may see, and when: the one place that decides it."""

from __future__ import annotations

from enum import IntEnum

from quizapp.core.settings import Settings
from quizapp.storage.given import Given


class Release(IntEnum):
    """How much of a result is shown."""

    NOTHING = 0
    POINTS = 1
    EVERYTHING = 2


def release_of_result(settings: Settings) -> Release:
    """Return what a finished attempt shows. Without a closing date after-close shows points."""
    if settings.feedback == "none":
        return Release.NOTHING
    if settings.feedback in {"score-only", "after-close"}:
        return Release.POINTS
    return Release.EVERYTHING


def shows_points(settings: Settings) -> bool:
    """Tell whether the points of an attempt at this version of a quiz may be seen."""
    return release_of_result(settings) >= Release.POINTS


class Turn(IntEnum):
    """Where a question with immediate feedback stands."""

    ANSWERING = 0
    CHECKED = 1  # right or wrong is known, and another try is left
    LOCKED = 2  # the key is shown


def turn_of(settings: Settings, given: Given | None) -> Turn:
    """Return where a question of an open attempt stands."""
    if settings.feedback != "immediate" or given is None:
        return Turn.ANSWERING
    if given.is_locked:
        return Turn.LOCKED
    return Turn.CHECKED if given.is_check else Turn.ANSWERING
