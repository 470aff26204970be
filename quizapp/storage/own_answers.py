"""One's own answer stored in one statement: nothing is read before it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError

from quizapp.storage.answers import Receipt, Sent, insert_from, row_values, select_new_row
from quizapp.storage.database import Database
from quizapp.storage.models import Account, Answer, Assignment, Attempt, Session
from quizapp.storage.quick import Quick
from quizapp.storage.sessions import digest, is_alive

_device = Session.digest == bindparam("device")
_SAVE_OWN = Quick(
    insert_from(
        select_new_row()
        .join(Session, Session.reader_id == Attempt.reader_id)
        .outerjoin(Account, Account.reader_id == Attempt.reader_id)
        .outerjoin(Assignment, Assignment.id == Attempt.assignment_id)
        .where(_device, *is_alive(), func.coalesce(Assignment.feedback, "") != "immediate")
    ).returning(
        Answer.number,
        select(Attempt.deadline).where(Attempt.id == bindparam("attempt")).scalar_subquery(),
        select(Session.last_used_at).where(_device).scalar_subquery(),
    )
)


class Kept(NamedTuple):
    """What came of it: the receipt, the attempt's deadline, when the device was last used."""

    receipt: Receipt
    deadline: datetime | None
    last_used_at: datetime


def save_own_answer(
    database: Database, token: str, sent: Sent, now: datetime, until: datetime
) -> Kept | None:
    """Store an answer of who has a device's token, durably, if the attempt is theirs and open.

    None says that it was not stored, and not why: then read the attempt, and ask `save_answer`.
    Only for quizzes whose own feedback is not immediate: there, what was sent before counts too.
    """
    values = {**row_values(sent, now, until), "device": digest(token)}
    try:
        row = database.write_at_once(lambda connection: _SAVE_OWN.row(connection, values))
    except IntegrityError:
        return None
    return Kept(Receipt(row[0], now, values["digest"]), row[1], row[2]) if row else None
