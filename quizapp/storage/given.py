"""What was answered, as it is stored and as it is read back: the newest answer counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select
from sqlalchemy.orm import aliased

from quizapp.core.question import Response
from quizapp.storage.models import Answer, Attempt
from quizapp.storage.quick import Quick


class Given(NamedTuple):
    """A stored answer to one question."""

    number: int
    response: Response
    digest: str
    is_flagged: bool
    confidence: int | None
    tries: int
    is_check: bool
    is_locked: bool
    saved_at: datetime


def encode(response: Response) -> str:
    """Return a response as it is stored. What no database can hold is left out."""
    pairs = [[_storable(part), _storable(value)] for part, value in response]
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def decode(text: str) -> Response:
    """Return a stored response."""
    return pairs_of(json.loads(text))


def pairs_of(stored: Iterable[Sequence[str]]) -> Response:
    """Return a response, given what JSON makes of a stored one."""
    return tuple((part, value) for part, value in stored)


COLUMNS = (
    Answer.number,
    Answer.response,
    Answer.digest,
    Answer.is_flagged,
    Answer.confidence,
    Answer.tries,
    Answer.is_check,
    Answer.is_locked,
    Answer.saved_at,
)


def given_of(row: Any) -> Given:
    """Build an answer from a row of COLUMNS."""
    return Given(row[0], decode(row[1]), *row[2:])


def _select_current() -> Select[Any]:
    """Find one position after the other, and the newest answer of each, by the primary key.

    To group by position would read all that was ever saved: a text is saved every two seconds, and
    after an hour each page of its attempt would take milliseconds more.
    """
    mine = Answer.attempt_id == bindparam("attempt")
    first = select(func.min(Answer.position).label("position")).where(mine)
    places = first.cte("places", recursive=True)
    behind = select(func.min(Answer.position)).where(mine, Answer.position > places.c.position)
    following = select(behind.scalar_subquery()).where(places.c.position.is_not(None))
    places = places.union_all(following)
    own = aliased(Answer)
    here = (own.attempt_id == bindparam("attempt"), own.position == places.c.position)
    newest = select(func.max(own.number)).where(*here).scalar_subquery()
    columns: Any = (Answer.position, *COLUMNS)
    found: Select[Any] = select(*columns).join(
        places, (Answer.position == places.c.position) & (Answer.number == newest)
    )
    return found.where(mine)


_CURRENT = Quick(_select_current())


def current_answers(connection: Connection, attempt_id: str) -> Mapping[int, Given]:
    """Return the newest answer of every position of an attempt."""
    rows = _CURRENT.rows(connection, {"attempt": attempt_id})
    return {row[0]: given_of(row[1:]) for row in rows}


def newest_answers(connection: Connection, *which: Any) -> dict[str, dict[int, Given]]:
    """Return the newest answer of every position of all attempts that meet conditions."""
    numbers = (
        select(Answer.attempt_id, Answer.position, func.max(Answer.number).label("number"))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(*which)
        .group_by(Answer.attempt_id, Answer.position)
        .subquery()
    )
    found = select(Answer.attempt_id, Answer.position, *COLUMNS).join(
        numbers,
        (Answer.attempt_id == numbers.c.attempt_id)
        & (Answer.position == numbers.c.position)
        & (Answer.number == numbers.c.number),
    )
    answers: dict[str, dict[int, Given]] = {}
    for row in connection.execute(found):
        answers.setdefault(row[0], {})[row[1]] = given_of(row[2:])
    return answers


def all_answers(connection: Connection, attempt_id: str) -> list[tuple[int, Given]]:
    """Return the log of an attempt: every answer with its position, in the order of saving."""
    found = (
        select(Answer.position, *COLUMNS)
        .where(Answer.attempt_id == attempt_id)
        .order_by(Answer.saved_at, Answer.position, Answer.number)
    )
    return [(row[0], given_of(row[1:])) for row in connection.execute(found)]


def last_checks(connection: Connection, attempt_id: str) -> Mapping[int, Given]:
    """Return the newest checked answer of every position (feedback: immediate)."""
    found = (
        select(Answer.position, *COLUMNS)
        .where(Answer.attempt_id == attempt_id, Answer.is_check.is_(True))
        .order_by(Answer.number)
    )
    return {row[0]: given_of(row[1:]) for row in connection.execute(found)}
