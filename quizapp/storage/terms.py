"""The terms that hold for a reader: an assignment's, and what the reader gets in every quiz."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, delete, insert, select, update

from quizapp.core.quiz import Quiz
from quizapp.core.settings import Settings
from quizapp.core.terms import (
    NO_ACCOMMODATION,
    UNASSIGNED,
    Accommodation,
    Conditions,
    Terms,
    make_terms,
    settings_under,
)
from quizapp.storage.attempts import Taken
from quizapp.storage.corrections import corrected_quiz, decided_about
from quizapp.storage.models import IS_OPEN, Assignment, Attempt, Late, Seat
from quizapp.storage.models import Accommodation as AccommodationRow
from quizapp.storage.quick import Quick
from quizapp.storage.versions import Versions

CONDITION_COLUMNS: Any = (
    Assignment.opens_at,
    Assignment.closes_at,
    Assignment.late,
    Assignment.attempts,
    Assignment.minutes,
    Assignment.feedback,
)


def conditions_of(row: Any) -> Conditions:
    """Return what an assignment says, from a row with CONDITION_COLUMNS."""
    return Conditions(
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        accepts_late=row.late == Late.ACCEPT,
        attempts=row.attempts,
        minutes=row.minutes,
        feedback=row.feedback,
    )


_CONDITIONS = Quick(select(*CONDITION_COLUMNS).where(Assignment.id == bindparam("assignment")))


def _conditions(connection: Connection, assignment_id: int | None) -> Conditions:
    if assignment_id is None:
        return UNASSIGNED
    rows = _CONDITIONS.named(connection, {"assignment": assignment_id})
    return conditions_of(rows[0]) if rows else UNASSIGNED


def _select_accommodations() -> Select[Any]:
    columns: Any = (
        AccommodationRow.time_factor,
        AccommodationRow.has_no_limit,
        AccommodationRow.extra_attempts,
        AccommodationRow.has_large_text,
    )
    found: Select[Any] = select(*columns)
    return found


_ACCOMMODATION = Quick(
    _select_accommodations().where(AccommodationRow.reader_id == bindparam("reader"))
)


def accommodation_of(connection: Connection, reader_id: int) -> Accommodation:
    """Return what a reader gets in every quiz."""
    row = _ACCOMMODATION.row(connection, {"reader": reader_id})
    return Accommodation(*row) if row else NO_ACCOMMODATION


def set_accommodation(
    connection: Connection,
    versions: Versions,
    reader_id: int,
    accommodation: Accommodation,
    now: datetime,
) -> None:
    """Change what a reader gets; attempts that are open feel it at once."""
    connection.execute(delete(AccommodationRow).where(AccommodationRow.reader_id == reader_id))
    row = {"reader_id": reader_id, **accommodation._asdict(), "changed_at": now}
    connection.execute(insert(AccommodationRow).values(row))
    move_deadlines(connection, versions, Attempt.reader_id == reader_id)


def move_deadlines(connection: Connection, versions: Versions, *which: Any) -> None:
    """Set the deadlines of open attempts anew. One opened again ends when its teacher said."""
    columns: Any = (
        Attempt.id,
        Attempt.reader_id,
        Attempt.assignment_id,
        Attempt.version_id,
        Attempt.started_at,
        Attempt.is_practice,
    )
    found = select(*columns).where(IS_OPEN, Attempt.scored == 0, *which)
    for row in connection.execute(found).all():
        settings = versions.get(row.version_id).settings
        terms = terms_of(connection, row.reader_id, row.assignment_id, settings)
        deadline = None if row.is_practice else terms.deadline(row.started_at)
        moved = update(Attempt).where(Attempt.id == row.id)
        connection.execute(moved.values(deadline=deadline))


def terms_of(
    connection: Connection, reader_id: int, assignment_id: int | None, settings: Settings
) -> Terms:
    """Return on what terms a reader takes a quiz, as part of an assignment or on their own."""
    accommodation = accommodation_of(connection, reader_id)
    return make_terms(settings, _conditions(connection, assignment_id), accommodation)


class TermsOfMany:
    """The terms of many readers' attempts, read at once."""

    def __init__(self, connection: Connection, *which: Any) -> None:
        """Read what holds for the attempts that meet conditions."""
        of_attempts = select(Attempt.assignment_id).where(*which)
        given: Any = select(Assignment.id, *CONDITION_COLUMNS)
        rows = connection.execute(given.where(Assignment.id.in_(of_attempts)))
        self._conditions = {row.id: conditions_of(row) for row in rows}
        readers = select(Attempt.reader_id).where(*which)
        own = _select_accommodations().add_columns(AccommodationRow.reader_id)
        found = connection.execute(own.where(AccommodationRow.reader_id.in_(readers)))
        self._accommodations = {row[-1]: Accommodation(*row[:-1]) for row in found}

    def get(self, taken: Taken, settings: Settings) -> Terms:
        """Return on what terms an attempt was taken."""
        conditions = self._conditions.get(taken.assignment_id or 0, UNASSIGNED)
        accommodation = self._accommodations.get(taken.reader_id, NO_ACCOMMODATION)
        return make_terms(settings, conditions, accommodation)


_OF_READER: Final = select(Attempt.assignment_id).where(Attempt.reader_id == bindparam("reader"))
_OWN_CONDITIONS: Final = Quick(
    select(Assignment.id, *CONDITION_COLUMNS).where(Assignment.id.in_(_OF_READER))
)
_OWN_CLASSES: Final = Quick(
    _select_accommodations()
    .add_columns(Assignment.id)
    .join(Seat, Seat.reader_id == AccommodationRow.reader_id)
    .join(Assignment, Assignment.class_id == Seat.class_id)
    .where(Assignment.id.in_(_OF_READER))
)


class OwnTerms:
    """What holds for one reader's attempts, read at once: nothing where none was assigned."""

    def __init__(self, connection: Connection, mine: Sequence[Taken], now: datetime) -> None:
        self._connection, self._now = connection, now
        self._reader = {"reader": mine[0].reader_id} if mine else {}
        self._conditions: dict[int, Conditions] = {}
        if any(taken.assignment_id is not None for taken in mine):
            rows = _OWN_CONDITIONS.named(connection, self._reader)
            self._conditions = {row.id: conditions_of(row) for row in rows}
            self._accommodation = accommodation_of(connection, mine[0].reader_id)

    def settings(self, taken: Taken, settings: Settings) -> Settings:
        """Return the settings of an attempt's quiz as they hold for it now."""
        if taken.assignment_id is None:
            return settings
        conditions = self._conditions.get(taken.assignment_id, UNASSIGNED)
        terms = make_terms(settings, conditions, self._accommodation)
        closed = terms.feedback == "after-close" and _is_closed(
            conditions, settings, self._of_class.get(taken.assignment_id, ()), self._now
        )
        return _settings(settings, terms, closed)

    @cached_property
    def _of_class(self) -> Mapping[int, Sequence[Accommodation]]:
        """What pupils get who sit with the reader, by assignment."""
        found: dict[int, list[Accommodation]] = {}
        for *own, assignment_id in _OWN_CLASSES.rows(self._connection, self._reader):
            found.setdefault(assignment_id, []).append(Accommodation(*own))
        return found


def quiz_of(
    connection: Connection,
    versions: Versions,
    taken: Taken,
    now: datetime,
    *,
    is_marked: bool = False,
) -> Quiz:
    """Return an attempt's quiz with the settings that hold for it now.

    Once it is over its questions are those by which it is marked: keys that were mended since
    count, and are what its reader is shown.
    """
    decided = decided_about(connection, taken) if taken.is_over(now) or is_marked else ()
    quiz = corrected_quiz(versions, taken.version_id, decided)
    if taken.assignment_id is None:
        return quiz
    terms = terms_of(connection, taken.reader_id, taken.assignment_id, quiz.settings)
    closed = terms.feedback == "after-close" and is_closed_for_all(
        connection, taken.assignment_id, quiz.settings, now
    )
    return replace(quiz, settings=_settings(quiz.settings, terms, closed))


@lru_cache(maxsize=2_000)
def _settings(settings: Settings, terms: Terms, closed: bool) -> Settings:
    return settings_under(settings, terms, closed)


def is_closed_for_all(
    connection: Connection, assignment_id: int, settings: Settings, now: datetime
) -> bool:
    """Tell whether nobody can hand in any more: keys shown sooner would be passed on."""
    found = (
        _select_accommodations()
        .join(Seat, Seat.reader_id == AccommodationRow.reader_id)
        .join(Assignment, Assignment.class_id == Seat.class_id)
        .where(Assignment.id == assignment_id)
    )
    pupils = [Accommodation(*row) for row in connection.execute(found)]
    return _is_closed(_conditions(connection, assignment_id), settings, pupils, now)


def _is_closed(
    conditions: Conditions, settings: Settings, pupils: Sequence[Accommodation], now: datetime
) -> bool:
    if conditions.closes_at is None or conditions.accepts_late:
        return False
    every = (NO_ACCOMMODATION, *pupils)
    ends = [make_terms(settings, conditions, one).closes_at for one in every]
    return all(end is not None and now >= end for end in ends)
