"""What a reader's classes give them: the section at the top of the library, what is due first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import current_app
from markupsafe import Markup
from sqlalchemy import Connection

from quizapp.core.settings import Settings
from quizapp.core.terms import Door, Terms, make_terms
from quizapp.storage.assignments import Given, assigned_to
from quizapp.storage.attempts import Taken
from quizapp.storage.history import Finished, Finishing
from quizapp.storage.terms import accommodation_of
from quizapp.web.release import shows_points
from quizapp.web.services import services

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Due:
    """A quiz that a reader is given, and how far they are with it."""

    given: Given
    title: str
    language: str
    is_gone: bool
    terms: Terms
    door: Door
    still_open: Taken | None
    done: tuple[Finished, ...]

    @property
    def left(self) -> int | None:
        """Return how many attempts are left; None without a limit."""
        begun = len(self.done) + (self.still_open is not None)
        return None if self.terms.attempts is None else max(0, self.terms.attempts - begun)

    @property
    def can_begin(self) -> bool:
        is_open = self.door in {Door.OPEN, Door.LATE} and not self.is_gone
        return is_open and self.left != 0 and not self.still_open

    @property
    def last(self) -> Taken:
        """Return the newest attempt: the way to a quiz whose file is gone."""
        return self.still_open or self.done[-1].taken

    @property
    def is_to_do(self) -> bool:
        """Tell whether something is still asked of the reader."""
        return bool(self.still_open) or (not self.done and self.door is not Door.CLOSED)

    @property
    def is_late(self) -> bool:
        """Tell whether what was handed in first came after the closing date."""
        ended_at = self.done[0].taken.finished_at if self.done else None
        return ended_at is not None and self.terms.is_late(ended_at)

    @property
    def best(self) -> Finished | None:
        """Return the best finished attempt, where points may be seen."""
        shown = [done for done in self.done if shows_points(done.settings)]
        return max(shown, key=lambda done: done.share, default=None)

    @property
    def order(self) -> tuple[bool, datetime, int]:
        """Return its place: what can be done now before what opens later."""
        moment = self.terms.opens_at if self.door is Door.NOT_YET else self.terms.closes_at
        return (self.door is Door.NOT_YET, moment or _NEVER, self.given.id)


def show_due(
    connection: Connection,
    reader_id: int,
    taken: Sequence[Taken],
    finishing: Finishing,
    now: datetime,
) -> Any:
    """Return the section as HTML: nothing for whoever sits in no class that is given something."""
    given = assigned_to(connection, reader_id)
    if not given:
        return Markup()
    accommodation = accommodation_of(connection, reader_id)
    of_assignment: dict[int | None, list[Taken]] = {}
    for each in taken:
        if not each.is_practice:
            of_assignment.setdefault(each.assignment_id, []).append(each)
    found = []
    for one in given:
        mine = of_assignment.get(one.id, [])
        named = _named(one, mine)
        if named:
            terms = make_terms(named[3], one.conditions, accommodation)
            found.append(_due(finishing, one, named[:3], terms, mine, now))
    macros: Any = current_app.jinja_env.get_template("library/_due.html").module
    to_do = sorted((due for due in found if due.is_to_do), key=lambda due: due.order)
    over = [due for due in reversed(found) if not due.is_to_do]
    return macros.due_section(to_do, over, Door) if found else Markup()


def _named(given: Given, mine: Sequence[Taken]) -> tuple[str, str, bool, Settings] | None:
    """Return title, language, whether the quiz is gone, settings; None if also never begun."""
    entry = services().bank.get(given.quiz)
    if entry and entry.quiz:
        return entry.quiz.title, entry.quiz.language, False, entry.quiz.settings
    if mine:
        quiz = services().versions.get(mine[-1].version_id)
        return quiz.title, quiz.language, True, quiz.settings
    return None


def _due(
    finishing: Finishing,
    given: Given,
    named: tuple[str, str, bool],
    terms: Terms,
    mine: Sequence[Taken],
    now: datetime,
) -> Due:
    over = [taken for taken in mine if taken.is_over(now)]
    done = tuple(map(finishing.finish, over))
    still_open = next((taken for taken in mine if not taken.is_over(now)), None)
    return Due(given, *named, terms, terms.door(now), still_open, done)
