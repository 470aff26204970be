"""The first finished attempt of each reader at a quiz, with its marks and answers: for statistics.

Whose they are is one query; only for marks and answers that are not known yet come three more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Text, and_, func, select, type_coerce

from quizapp.core.scoring import Score
from quizapp.core.works import Marked, Work
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


_EMPTY = encode(())
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
    connection: Connection,
    versions: Versions,
    by: Onlooker,
    quiz: str,
    group: Group,
    begun: Sequence[Begun],
    now: datetime,
) -> tuple[Work, ...]:
    """Return the marks and answers of a group's first attempts, in their order."""
    rows = _Rows(connection, and_(*_which(by, quiz, group)))
    live = _live(connection, versions, [one.id for one in begun if not one.scored], now)
    return tuple(
        Work(one.reader_id, versions.get(one.version_id), live.get(one.id) or rows.marks(one))
        for one in begun
    )


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


class _Rows:
    """The stored marks and newest answers of attempts, read at once.

    Thousands of marks are a handful of different ones: each of those is made once.
    """

    def __init__(self, connection: Connection, which: Any) -> None:
        self._made: dict[tuple[str, str | None, bool, str], Marked] = {}
        self._answers = _newest(connection, which)
        self._marks: dict[str, list[Any]] = {}
        columns: Any = (
            StoredMark.attempt_id,
            StoredMark.position,
            StoredMark.question,
            type_coerce(StoredMark.possible, Text),
            type_coerce(StoredMark.earned, Text),
            StoredMark.is_right,
        )
        found = select(*columns).join(Attempt, Attempt.id == StoredMark.attempt_id).where(which)
        for row in connection.execute(found).all():
            self._marks.setdefault(row[0], []).append(row)

    def marks(self, begun: Begun) -> dict[str, Marked]:
        """Return the marks of an attempt by question id; what was dropped is not there.

        Nor is what somebody who was erased wrote and nobody has marked: nobody ever will.
        """
        answers = self._answers.get(begun.id, {})
        return {
            question: self._marked((possible, earned, is_right, answers.get(position, _EMPTY)))
            for _, position, question, possible, earned, is_right in self._marks.get(begun.id, ())
            if possible != "0" and not (earned is None and begun.is_erased)
        }

    def _marked(self, stored: tuple[str, str | None, bool, str]) -> Marked:
        made = self._made.get(stored)
        if made is None:
            possible, earned, is_right, response = stored
            points = None if earned is None else Fraction(earned)
            made = Marked(Fraction(possible), points, is_right, decode(response))
            self._made[stored] = made
        return made


_ByPosition = dict[str, dict[int, str]]


def _newest(connection: Connection, which: Any) -> _ByPosition:
    """Return the response that counts of every position: emptied after a check, the checked one."""
    found = _answers_at(connection, which)
    if any(_EMPTY in answers.values() for answers in found.values()):
        for attempt_id, checked in _answers_at(
            connection, which, Answer.is_check.is_(True)
        ).items():
            answers = found[attempt_id]
            emptied = (position for position in checked if answers[position] == _EMPTY)
            answers |= {position: checked[position] for position in emptied}
    return found


def _answers_at(connection: Connection, *which: Any) -> _ByPosition:
    """Return the newest of some answers, as they are stored, by attempt, then by position."""
    newest = (
        select(Answer.attempt_id, Answer.position, func.max(Answer.number).label("number"))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(*which)
        .group_by(Answer.attempt_id, Answer.position)
        .subquery()
    )
    found = select(Answer.attempt_id, Answer.position, Answer.response).join(
        newest,
        (Answer.attempt_id == newest.c.attempt_id)
        & (Answer.position == newest.c.position)
        & (Answer.number == newest.c.number),
    )
    answers: _ByPosition = {}
    for attempt_id, position, response in connection.execute(found).all():
        answers.setdefault(attempt_id, {})[position] = response
    return answers


def _marks_of(score: Score) -> dict[str, Marked]:
    return {
        mark.question_id: Marked(mark.possible, mark.earned, mark.is_right, mark.answered.response)
        for mark in score.marks
        if mark.possible
    }


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
