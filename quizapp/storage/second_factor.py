"""The second factor: one-time codes from an app (TOTP, RFC 6238), and recovery codes."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import Connection, delete, func, insert, select, update

from quizapp.storage.accounts import Person
from quizapp.storage.models import Account, RecoveryCode
from quizapp.storage.people import ALPHABET, fold_code

STEP_SECONDS: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1
"""Steps that a telephone's clock may be ahead or behind."""
RECOVERY_CODES: Final = 10
_RECOVERY_LENGTH: Final = 12


def shared_secret(secret: bytes, salt: str) -> str:
    """Return what the app on the telephone is told, in base 32: it is stored nowhere."""
    raw = hmac.digest(secret, f"totp {salt}".encode(), "sha256")[:20]
    return base64.b32encode(raw).decode()


def address_for_app(secret: bytes, person: Person) -> str:
    """Return the `otpauth:` address that is shown as a QR code."""
    totp = pyotp.TOTP(shared_secret(secret, person.totp_salt or ""), digits=DIGITS)
    return totp.provisioning_uri(name=person.user_name, issuer_name="quizapp")


def begin(connection: Connection, reader_id: int) -> None:
    """Choose a new secret; it asks nobody for a code before the first one was typed."""
    values = {"totp_salt": secrets.token_urlsafe(16), "totp_since": None, "totp_step": None}
    connection.execute(update(Account).where(Account.reader_id == reader_id).values(values))


def spend_code(
    connection: Connection, secret: bytes, person: Person, typed: str, now: datetime
) -> bool:
    """Tell whether a code from the app is right. Each is taken once, and none before the last."""
    code = "".join(typed.split())
    if person.totp_salt is None or len(code) != DIGITS:
        return False
    totp = pyotp.TOTP(shared_secret(secret, person.totp_salt), digits=DIGITS)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode("utf-8", "replace")):
            return _spend_step(connection, person.reader_id, step)
    return False


def _spend_step(connection: Connection, reader_id: int, step: int) -> bool:
    spend = (
        update(Account)
        .where(
            Account.reader_id == reader_id,
            Account.totp_step.is_(None) | (Account.totp_step < step),
        )
        .values(totp_step=step)
    )
    return connection.execute(spend).rowcount == 1


def confirm(connection: Connection, secret: bytes, reader_id: int, now: datetime) -> list[str]:
    """Ask for codes from now on. Returns the recovery codes, which are shown this once."""
    since = update(Account).where(Account.reader_id == reader_id).values(totp_since=now)
    connection.execute(since)
    return new_recovery_codes(connection, secret, reader_id)


def new_recovery_codes(connection: Connection, secret: bytes, reader_id: int) -> list[str]:
    """Return new recovery codes; earlier ones stop working."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    connection.execute(delete(RecoveryCode).where(RecoveryCode.reader_id == reader_id))
    rows = [{"digest": _digest(secret, reader_id, c), "reader_id": reader_id} for c in codes]
    connection.execute(insert(RecoveryCode), rows)
    return codes


def spend_recovery_code(connection: Connection, secret: bytes, reader_id: int, typed: str) -> bool:
    """Tell whether a recovery code is right; it works once."""
    gone = delete(RecoveryCode).where(
        RecoveryCode.digest == _digest(secret, reader_id, fold_code(typed)),
        RecoveryCode.reader_id == reader_id,
    )
    return connection.execute(gone).rowcount == 1


def recovery_codes_left(connection: Connection, reader_id: int) -> int:
    """Return how many recovery codes are left."""
    found = select(func.count()).select_from(RecoveryCode)
    return int(connection.execute(found.where(RecoveryCode.reader_id == reader_id)).scalar_one())


def _recovery_code() -> str:
    return fold_code("".join(secrets.choice(ALPHABET) for _ in range(_RECOVERY_LENGTH)))


def _digest(secret: bytes, reader_id: int, code: str) -> str:
    # Sixty bits could be tried out on a stolen database; without the server's key they cannot.
    return hmac.digest(secret, f"recovery {reader_id} {code}".encode(), "sha256").hex()
