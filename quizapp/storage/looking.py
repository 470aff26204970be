"""Looking at a pupil's pages as the pupil sees them: who may, and that it stands in the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, select

from quizapp.core.question import Message
from quizapp.storage import log
from quizapp.storage.models import (
    Accommodation,
    Account,
    ClassTeacher,
    LogEntry,
    Reader,
    Role,
    Seat,
)
from quizapp.storage.sessions import Visitor
from quizapp.storage.sight import Onlooker

KIND: Final = "look"
LASTS: Final = timedelta(hours=1)
_LOOKED: Final = "Looked at the pages of pupil number %(pupil)d as the pupil sees them."


def may_look(connection: Connection, by: Onlooker, reader_id: int) -> bool:
    """Tell whether somebody may see all that a pupil sees: an administrator, and who teaches them.

    Only pupils are looked at so: whoever teaches sees other people's work.
    """
    is_pupil = select(Reader.id).where(Reader.id == reader_id, Reader.role == Role.READER)
    if connection.execute(is_pupil).first() is None:
        return False
    return by.is_administrator or _class_taught(connection, by, reader_id) is not None


def _class_taught(connection: Connection, by: Onlooker, reader_id: int) -> int | None:
    found = (
        select(Seat.class_id)
        .join(ClassTeacher, ClassTeacher.class_id == Seat.class_id)
        .where(Seat.reader_id == reader_id, Seat.removed_at.is_(None))
        .where(ClassTeacher.reader_id == by.reader_id)
        .order_by(Seat.class_id)
    )
    return connection.execute(found).scalars().first()


def begin_look(connection: Connection, by: Onlooker, reader_id: int, now: datetime) -> int:
    """Put into the log that somebody looks; return the look's number."""
    return log.add_entry(
        connection,
        by.reader_id,
        KIND,
        Message(_LOOKED, {"pupil": reader_id}),
        now,
        class_id=_class_taught(connection, by, reader_id),
    )


def pupil_of_look(
    connection: Connection, by: Onlooker, number: int, now: datetime
) -> Visitor | None:
    """Return whose pages a look is at: somebody's own look, that lasts, and that they may have."""
    own = select(LogEntry.message).where(
        LogEntry.id == number,
        LogEntry.kind == KIND,
        LogEntry.author_id == by.reader_id,
        LogEntry.at > now - LASTS,
    )
    message: Any = connection.execute(own).scalar_one_or_none()
    pupil = int(message["values"]["pupil"]) if message else None
    if pupil is None or not may_look(connection, by, pupil):
        return None
    return _pupil(connection, pupil, now)


def _pupil(connection: Connection, reader_id: int, now: datetime) -> Visitor:
    found = (
        select(Reader.name, Account.user_name, Accommodation.has_large_text)
        .outerjoin(Account, Account.reader_id == Reader.id)
        .outerjoin(Accommodation, Accommodation.reader_id == Reader.id)
        .where(Reader.id == reader_id)
    )
    name, user_name, has_large_text = connection.execute(found).one()
    # Without salt and digest no page can show the code with which the pupil comes back.
    return Visitor(reader_id, name, Role.READER, "", "", now, user_name, has_large_text)
