"""An attempt that has ended is opened again: its reader goes on with the answers that are there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from quizapp.core.question import Message
from quizapp.storage import log
from quizapp.storage.attempts import Taken, has_ended
from quizapp.storage.models import IS_OPEN, Attempt, AttemptState, StoredMark


class OtherAttemptOpenError(Exception):
    """The reader has begun another attempt at the quiz: two cannot be open."""


def reopen(
    connection: Connection,
    taken: Taken,
    until: datetime | None,
    reason: str,
    author_id: int,
    now: datetime,
) -> bool:
    """Open an attempt until a time, or without an end. Returns False when it is open already.

    What it earned is taken away and reckoned anew when it is handed in. Points set by hand stay,
    and of marks by hand those whose answers stay as they are. Raises OtherAttemptOpenError.
    """
    others = (Attempt.reader_id == taken.reader_id, Attempt.quiz == taken.quiz)
    is_other = (*others, Attempt.is_practice == taken.is_practice, Attempt.id != taken.id)
    if connection.execute(select(Attempt.id).where(*is_other, IS_OPEN)).first():
        raise OtherAttemptOpenError
    again = {
        "state": AttemptState.OPEN,
        "deadline": until,
        "finished_at": None,
        "was_cut_off": False,
        # Statistics that know its marks ask by this number whether they are still the same.
        "scored": Attempt.scored + 1,
        **dict.fromkeys(("earned", "possible", "waiting", "share", "packed", "packed_scored")),
    }
    opened = update(Attempt).where(Attempt.id == taken.id, has_ended(now)).values(again)
    if connection.execute(opened).rowcount != 1:
        return False
    connection.execute(delete(StoredMark).where(StoredMark.attempt_id == taken.id))
    message = Message("Opened an attempt again: %(reason)s", {"reason": reason})
    log.add_entry(
        connection, author_id, "reopening", message, now, quiz=taken.quiz, attempt_id=taken.id
    )
    return True
