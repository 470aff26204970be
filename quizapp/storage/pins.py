"""The PINs on pupils' cards: shown once, kept as an HMAC with the server's key.

A PIN opens a pupil's own seat and nothing else. It says nothing of who or which class it is for, so
it stays good when the pupil moves to another class.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, select, update

from quizapp.storage.models import Reader, Seat
from quizapp.storage.people import HAS_ACCOUNT

PIN_LENGTH: Final = 8
"""With 30 pupils and 30 wrong guesses a minute, a hit takes more than a month of guessing."""


class Card(NamedTuple):
    """What is printed for a pupil."""

    name: str
    pin: str


def fold_pin(text: str) -> str:
    """Leave the digits of a typed PIN; cards show them in two groups."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def pin_digest(secret: bytes, pin: str) -> str:
    """Return what is stored of a PIN."""
    return hmac.digest(secret, f"pin {fold_pin(pin)}".encode(), "sha256").hex()


def make_cards(
    connection: Connection, secret: bytes, class_id: int, reader_ids: Iterable[int]
) -> list[Card]:
    """Give pupils of a class new PINs; their old ones open nothing from now on.

    Who has an account gets none: a card would be a way round the password.
    """
    found = (
        select(Reader.id, Reader.name)
        .join(Seat, Seat.reader_id == Reader.id)
        .where(
            Seat.class_id == class_id,
            Seat.removed_at.is_(None),
            Reader.id.in_(list(reader_ids)),
            ~HAS_ACCOUNT,
        )
    )
    people = sorted(connection.execute(found).all(), key=lambda row: (row.name.casefold(), row.id))
    return [Card(row.name, _give_pin(connection, secret, class_id, row.id)) for row in people]


def _give_pin(connection: Connection, secret: bytes, class_id: int, reader_id: int) -> str:
    pin = _new_pin()
    while connection.execute(seats_with_pin(secret, pin)).first():
        pin = _new_pin()
    mine = update(Seat).where(Seat.class_id == class_id, Seat.reader_id == reader_id)
    connection.execute(mine.values(pin_digest=pin_digest(secret, pin)))
    return f"{pin[: PIN_LENGTH // 2]} {pin[PIN_LENGTH // 2 :]}"


def seats_with_pin(secret: bytes, pin: str) -> Select[int, int]:
    """Return what selects class and reader of the seat that a PIN opens."""
    return select(Seat.class_id, Seat.reader_id).where(Seat.pin_digest == pin_digest(secret, pin))


def _new_pin() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(PIN_LENGTH))
