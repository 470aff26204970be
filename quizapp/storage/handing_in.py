"""Handing in: by the reader, or because the time is up; each attempt exactly once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, update

from quizapp.core.quiz import Quiz
from quizapp.storage.attempts import Taken
from quizapp.storage.database import Database
from quizapp.storage.models import IS_OPEN, Answer, Attempt, AttemptState, HandMark, Presence
from quizapp.storage.quick import Quick
from quizapp.storage.scores import score_of, store_score

_CLOSE: Final = Quick(
    update(Attempt).where(Attempt.id == bindparam("attempt"), IS_OPEN),
    ("state", "finished_at", "was_cut_off"),
)
# An attempt that was opened again has marks by hand; those to an answer that was changed since
# count for nothing. What they were stays in the log.
_FORGET_MARKS_OF_OLDER: Final = Quick(
    delete(HandMark).where(
        HandMark.attempt_id == bindparam("attempt"),
        exists().where(
            Answer.attempt_id == HandMark.attempt_id,
            Answer.position == HandMark.position,
            Answer.saved_at > HandMark.marked_at,
        ),
    )
)
_LEAVE: Final = Quick(delete(Presence).where(Presence.attempt_id == bindparam("attempt")))


def hand_in(database: Database, taken: Taken, quiz: Quiz, now: datetime) -> bool:
    """Hand an attempt in and store its score. Returns False when that was done before."""
    attempt = {"attempt": taken.id}
    closing = attempt | closing_values(taken.deadline, now)

    def job(connection: Connection) -> bool:
        if not _CLOSE.change(connection, closing):
            return False
        _FORGET_MARKS_OF_OLDER.change(connection, attempt)
        store_score(connection, taken, quiz, score_of(connection, taken, quiz))
        _LEAVE.change(connection, attempt)
        return True

    return database.write(job)


def closing_values(deadline: datetime | None, now: datetime) -> dict[str, Any]:
    """Return the columns of an attempt that is handed in, by its reader or because time is up."""
    return {
        "state": AttemptState.HANDED_IN,
        "finished_at": min(now, deadline) if deadline else now,
        "was_cut_off": deadline is not None and now > deadline,
    }
