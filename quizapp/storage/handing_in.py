"""Handing in: by the reader, or because the time is up; each attempt exactly once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, update

from quizapp.storage.attempts import GRACE, Taken
from quizapp.storage.database import Database
from quizapp.storage.models import IS_OPEN, Answer, Attempt, AttemptState, HandMark, Presence
from quizapp.storage.quick import Quick
from quizapp.storage.scores import score_of, store_score
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions

_close: Final = update(Attempt).where(Attempt.id == bindparam("attempt"), IS_OPEN)
_CLOSED: Final = ("state", "finished_at", "was_cut_off")
_CLOSE: Final = Quick(_close, _CLOSED)
# Since it was read, a teacher may have opened it again or given more time.
_CLOSE_WHERE_STILL_DUE: Final = Quick(_close.where(Attempt.deadline < bindparam("since")), _CLOSED)
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


def hand_in(database: Database, versions: Versions, taken: Taken, now: datetime) -> bool:
    """Hand an attempt in and store its score.

    Returns False when that was done before, and where its time was up and is not any more.
    """
    attempt = {"attempt": taken.id}
    close = _CLOSE_WHERE_STILL_DUE if taken.is_over(now) else _CLOSE
    closing = attempt | {"since": now - GRACE} | closing_values(taken.deadline, now)
    versions.get(taken.version_id)  # Compiled now, before others wait for the job.

    def job(connection: Connection) -> bool:
        if not close.change(connection, closing):
            return False
        _FORGET_MARKS_OF_OLDER.change(connection, attempt)
        # Asked in here: a regrade made until now counts, and one made from now on counts this too.
        quiz = quiz_of(connection, versions, taken, now, is_marked=True)
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
