"""How long people are remembered who do not come back: nothing is kept for ever without use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from quizapp.storage.models import Account, Attempt, Reader, Role, SchoolClass, Seat, Session


class Retention(NamedTuple):
    """How long somebody is kept: without any use, and a pupil after all classes have ended."""

    unused: timedelta
    after_class: timedelta


def due_for_erasure(connection: Connection, keep: Retention, now: datetime) -> list[int]:
    """Return the readers who have been away for too long, the longest known first.

    A class ends when it is archived. Administrators stay: somebody must be able to come in.
    """
    is_unused = _last_used_before(now - keep.unused)
    is_pupil_of_old = and_(
        ~_has_account(),
        _sits(),
        ~_sits(_is_going_on(now - keep.after_class)),
        _last_used_before(now - keep.after_class),
    )
    found = (
        select(Reader.id)
        .where(
            Reader.role.not_in([Role.ERASED, Role.ADMINISTRATOR]),
            or_(is_unused, is_pupil_of_old),
        )
        .order_by(Reader.created_at, Reader.id)
    )
    return [int(reader_id) for (reader_id,) in connection.execute(found)]


def _has_account() -> ColumnElement[bool]:
    return exists().where(Account.reader_id == Reader.id)


def _sits(*which: Any) -> ColumnElement[bool]:
    return exists().where(
        Seat.reader_id == Reader.id,
        Seat.removed_at.is_(None),
        SchoolClass.id == Seat.class_id,
        *which,
    )


def _is_going_on(ended_before: datetime) -> ColumnElement[bool]:
    """Tell of a class whether it is not archived, or was only after some time."""
    return or_(SchoolClass.archived_at.is_(None), SchoolClass.archived_at > ended_before)


def _last_used_before(time: datetime) -> ColumnElement[bool]:
    """Tell of a reader whether nothing was heard of them since."""
    return and_(
        Reader.created_at < time,
        ~exists().where(Session.reader_id == Reader.id, Session.last_used_at >= time),
        ~exists().where(Attempt.reader_id == Reader.id, Attempt.started_at >= time),
        ~exists().where(Account.reader_id == Reader.id, Account.signed_in_at >= time),
    )
