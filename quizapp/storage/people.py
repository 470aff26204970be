"""Readers, and the code to come back with."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, delete, exists, insert, select

from quizapp.storage.database import Database
from quizapp.storage.models import Account, Reader, Role
from quizapp.storage.quick import Quick
from quizapp.storage.sessions import add_session, digest, new_token
from quizapp.storage.throttle import Guard, Wait

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, 1, I and L: nobody can mix them up when reading aloud."""
CODE_LENGTH: Final = 12
NAME_LENGTH: Final = 40
_GROUP: Final = 4
HAS_ACCOUNT: Final = exists().where(Account.reader_id == Reader.id)
"""Who has a password signs in with it: no code and no PIN is a way round."""


@lru_cache(maxsize=10_000)
def resume_code(secret: bytes, salt: str) -> str:
    """Return the code that belongs to a reader's salt: 12 letters and digits in groups of four."""
    number = int.from_bytes(hmac.digest(secret, f"resume {salt}".encode(), "sha256"), "big")
    letters = ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return "-".join(letters[i : i + _GROUP] for i in range(0, CODE_LENGTH, _GROUP))


def fold_code(text: str) -> str:
    """Bring a typed code into the form it was shown in."""
    letters = "".join(c for c in text.upper() if c in ALPHABET)
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


def add_reader(database: Database, secret: bytes, name: str, now: datetime) -> str:
    """Store a new reader, known on this device. Returns the device's token."""
    token = new_token()

    def job(connection: Connection) -> None:
        add_session(connection, token, insert_reader(connection, secret, name, now), now)

    database.write(job)
    return token


_ADD: Final = Quick(
    insert(Reader).returning(Reader.id),
    ("name", "role", "resume_salt", "created_at", "resume_digest"),
)


def insert_reader(connection: Connection, secret: bytes, name: str, now: datetime) -> int:
    """Store a new reader, not yet known anywhere."""
    row = reader_row(secret, name, secrets.token_urlsafe(16), now)
    return int(_ADD.rows(connection, row)[0][0])


def reader_row(secret: bytes, name: str, salt: str, now: datetime) -> dict[str, Any]:
    """Return a new reader as they are stored."""
    return {
        "name": name,
        "role": Role.READER,
        "resume_salt": salt,
        "created_at": now,
        "resume_digest": digest(resume_code(secret, salt)),
    }


def resume(
    database: Database, guard: Guard, code: str, address: str | None, now: datetime
) -> str | Wait | None:
    """Make the reader with this code known on a device. Returns the device's token.

    Returns None when nobody has the code, and Wait after too many wrong ones.
    """
    wanted = digest(fold_code(code))

    def look_up(connection: Connection) -> str | None:
        found = select(Reader.id).where(Reader.resume_digest == wanted, ~HAS_ACCOUNT)
        reader_id = connection.execute(found).scalar_one_or_none()
        if reader_id is None:
            return None
        token = new_token()
        add_session(connection, token, reader_id, now)
        return token

    return database.write(lambda c: guard.guess_code(c, address, now, look_up))


def erase_reader(database: Database, reader_id: int) -> None:
    """Erase a reader with all attempts, answers and devices, to the last byte."""
    gone = delete(Reader).where(Reader.id == reader_id)
    database.write(lambda connection: connection.execute(gone).close())
    database.forget()
