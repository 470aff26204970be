"""The first finished attempt of each reader at a quiz, with its marks and answers: for statistics.

Whose they are is one query; only for marks and answers that are not known yet come three more.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Text, func, select, type_coerce
from sqlalchemy.orm import aliased

from quizapp.core.scoring import Score
from quizapp.core.works import Gathering, Marked, Works
from quizapp.storage.answers import decode, encode
from quizapp.storage.attempts import attempts_where, is_over, score_of
from quizapp.storage.models import (
    Answer,
    Attempt,
    ClassTeacher,
    Reader,
    Role,
    SchoolClass,
    Seat,
    StoredMark,
)
from quizapp.storage.quick import plain_rows
from quizapp.storage.sight import Group, Onlooker, attempts_of_group
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions


class Begun(NamedTuple):
    """A reader's first finished attempt.

    `scored` counts how often its marks were written down: who knows them knows by it whether they
    are still the same.
    """

    id: str
    reader_id: int
    version_id: int
    started_at: datetime
    scored: int
    is_erased: bool


class FirstAttempts(NamedTuple):
    """What a group did at its first go. `begun` are in the order of time.

    `names` are of all its readers, empty for who was erased; `under_way` counts those who have
    finished nothing yet.
    """

    begun: tuple[Begun, ...]
    names: Mapping[int, str]
    under_way: int


_newer = aliased(Answer)
_newest = (
    select(func.max(_newer.number))
    .where(_newer.attempt_id == StoredMark.attempt_id, _newer.position == StoredMark.position)
    .scalar_subquery()
)
_MARKS: Any = select(
    StoredMark.attempt_id,
    StoredMark.position,
    StoredMark.question,
    type_coerce(StoredMark.possible, Text),
    type_coerce(StoredMark.earned, Text),
    StoredMark.is_right,
    Answer.response,
).outerjoin(
    Answer,
    (Answer.attempt_id == StoredMark.attempt_id)
    & (Answer.position == StoredMark.position)
    & (Answer.number == _newest),
)
"""Marks, each with the newest answer."""
_EMPTY: Final = encode(())
_AT_ONCE: Final = 1_000
"""So many attempts are read at once."""
_FEW: Final = 1_000
"""So many readers are named in a query; more are picked out of all that it finds."""


def first_attempts(
    connection: Connection, by: Onlooker, quiz: str, group: Group, now: datetime
) -> FirstAttempts:
    """Return the first finished attempts of a group, as far as somebody may see them.

    Nameless copies of who was erased are among them: what a class knew stays true.
    """
    names: dict[int, str] = {}
    first: dict[int, Begun] = {}
    columns: Any = (
        Attempt.id,
        Attempt.reader_id,
        Attempt.version_id,
        Attempt.started_at,
        Attempt.scored,
        Reader.role == Role.ERASED,
        Reader.name,
        Attempt.state,
        Attempt.deadline,
    )
    found = (
        select(*columns)
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(*_which(by, quiz, group))
        .order_by(Attempt.started_at, Attempt.number, Attempt.id)
    )
    for *begun, name, state, deadline in connection.execute(found):
        reader_id = begun[1]
        names[reader_id] = name
        if reader_id not in first and is_over(state, deadline, now):
            first[reader_id] = Begun(*begun)
    return FirstAttempts(tuple(first.values()), names, len(names) - len(first))


def _which(by: Onlooker, quiz: str, group: Group) -> tuple[Any, ...]:
    of_group = attempts_of_group(by, group)
    return of_group, Attempt.quiz == quiz, Attempt.is_practice.is_(False)


def load_works(
    connection: Connection, versions: Versions, begun: Sequence[Begun], now: datetime
) -> Works:
    """Return the marks and answers of first attempts, in their order."""
    gathering = Gathering(len(begun), _made)
    for start in range(0, len(begun), _AT_ONCE):
        _gather(connection, versions, gathering, start, begun[start : start + _AT_ONCE], now)
    quizzes = {version: versions.get(version) for version in {one.version_id for one in begun}}
    return Works(
        array("q", [one.reader_id for one in begun]),
        [quizzes[one.version_id] for one in begun],
        gathering.columns(),
    )


def _gather(
    connection: Connection,
    versions: Versions,
    gathering: Gathering,
    start: int,
    begun: Sequence[Begun],
    now: datetime,
) -> None:
    """Gather some attempts, the first of which has the place `start`."""
    places = {one.id: place for place, one in enumerate(begun, start)}
    live = _live(connection, versions, [one.id for one in begun if not one.scored], now)
    for attempt_id, marks in live.items():
        for question, marked in marks.items():
            given, kinds = gathering[question]
            given[places[attempt_id]] = kinds[marked]
    nameless = {one.id for one in begun if one.is_erased}
    written = places.keys() - live.keys()
    stored = plain_rows(connection, _MARKS.where(StoredMark.attempt_id.in_(written)))
    checked = _checked(connection, {row[0] for row in stored if row[-1] == _EMPTY})
    for attempt_id, position, question, possible, earned, is_right, response in stored:
        # What somebody who was erased wrote and nobody has marked: nobody ever will.
        if earned is None and attempt_id in nameless:
            continue
        if response == _EMPTY:
            response = checked.get((attempt_id, position), response)
        given, kinds = gathering[question]
        given[places[attempt_id]] = kinds[possible, earned, is_right, response]


def _checked(connection: Connection, ids: Set[str]) -> dict[tuple[str, int], str]:
    """Return the newest checked responses of attempts: emptied after a check, that one counts."""
    if not ids:
        return {}
    found = (
        select(Answer.attempt_id, Answer.position, Answer.response)
        .where(Answer.attempt_id.in_(ids), Answer.is_check.is_(True))
        .order_by(Answer.number)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(found)}


def _live(
    connection: Connection, versions: Versions, ids: Sequence[str], now: datetime
) -> dict[str, dict[str, Marked]]:
    """Return the marks of what is over and not written down yet: few, for half a minute."""
    if not ids:
        return {}
    found = attempts_where(connection, Attempt.id.in_(ids), Attempt.earned.is_(None))
    return {
        taken.id: _marks_of(score_of(connection, taken, quiz_of(connection, versions, taken, now)))
        for _, taken in found
    }


def _marks_of(score: Score) -> dict[str, Marked]:
    return {
        mark.question_id: Marked(mark.possible, mark.earned, mark.is_right, mark.answered.response)
        for mark in score.marks
        if mark.possible
    }


def _made(stored: Any) -> Marked | None:
    """Make a mark with its answer of what is stored; what was dropped counts for nobody."""
    if isinstance(stored, Marked):
        return stored
    possible, earned, is_right, response = stored
    if possible == "0":
        return None
    points = None if earned is None else Fraction(earned)
    return Marked(Fraction(possible), points, bool(is_right), decode(response or _EMPTY))


class ClassOfReaders(NamedTuple):
    """A class and which of some readers belong to it."""

    class_id: int
    name: str
    readers: frozenset[int]


def classes_of_readers(
    connection: Connection, by: Onlooker, readers: Set[int]
) -> list[ClassOfReaders]:
    """Put readers into the classes that somebody teaches, by name; archived ones are left out."""
    columns: Any = (SchoolClass.id, SchoolClass.name, Seat.reader_id)
    found = (
        select(*columns)
        .join(Seat, Seat.class_id == SchoolClass.id)
        .where(Seat.removed_at.is_(None), SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    if len(readers) <= _FEW:
        found = found.where(Seat.reader_id.in_(readers))
    if not by.is_administrator:
        found = found.join(ClassTeacher, ClassTeacher.class_id == SchoolClass.id).where(
            ClassTeacher.reader_id == by.reader_id
        )
    return _by_class(row for row in connection.execute(found) if row[2] in readers)


def _by_class(rows: Iterable[Any]) -> list[ClassOfReaders]:
    found: dict[int, tuple[str, set[int]]] = {}
    for class_id, name, reader_id in rows:
        found.setdefault(class_id, (name, set()))[1].add(reader_id)
    return [ClassOfReaders(key, name, frozenset(who)) for key, (name, who) in found.items()]
