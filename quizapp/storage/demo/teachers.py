"""Whose the simulated classes are: an administrator's, a teacher's, or a simulated teacher's."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, update

from quizapp.core.simulation.people import MARK
from quizapp.storage import accounts
from quizapp.storage.accounts import Person, Refusal
from quizapp.storage.demo.making import SALT
from quizapp.storage.models import Reader, Role

USER_NAME: Final = "demo-teacher"


def first_teacher(connection: Connection) -> Person | None:
    """Return who can sign in and teach: the first administrator, else the first teacher."""
    able = [
        person
        for person in accounts.people(connection)
        if person.password_hash and not person.disabled_at and _teaches(person)
    ]
    return min(
        able, key=lambda person: (not person.is_administrator, person.reader_id), default=None
    )


def _teaches(person: Person) -> bool:
    return Role(person.role).rank >= Role.TEACHER.rank


def add_teacher(connection: Connection, now: datetime) -> int | Refusal:
    """Make a simulated teacher, who has no password yet."""
    name = f"Demo teacher {MARK}"
    added = accounts.add_account(connection, None, name, USER_NAME, Role.TEACHER, now)
    if isinstance(added, int):
        salt = f"{SALT}{secrets.token_urlsafe(16)}"
        connection.execute(update(Reader).where(Reader.id == added).values(resume_salt=salt))
    return added
