"""Accounts: who signs in with a user name and a password, and what they may do."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime
from enum import Enum
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from quizapp.core.question import Message
from quizapp.storage.models import Account, PasswordLink, Reader, RecoveryCode, Role
from quizapp.storage.sessions import digest, end_all, new_token

USER_NAME_LENGTH: Final = 60
_USER_NAME: Final = re.compile(r"[\w.@+-]{3,60}")


class Person(NamedTuple):
    """Somebody with an account."""

    reader_id: int
    name: str
    role: str
    user_name: str
    password_hash: str | None
    signed_in_at: datetime | None
    disabled_at: datetime | None
    totp_salt: str | None
    totp_since: datetime | None
    totp_step: int | None

    @property
    def is_administrator(self) -> bool:
        return self.role == Role.ADMINISTRATOR

    @property
    def has_second_factor(self) -> bool:
        return self.totp_since is not None


class Refusal(Enum):
    """Why something was not done to an account."""

    TAKEN = "taken"
    LAST_ADMINISTRATOR = "last administrator"


def fold_user_name(text: str) -> str:
    """Bring a user name into the one form it is stored in: capitals and widths do not matter."""
    return unicodedata.normalize("NFKC", text.strip()).casefold()


def user_name_complaint(folded: str) -> Message | None:
    """Say why a user name is refused, or return None."""
    if _USER_NAME.fullmatch(folded):
        return None
    return Message("A user name has 3 to 60 letters, digits or . _ - @ +, without spaces.")


_PERSON: Final[Any] = select(
    Reader.id,
    Reader.name,
    Reader.role,
    Account.user_name,
    Account.password_hash,
    Account.signed_in_at,
    Account.disabled_at,
    Account.totp_salt,
    Account.totp_since,
    Account.totp_step,
).join(Account, Account.reader_id == Reader.id)


def person(connection: Connection, reader_id: int) -> Person | None:
    """Return somebody's account."""
    row = connection.execute(_PERSON.where(Reader.id == reader_id)).one_or_none()
    return Person(*row) if row else None


def person_called(connection: Connection, user_name: str) -> Person | None:
    """Return the account with a user name."""
    wanted = _PERSON.where(Account.user_name == fold_user_name(user_name))
    row = connection.execute(wanted).one_or_none()
    return Person(*row) if row else None


def people(connection: Connection, before: int = 0, most: int | None = None) -> list[Person]:
    """Return accounts by user name: all, or so many of those after the first ones."""
    found = _PERSON.order_by(Account.user_name).offset(before).limit(most)
    return [Person(*row) for row in connection.execute(found)]


def count_people(connection: Connection) -> int:
    """Count the accounts."""
    return int(connection.execute(select(func.count()).select_from(Account)).scalar_one())


def has_password(connection: Connection) -> bool:
    """Tell whether anybody can sign in yet."""
    found = select(exists().where(Account.password_hash.is_not(None)))
    return bool(connection.execute(found).scalar())


def add_account(
    connection: Connection,
    reader_id: int | None,
    name: str,
    user_name: str,
    role: Role,
    now: datetime,
) -> int | Refusal:
    """Give a reader an account without a password yet, or make somebody new. Returns their id."""
    folded = fold_user_name(user_name)
    if connection.execute(select(exists().where(Account.user_name == folded))).scalar():
        return Refusal.TAKEN
    if reader_id is None:
        reader_id = _add_person(connection, name, now)
    connection.execute(
        update(Reader)
        .where(Reader.id == reader_id)
        # From now on a password is asked for: the resume code of old fits nothing.
        .values(role=role, resume_digest=digest(new_token()))
    )
    end_all(connection, reader_id)
    connection.execute(insert(Account).values(reader_id=reader_id, user_name=folded))
    return reader_id


def _add_person(connection: Connection, name: str, now: datetime) -> int:
    row: dict[str, Any] = {
        "name": name,
        "role": Role.READER,
        "resume_salt": secrets.token_urlsafe(16),
        "resume_digest": digest(new_token()),
        "created_at": now,
    }
    added = connection.execute(insert(Reader).values(row).returning(Reader.id))
    return int(added.scalar_one())


def set_password(
    connection: Connection, reader_id: int, password_hash: str, now: datetime, but: str = ""
) -> None:
    """Store a password; every session ends but the one with this token, and links stop working."""
    connection.execute(
        update(Account)
        .where(Account.reader_id == reader_id)
        .values(password_hash=password_hash, password_at=now)
    )
    connection.execute(delete(PasswordLink).where(PasswordLink.reader_id == reader_id))
    end_all(connection, reader_id, but)


def rehash(connection: Connection, reader_id: int, password_hash: str) -> None:
    """Store the same password hashed as is done today."""
    _set(connection, reader_id, password_hash=password_hash)


def set_role(connection: Connection, reader_id: int, role: Role) -> Refusal | None:
    """Give somebody with an account another role; they sign in anew. One administrator stays."""
    if role is not Role.ADMINISTRATOR and is_last_administrator(connection, reader_id):
        return Refusal.LAST_ADMINISTRATOR
    connection.execute(update(Reader).where(Reader.id == reader_id).values(role=role))
    end_all(connection, reader_id)
    return None


def disable(connection: Connection, reader_id: int, now: datetime) -> Refusal | None:
    """Shut somebody out at once; what they did stays. One administrator stays."""
    if is_last_administrator(connection, reader_id):
        return Refusal.LAST_ADMINISTRATOR
    _set(connection, reader_id, disabled_at=now)
    connection.execute(delete(PasswordLink).where(PasswordLink.reader_id == reader_id))
    end_all(connection, reader_id)
    return None


def enable(connection: Connection, reader_id: int) -> None:
    """Let somebody in again."""
    _set(connection, reader_id, disabled_at=None)


def end_second_factor(connection: Connection, reader_id: int) -> None:
    """Ask for the password alone from now on."""
    _set(connection, reader_id, totp_salt=None, totp_since=None, totp_step=None)
    connection.execute(delete(RecoveryCode).where(RecoveryCode.reader_id == reader_id))


def note_sign_in(connection: Connection, reader_id: int, now: datetime) -> None:
    """Note when somebody last came in."""
    _set(connection, reader_id, signed_in_at=now)


def _set(connection: Connection, reader_id: int, **values: Any) -> None:
    connection.execute(update(Account).where(Account.reader_id == reader_id).values(values))


def is_last_administrator(connection: Connection, reader_id: int) -> bool:
    """Tell whether somebody is the only administrator who can sign in."""
    able = (
        select(Reader.id)
        .join(Account, Account.reader_id == Reader.id)
        .where(
            Reader.role == Role.ADMINISTRATOR,
            Account.disabled_at.is_(None),
            Account.password_hash.is_not(None),
        )
    )
    return list(connection.execute(able).scalars()) == [reader_id]
