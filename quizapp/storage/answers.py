"""Answers: a log that is only added to, with a receipt for every row."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from quizapp.core.question import Response
from quizapp.storage.database import Database
from quizapp.storage.given import COLUMNS, Given, encode, given_of
from quizapp.storage.models import IS_OPEN, Answer, Attempt
from quizapp.storage.quick import Quick

UNTIL = "until"


class Sent(NamedTuple):
    """An answer on its way in. `base` is the number of the answer it was made on.

    `salt` is what no reader knows: without it the digest of an answer would tell what the author
    calls a choice or a gap, to whoever tries likely names.
    """

    attempt_id: str
    position: int
    base: int
    response: Response
    tab: str | None = None
    seq: int | None = None
    is_flagged: bool = False
    confidence: int | None = None
    tries: int = 0
    is_check: bool = False
    is_locked: bool = False
    salt: str = ""


class Receipt(NamedTuple):
    """Proof that an answer is stored: its number, its time and the SHA-256 of what is stored.

    Before what is stored stands the salt: the seed of the attempt.
    """

    number: int
    saved_at: datetime
    digest: str


class Stale(NamedTuple):
    """The answer was made on an older one; `newest` is what stands now."""

    newest: Given


class Closed(NamedTuple):
    """The attempt, or this question of it, takes no more answers."""


_last = aliased(Answer)
_newest = (
    select(func.max(Answer.number))
    .where(Answer.attempt_id == bindparam("attempt"), Answer.position == bindparam("place"))
    .scalar_subquery()
)
_ROW = (
    "response",
    "digest",
    "tab",
    "seq",
    "is_flagged",
    "confidence",
    "tries",
    "is_check",
    "is_locked",
)


def select_new_row() -> Select[Any]:
    """Return the row of an answer if it is taken: one statement checks state, deadline and base.

    It numbers the answer too. Only the newest row is looked at: once locked, a question takes no
    other.
    """
    return (
        select(
            Attempt.id,
            bindparam("place", type_=Answer.position.type),
            func.coalesce(_last.number, 0) + 1,
            bindparam("now", type_=Answer.saved_at.type),
            *(bindparam(name, type_=Answer.__table__.c[name].type) for name in _ROW),
        )
        .outerjoin(
            _last,
            (_last.attempt_id == Attempt.id)
            & (_last.position == bindparam("place"))
            & (_last.number == _newest),
        )
        .where(
            Attempt.id == bindparam("attempt"),
            IS_OPEN,
            (Attempt.deadline.is_(None)) | (Attempt.deadline >= bindparam(UNTIL)),
            func.coalesce(_last.number, 0) == bindparam("base"),
            func.coalesce(_last.is_locked, False).is_(False),
        )
        # Whoever hands the attempt in waits for what is being saved, and then grades it.
        .with_for_update(read=True, of=Attempt)
    )


def insert_from(row: Select[Any]) -> Insert:
    """Return the statement that stores what `select_new_row` selects."""
    names = ["attempt_id", "position", "number", "saved_at", *_ROW]
    return insert(Answer).from_select(names, row)


_SAVE = Quick(insert_from(select_new_row()).returning(Answer.number))


def row_values(sent: Sent, now: datetime, until: datetime) -> dict[str, Any]:
    """Return the values that `select_new_row` is run with."""
    text = encode(sent.response)
    return {
        "attempt": sent.attempt_id,
        "place": sent.position,
        "base": sent.base,
        "now": now,
        UNTIL: until,
        "response": text,
        "digest": hashlib.sha256(f"{sent.salt}{text}".encode()).hexdigest(),
        "tab": sent.tab,
        "seq": sent.seq,
        "is_flagged": sent.is_flagged,
        "confidence": sent.confidence,
        "tries": sent.tries,
        "is_check": sent.is_check,
        "is_locked": sent.is_locked,
    }


def save_answer(
    database: Database, sent: Sent, now: datetime, until: datetime
) -> Receipt | Stale | Closed:
    """Store an answer, durably. `until` is the earliest deadline that is not yet past.

    The same (tab, seq) gets the same receipt again, whatever its base.
    """
    values = row_values(sent, now, until)

    def job(connection: Connection) -> Receipt | Stale | Closed:
        if row := _SAVE.row(connection, values):
            return Receipt(row[0], now, values["digest"])
        return _refusal(connection, sent, until)

    try:
        return database.write_at_once(job)
    except IntegrityError:
        # The same (tab, seq) a second time: what was stored then is the answer now.
        with database.read() as connection:
            return _refusal(connection, sent, until)


def _refusal(connection: Connection, sent: Sent, until: datetime) -> Receipt | Stale | Closed:
    place = (Answer.attempt_id == sent.attempt_id, Answer.position == sent.position)
    if sent.tab is not None:
        same = select(*COLUMNS).where(*place, Answer.tab == sent.tab, Answer.seq == sent.seq)
        if row := connection.execute(same).one_or_none():
            given = given_of(row)
            return Receipt(given.number, given.saved_at, given.digest)
    newest = select(*COLUMNS).where(*place).order_by(Answer.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    is_behind = row and row.number != sent.base and not row.is_locked
    if is_behind and _takes_answers(connection, sent.attempt_id, until):
        return Stale(given_of(row))
    return Closed()


def _takes_answers(connection: Connection, attempt_id: str, until: datetime) -> bool:
    taking = select(Attempt.id).where(
        Attempt.id == attempt_id,
        IS_OPEN,
        (Attempt.deadline.is_(None)) | (Attempt.deadline >= until),
    )
    return connection.execute(taking).first() is not None
