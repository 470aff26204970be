"""What is there to mark by hand: answers of the pupils that a teacher teaches."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select, text, union_all

from quizapp.core.question import Response
from quizapp.storage.given import decode
from quizapp.storage.models import (
    Answer,
    Attempt,
    AttemptState,
    HandMark,
    Reader,
    Role,
    StoredMark,
)
from quizapp.storage.sight import Onlooker, may_see_attempts
from quizapp.storage.versions import Versions


class Share(NamedTuple):
    """Answers to one question, of one assignment or outside all: how many, and how far they are."""

    quiz: str
    question: str
    assignment_id: int | None
    answers: int
    marked: int
    mine: int
    released: int


class Script(NamedTuple):
    """An answer to mark. `markers` have marked it; the attempt's id stands for its reader."""

    attempt_id: str
    position: int
    version_id: int
    reader: str
    response: Response
    markers: int
    is_mine: bool


def _marks(*more: Any) -> Any:
    here = and_(HandMark.attempt_id == StoredMark.attempt_id)
    return and_(here, HandMark.position == StoredMark.position, *more)


# Spelled out and not bound: a partial index is used only where a query has its very words.
_WAITING: Final = select(Attempt.id).where(text("attempts.waiting <> '0'")).correlate(None)
_HAS_MARK: Final = exists().where(_marks())


def _is_to_mark(by: Onlooker) -> tuple[Any, ...]:
    """What waits, and what was marked: a blank or a question that was dropped is neither."""
    return (
        Attempt.state == AttemptState.HANDED_IN,
        Attempt.is_practice.is_(False),
        Reader.role != Role.ERASED,
        or_(StoredMark.earned.is_(None), _HAS_MARK),
        may_see_attempts(by),
    )


def _select(*columns: Any) -> Select[Any]:
    found: Select[Any] = select(*columns).select_from(Attempt)
    found = found.join(StoredMark, StoredMark.attempt_id == Attempt.id)
    return found.join(Reader, Reader.id == Attempt.reader_id)


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))


def shares_to_mark(connection: Connection, versions: Versions, by: Onlooker) -> list[Share]:
    """Return all that is there to mark, in numbers."""
    group = (Attempt.quiz, StoredMark.question, Attempt.assignment_id, Attempt.version_id)
    found = _select(
        *group,
        func.count(),
        _count(_HAS_MARK),
        _count(exists().where(_marks(HandMark.marker_id == by.reader_id))),
        _count(Attempt.marks_released_at.is_not(None)),
    )
    # Of most attempts no mark has to be looked at: these few are found by an index of their own.
    found = found.where(Attempt.id.in_(union_all(_WAITING, select(HandMark.attempt_id))))
    rows = connection.execute(found.where(*_is_to_mark(by)).group_by(*group).order_by(*group))
    return [
        Share(quiz, question, assignment_id, *counts)
        for quiz, question, assignment_id, version_id, *counts in rows
        if _is_by_hand(versions, version_id, question)
    ]


def _is_by_hand(versions: Versions, version_id: int, question: str) -> bool:
    # A Part B behind its gate waits too, for its Part A.
    return versions.get(version_id).items[question].question.is_marked_by_hand


def scripts_of(
    connection: Connection, versions: Versions, by: Onlooker, quiz: str, question: str
) -> list[Script]:
    """Return the answers to a question, in an order that tells nothing about the pupils."""
    mine = exists().where(_marks(HandMark.marker_id == by.reader_id))
    count = select(func.count()).select_from(HandMark).where(_marks()).scalar_subquery()
    found = (
        _select(
            Attempt.id,
            StoredMark.position,
            Attempt.version_id,
            Reader.name,
            Answer.response,
            count,
            mine,
        )
        .join(Answer, and_(Answer.attempt_id == Attempt.id, Answer.position == StoredMark.position))
        .where(
            Attempt.quiz == quiz,
            StoredMark.question == question,
            Answer.number == _newest_number(),
            or_(Attempt.waiting != 0, exists().where(HandMark.attempt_id == Attempt.id)),
            *_is_to_mark(by),
        )
        .order_by(Attempt.id)
    )
    return [
        Script(row[0], row[1], row[2], row[3], decode(row[4]), row[5], bool(row[6]))
        for row in connection.execute(found)
        if _is_by_hand(versions, row[2], question)
    ]


def _newest_number() -> Any:
    # An answer that was checked counts also when the field was emptied after it.
    other = Answer.__table__.alias()
    number = select(func.max(other.c.number)).where(
        other.c.attempt_id == StoredMark.attempt_id,
        other.c.position == StoredMark.position,
        other.c.response != "[]",
    )
    return number.correlate(StoredMark.__table__).scalar_subquery()
