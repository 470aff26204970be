"""Attempts: begun once, and continued."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from quizapp.storage.database import Database
from quizapp.storage.models import (
    IS_OPEN,
    Accommodation,
    Account,
    Attempt,
    AttemptState,
    QuizVersion,
    Reader,
    Role,
    Session,
)
from quizapp.storage.quick import Quick
from quizapp.storage.sessions import VISITOR_COLUMNS, Visitor, digest, is_alive

GRACE: Final = timedelta(seconds=10)
"""How long after its deadline an attempt still takes what was on its way."""


def is_over(state: str, deadline: datetime | None, now: datetime) -> bool:
    """Tell whether an attempt counts as handed in, also when nobody wrote that down yet."""
    return state == AttemptState.HANDED_IN or (deadline is not None and now > deadline + GRACE)


def has_ended(now: datetime) -> ColumnElement[bool]:
    """Return the same as a condition: neither true nor false where there is no deadline."""
    return or_(Attempt.state == AttemptState.HANDED_IN, Attempt.deadline < now - GRACE)


@dataclass(frozen=True, slots=True)
class Taken:
    """An attempt as it is stored."""

    id: str
    reader_id: int
    quiz: str
    assignment_id: int | None
    version_id: int
    number: int
    is_practice: bool
    seed: str
    questions: tuple[str, ...]
    state: str
    started_at: datetime
    read_at: datetime | None
    deadline: datetime | None
    finished_at: datetime | None
    was_cut_off: bool
    earned: Fraction | None
    possible: Fraction | None
    waiting: Fraction | None
    title: str

    def is_over(self, now: datetime) -> bool:
        """Tell whether it counts as handed in, also when nobody wrote that down yet."""
        return is_over(self.state, self.deadline, now)

    @property
    def share(self) -> Fraction | None:
        if self.earned is None or self.possible is None:
            return None
        return self.earned / self.possible if self.possible else Fraction(0)


_COLUMNS = (
    Attempt.id,
    Attempt.reader_id,
    Attempt.quiz,
    Attempt.assignment_id,
    Attempt.version_id,
    Attempt.number,
    Attempt.is_practice,
    Attempt.seed,
    Attempt.questions,
    Attempt.state,
    Attempt.started_at,
    Attempt.read_at,
    Attempt.deadline,
    Attempt.finished_at,
    Attempt.was_cut_off,
    Attempt.earned,
    Attempt.possible,
    Attempt.waiting,
    QuizVersion.title,
)


def _select_attempts(*more: Any) -> Select[Any]:
    columns: Any = select(*_COLUMNS, *more)
    attempts: Select[Any] = columns.join(QuizVersion, QuizVersion.id == Attempt.version_id)
    return attempts


def _taken(row: Any) -> Taken:
    values = list(row[: len(_COLUMNS)])
    values[8] = tuple(values[8])
    return Taken(*values)


_OWN = Quick(
    _select_attempts(*VISITOR_COLUMNS)
    .join(Session, Session.reader_id == Attempt.reader_id)
    .join(Reader, Reader.id == Attempt.reader_id)
    .outerjoin(Account, Account.reader_id == Attempt.reader_id)
    .outerjoin(Accommodation, Accommodation.reader_id == Attempt.reader_id)
    .where(Attempt.id == bindparam("attempt"), Session.digest == bindparam("device"), *is_alive())
)


_mine = (
    _select_attempts()
    .where(Attempt.reader_id == bindparam("reader"))
    .order_by(Attempt.started_at, Attempt.number)
)
_MINE = Quick(_mine)
_MINE_AT = Quick(_mine.where(Attempt.quiz == bindparam("quiz")))


def own_attempt(
    connection: Connection, token: str, attempt_id: str, now: datetime
) -> tuple[Visitor, Taken] | None:
    """Return an attempt and its reader, if it is theirs who ask."""
    row = _OWN.row(connection, {"attempt": attempt_id, "device": digest(token), "now": now})
    if row is None:
        return None
    taken = _taken(row)
    return Visitor(taken.reader_id, *row[len(_COLUMNS) :]), taken


def attempts_of(connection: Connection, reader_id: int, quiz: str | None = None) -> list[Taken]:
    """Return a reader's attempts, oldest first, of one quiz or of all."""
    if quiz is None:
        rows = _MINE.rows(connection, {"reader": reader_id})
    else:
        rows = _MINE_AT.rows(connection, {"reader": reader_id, "quiz": quiz})
    return [_taken(row) for row in rows]


def attempts_where(connection: Connection, *which: Any) -> list[tuple[str, Taken]]:
    """Return attempts that meet conditions with their readers' names, oldest first.

    Practice is left out, and so is what is left of those who were erased.
    """
    found = (
        _select_attempts(Reader.name)
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(*which, Attempt.is_practice.is_(False), Reader.role != Role.ERASED)
        .order_by(Attempt.started_at, Attempt.number, Attempt.id)
    )
    return [(row[-1], _taken(row)) for row in connection.execute(found)]


def attempts_at(connection: Connection, quiz: str) -> list[tuple[str, Taken]]:
    """Return all attempts at a quiz with their readers' names, oldest first, practice left out."""
    return attempts_where(connection, Attempt.quiz == quiz)


@dataclass(frozen=True, slots=True)
class Start:
    """What an attempt begins with. It ends `minutes` later, and at `closes_at` at the latest."""

    reader_id: int
    quiz: str
    questions: Sequence[str]
    seed: str
    limit: int | None
    minutes: int | None
    is_practice: bool = False
    assignment_id: int | None = None
    closes_at: datetime | None = None

    def deadline(self, now: datetime) -> datetime | None:
        ends = [now + timedelta(minutes=self.minutes)] if self.minutes else []
        return min([*ends, self.closes_at] if self.closes_at else ends, default=None)


class NoAttemptsLeftError(Exception):
    """The reader has had as many attempts as the quiz allows."""


_BEFORE: Final = Quick(
    select(Attempt.id, Attempt.state, Attempt.assignment_id).where(
        Attempt.reader_id == bindparam("reader"),
        Attempt.quiz == bindparam("quiz"),
        Attempt.is_practice == bindparam("practice"),
    )
)


def start_attempt(
    database: Database, start: Start, version: Callable[[Connection], int], now: datetime
) -> str:
    """Begin an attempt, or return the one that is open. Raises NoAttemptsLeftError."""

    def job(connection: Connection) -> str:
        mine = {"reader": start.reader_id, "quiz": start.quiz, "practice": start.is_practice}
        before = _BEFORE.named(connection, mine)
        for row in before:
            if row.state == AttemptState.OPEN:
                return str(row.id)
        counting = sum(row.assignment_id == start.assignment_id for row in before)
        if start.limit is not None and not start.is_practice and counting >= start.limit:
            raise NoAttemptsLeftError
        return _insert(connection, start, version(connection), len(before) + 1, now)

    return database.write(job)


_needed = (column.name for column in Attempt.__table__.columns if not column.nullable)
_BEGIN: Final = Quick(insert(Attempt), [*_needed, "assignment_id", "deadline"])


def _insert(
    connection: Connection, start: Start, version_id: int, number: int, now: datetime
) -> str:
    attempt_id = secrets.token_urlsafe(16)
    row = {
        "id": attempt_id,
        "reader_id": start.reader_id,
        "quiz": start.quiz,
        "assignment_id": start.assignment_id,
        "version_id": version_id,
        "number": number,
        "is_practice": start.is_practice,
        "seed": start.seed,
        "questions": list(start.questions),
        "state": AttemptState.OPEN,
        "started_at": now,
        "deadline": start.deadline(now),
        "was_cut_off": False,
        "scored": 0,
    }
    _BEGIN.change(connection, row)
    return attempt_id


def close_passage(database: Database, attempt_id: str, now: datetime) -> None:
    """Note that the reader has read the passage: from now on it is hidden (recall)."""
    read = update(Attempt).where(Attempt.id == attempt_id, Attempt.read_at.is_(None))
    database.write(lambda connection: connection.execute(read.values(read_at=now)).close())


def overdue(connection: Connection, now: datetime) -> list[Taken]:
    """Return open attempts whose time is up."""
    found = _select_attempts().where(IS_OPEN, Attempt.deadline < now - GRACE)
    return [_taken(row) for row in connection.execute(found)]


def is_any_due(connection: Connection, until: datetime) -> bool:
    """Tell whether the time of an open attempt is up by then."""
    due = select(Attempt.id).where(IS_OPEN, Attempt.deadline <= until)
    return connection.execute(due.limit(1)).first() is not None
