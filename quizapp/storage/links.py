"""Links that work once: to become the teacher, and to choose a password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, exists, insert, select, update

from quizapp.storage.database import Database
from quizapp.storage.models import Account, PasswordLink, TeacherLink
from quizapp.storage.sessions import digest, new_token

PASSWORD_LINK_MINUTES: Final = 30


def new_teacher_link(database: Database, now: datetime) -> str:
    """Return the token of a new one-time link; earlier unspent ones stop working."""
    token = new_token()

    def job(connection: Connection) -> str:
        connection.execute(delete(TeacherLink).where(TeacherLink.spent_at.is_(None)))
        row = {"digest": digest(token), "created_at": now, "spent_at": None}
        connection.execute(insert(TeacherLink).values(row))
        return token

    return database.write(job)


def is_teacher_link(connection: Connection, token: str) -> bool:
    """Tell whether a link can still be spent."""
    unspent = exists().where(TeacherLink.digest == digest(token), TeacherLink.spent_at.is_(None))
    return bool(connection.execute(select(unspent)).scalar())


def spend_teacher_link(connection: Connection, token: str, now: datetime) -> bool:
    """Spend a link. Returns False when it is spent or unknown."""
    spend = (
        update(TeacherLink)
        .where(TeacherLink.digest == digest(token), TeacherLink.spent_at.is_(None))
        .values(spent_at=now)
    )
    return connection.execute(spend).rowcount == 1


def new_password_link(connection: Connection, reader_id: int, now: datetime) -> str:
    """Return the token of a link to choose a password; an earlier one stops working."""
    token = new_token()
    connection.execute(delete(PasswordLink).where(PasswordLink.reader_id == reader_id))
    row = {
        "digest": digest(token),
        "reader_id": reader_id,
        "created_at": now,
        "good_until": now + timedelta(minutes=PASSWORD_LINK_MINUTES),
    }
    connection.execute(insert(PasswordLink).values(row))
    return token


def whose_password_link(connection: Connection, token: str, now: datetime) -> int | None:
    """Return whose password a link is for, while it works."""
    found = (
        select(PasswordLink.reader_id)
        .join(Account, Account.reader_id == PasswordLink.reader_id)
        .where(
            PasswordLink.digest == digest(token),
            PasswordLink.good_until > now,
            Account.disabled_at.is_(None),
        )
    )
    return connection.execute(found).scalar_one_or_none()


def spend_password_link(connection: Connection, token: str, now: datetime) -> int | None:
    """Spend a link: return whose it was, or None when it does not work (any more)."""
    reader_id = whose_password_link(connection, token, now)
    gone = delete(PasswordLink).where(PasswordLink.digest == digest(token))
    if reader_id is None or connection.execute(gone).rowcount != 1:
        return None
    return reader_id


def forget_old_links(database: Database, now: datetime) -> None:
    """Delete the links that have run out."""
    gone = delete(PasswordLink).where(PasswordLink.good_until <= now)
    database.write(lambda connection: connection.execute(gone).close())
