"""That the reader of an open attempt is there, and at which question: told by their page."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import import_module

from sqlalchemy import Connection, bindparam, literal, select

from quizapp.storage.database import Database
from quizapp.storage.models import IS_OPEN, Account, Attempt, Presence, Session
from quizapp.storage.quick import Quick
from quizapp.storage.sessions import digest, is_alive


@cache
def _note(dialect: str) -> Quick:
    # An upsert is the dialect's own: of the two, one alone is loaded.
    insert = import_module(f"sqlalchemy.dialects.{dialect}").insert
    # One statement checks whose attempt it is and that it is open, and writes.
    own = (
        select(
            Attempt.id,
            bindparam("place", type_=Presence.position.type),
            bindparam("seen", type_=Presence.seen_at.type),
        )
        .join(Session, Session.reader_id == Attempt.reader_id)
        .outerjoin(Account, Account.reader_id == Attempt.reader_id)
        .where(
            Attempt.id == bindparam("attempt"),
            IS_OPEN,
            Attempt.assignment_id.is_not(None),
            Session.digest == bindparam("device"),
            *is_alive(),
        )
    )
    row = insert(Presence).from_select(["attempt_id", "position", "seen_at"], own)
    newer = {"position": row.excluded.position, "seen_at": row.excluded.seen_at}
    upsert = row.on_conflict_do_update(index_elements=["attempt_id"], set_=newer)
    return Quick(upsert.returning(literal(1)))


def note_presence(
    database: Database, token: str, attempt_id: str, position: int, now: datetime
) -> bool:
    """Note where a reader is. Returns False where nobody watches: no assignment, or handed in."""
    values = {
        "attempt": attempt_id,
        "device": digest(token),
        "place": position,
        "seen": now,
        "now": now,
    }

    def job(connection: Connection) -> bool:
        return _note(connection.dialect.name).row(connection, values) is not None

    return database.write_at_once(job)
