"""The comments that a teacher wrote to answers, kept to be written again."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from quizapp.storage.models import KeptComment

MOST: Final = 50


class Kept(NamedTuple):
    """A comment to use again."""

    id: int
    text: str


def keep_comment(connection: Connection, owner_id: int, text: str, now: datetime) -> None:
    """Keep a comment, or note that it was used again; of too many the longest unused goes."""
    mine = (KeptComment.owner_id == owner_id, KeptComment.text == text)
    used = connection.execute(update(KeptComment).where(*mine).values(used_at=now))
    if used.rowcount == 0:
        row = {"owner_id": owner_id, "text": text, "used_at": now}
        connection.execute(insert(KeptComment).values(row))
        _drop_oldest(connection, owner_id)


def _drop_oldest(connection: Connection, owner_id: int) -> None:
    too_many = [one.id for one in kept_comments(connection, owner_id)[MOST:]]
    if too_many:
        connection.execute(delete(KeptComment).where(KeptComment.id.in_(too_many)))


def kept_comments(connection: Connection, owner_id: int) -> list[Kept]:
    """Return a teacher's comments, the one used last first."""
    found = (
        select(KeptComment.id, KeptComment.text)
        .where(KeptComment.owner_id == owner_id)
        .order_by(KeptComment.used_at.desc(), KeptComment.id.desc())
    )
    return [Kept(*row) for row in connection.execute(found)]


def drop_comment(connection: Connection, owner_id: int, comment_id: int) -> None:
    """Forget a comment; where it was written it stays."""
    mine = (KeptComment.owner_id == owner_id, KeptComment.id == comment_id)
    connection.execute(delete(KeptComment).where(*mine))
