"""Points that a teacher sets by hand, with the reason, for a question or a whole attempt."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from quizapp.core.question import Message
from quizapp.core.scoring import format_points
from quizapp.storage import log
from quizapp.storage.attempts import Taken
from quizapp.storage.marks import recompute
from quizapp.storage.models import Override, Reader
from quizapp.storage.versions import Versions


class Overridden(NamedTuple):
    """Points set by hand; without a question, those of the whole attempt."""

    id: int
    question: str | None
    points: Fraction
    reason: str
    author: str
    made_at: datetime
    withdrawn_at: datetime | None


def override(
    connection: Connection,
    versions: Versions,
    taken: Taken,
    question: str | None,
    points: Fraction,
    reason: str,
    author_id: int,
    now: datetime,
) -> None:
    """Set points and reckon the attempt anew, in the transaction of whoever calls."""
    row = {
        "attempt_id": taken.id,
        "question": question,
        "points": points,
        "reason": reason,
        "author_id": author_id,
        "made_at": now,
    }
    connection.execute(insert(Override).values(row))
    recompute(connection, versions, taken, now)
    values: dict[str, str | int] = {
        "points": format_points(points),
        "question": question or "",
        "reason": reason,
    }
    msgid = (
        "Set the points of question %(question)s to %(points)s: %(reason)s"
        if question
        else "Set the points of the attempt to %(points)s: %(reason)s"
    )
    message = Message(msgid, values)
    log.add_entry(
        connection, author_id, "override", message, now, quiz=taken.quiz, attempt_id=taken.id
    )


def withdraw(
    connection: Connection,
    versions: Versions,
    taken: Taken,
    override_id: int,
    author_id: int,
    now: datetime,
) -> bool:
    """Take points set by hand back. Returns False when there are none of that number."""
    mine = (
        Override.id == override_id,
        Override.attempt_id == taken.id,
        Override.withdrawn_at.is_(None),
    )
    gone = connection.execute(update(Override).where(*mine).values(withdrawn_at=now))
    if gone.rowcount != 1:
        return False
    recompute(connection, versions, taken, now)
    message = Message("Took points set by hand back.")
    log.add_entry(
        connection, author_id, "override", message, now, quiz=taken.quiz, attempt_id=taken.id
    )
    return True


def overrides_of(connection: Connection, attempt_id: str) -> list[Overridden]:
    """Return the points set by hand in an attempt, the newest first, withdrawn ones too."""
    found = (
        select(
            Override.id,
            Override.question,
            Override.points,
            Override.reason,
            Reader.name,
            Override.made_at,
            Override.withdrawn_at,
        )
        .outerjoin(Reader, Reader.id == Override.author_id)
        .where(Override.attempt_id == attempt_id)
        .order_by(Override.id.desc())
    )
    return [
        Overridden(*row[:4], row.name or "", row.made_at, row.withdrawn_at)
        for row in connection.execute(found)
    ]
