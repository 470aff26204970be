"""The log of what teachers did that pupils' work or marks hang on: it is only added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, and_, insert, select

from quizapp.core.question import Message
from quizapp.storage.models import Attempt, LogEntry, Reader
from quizapp.storage.sight import Onlooker, may_see_attempts


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done; `author` is empty for whoever was erased since."""

    id: int
    at: datetime
    author: str
    kind: str
    quiz: str | None
    attempt_id: str | None
    message: Message

    @property
    def pupil(self) -> int | None:
        """Return the number of the pupil it is about, where it is about one: no name is kept."""
        number = self.message.values.get("pupil")
        return number if isinstance(number, int) else None


def add_entry(
    connection: Connection,
    author_id: int | None,
    kind: str,
    message: Message,
    now: datetime,
    *,
    quiz: str | None = None,
    class_id: int | None = None,
    attempt_id: str | None = None,
) -> int:
    """Add an entry, in the transaction of what it tells of; return its number."""
    row = {
        "at": now,
        "author_id": author_id,
        "kind": kind,
        "quiz": quiz,
        "class_id": class_id,
        "attempt_id": attempt_id,
        "message": {"msgid": message.msgid, "values": dict(message.values)},
    }
    added = insert(LogEntry).values(row).returning(LogEntry.id)
    return int(connection.execute(added).scalar_one())


def entries(
    connection: Connection,
    *,
    quiz: str | None = None,
    class_id: int | None = None,
    attempt_id: str | None = None,
    kind: str | None = None,
    limit: int = 200,
    before: int | None = None,
    by: Onlooker | None = None,
) -> Sequence[Entry]:
    """Return the newest entries about a quiz, a class or an attempt, or of a kind, newest first.

    `before` leaves those that were made before the entry of this number. They name an attempt
    that is there (not when its reader was erased), and that `by` may see.
    """
    which = () if by is None else (may_see_attempts(by),)
    found = (
        select(
            LogEntry.id,
            LogEntry.at,
            Reader.name,
            LogEntry.kind,
            LogEntry.quiz,
            Attempt.id.label("attempt_id"),
            LogEntry.message,
        )
        .outerjoin(Reader, Reader.id == LogEntry.author_id)
        .outerjoin(Attempt, and_(Attempt.id == LogEntry.attempt_id, *which))
        .order_by(LogEntry.id.desc())
        .limit(limit)
    )
    for column, value in (
        (LogEntry.quiz, quiz),
        (LogEntry.class_id, class_id),
        (LogEntry.attempt_id, attempt_id),
        (LogEntry.kind, kind),
    ):
        if value is not None:
            found = found.where(cast(Any, column) == value)
    if before is not None:
        found = found.where(LogEntry.id < before)
    return [
        Entry(
            row.id,
            row.at,
            row.name or "",
            row.kind,
            row.quiz,
            row.attempt_id,
            _message(row.message),
        )
        for row in connection.execute(found)
    ]


def _message(stored: Any) -> Message:
    return Message(stored["msgid"], stored["values"])
