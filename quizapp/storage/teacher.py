"""Becoming a teacher with a one-time link."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from quizapp.storage import accounts
from quizapp.storage.accounts import Refusal
from quizapp.storage.links import spend_teacher_link
from quizapp.storage.models import Role
from quizapp.storage.sessions import replace_session
from quizapp.storage.sign_in import Door


class Wanted(NamedTuple):
    """What the new teacher is to be called; a reader who is known here stays the same person."""

    reader_id: int | None
    name: str
    user_name: str
    password_hash: str


class Made(NamedTuple):
    """The new teacher, signed in on the device with this token."""

    reader_id: int
    role: Role
    token: str


class _UndoneError(Exception):
    """Takes a job back: the link stays unspent."""


def become_teacher(
    door: Door, link: str, wanted: Wanted, device: str, now: datetime
) -> Made | Refusal | None:
    """Spend a link. The first one with a password is administrator too.

    Returns None when the link is spent, Refusal when the user name is taken (the link stays).
    """

    def job(connection: Connection) -> Made | None:
        if not spend_teacher_link(connection, link, now):
            return None
        role = Role.TEACHER if accounts.has_password(connection) else Role.ADMINISTRATOR
        reader_id = accounts.add_account(
            connection, wanted.reader_id, wanted.name, wanted.user_name, role, now
        )
        if isinstance(reader_id, Refusal):
            raise _UndoneError
        accounts.set_password(connection, reader_id, wanted.password_hash, now)
        accounts.note_sign_in(connection, reader_id, now)
        return Made(reader_id, role, replace_session(connection, device, reader_id, now, door.life))

    try:
        return door.database.write(job)
    except _UndoneError:
        return Refusal.TAKEN
