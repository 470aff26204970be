"""Erasing a person: nothing of them stays, and what their class knew and did not know stays true.

Of finished attempts a nameless copy is kept: choices, points, how long it took. Typed words, names,
times, addresses and every link to the person go. `erased` in the instance folder notes who is gone,
as a hash, so that a backup that is put back does not bring them back; a table tells other machines.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from quizapp.core.question import Input, Question, Response
from quizapp.core.quiz import Quiz
from quizapp.storage import attempts
from quizapp.storage.database import Database
from quizapp.storage.database_file import make_durable
from quizapp.storage.given import decode, encode
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import (
    Answer,
    Attempt,
    AttemptState,
    Base,
    Erasure,
    Reader,
    Role,
    StoredMark,
)
from quizapp.storage.sessions import digest, new_token
from quizapp.storage.versions import Versions

TYPED: Final = "…"
"""Stands for words of a reader that were none of the author's."""
_LIST: Final = "erased"
Row = dict[str, Any]


class _Kept(NamedTuple):
    """The nameless copy of one attempt."""

    attempt: Row
    answers: list[Row]
    marks: list[Row]


def erase_person(
    database: Database, versions: Versions, folder: Path, reader_id: int, now: datetime
) -> bool:
    """Erase somebody to the last byte. Returns False when they are not there (any more)."""
    with database.read() as connection:
        mark = _mark(connection, reader_id)
        mine = attempts.attempts_of(connection, reader_id)
    if mark is None:
        return False
    for taken in mine:
        if taken.state == AttemptState.OPEN and taken.is_over(now):
            hand_in(database, versions, taken, now)
    _note(folder, {mark})
    with database.read() as connection:
        copies = [
            _nameless(connection, attempt, versions.get(attempt["version_id"]))
            for attempt in _finished(connection, reader_id)
        ]
    database.write(lambda connection: _replace(connection, reader_id, copies, now))
    share_list(database, folder)
    database.forget()
    return True


def erase_again(database: Database, versions: Versions, folder: Path, now: datetime) -> int:
    """Erase whoever was erased before and came back with an older copy of the database."""
    gone = share_list(database, folder)
    if not gone:
        return 0
    with database.read() as connection:
        everybody = connection.execute(select(Reader.id, Reader.created_at)).all()
    back = [reader_id for reader_id, at in everybody if _hash(reader_id, at) in gone]
    for reader_id in back:
        erase_person(database, versions, folder, reader_id, now)
    return len(back)


def share_list(database: Database, folder: Path) -> set[str]:
    """Bring the list in the folder and that of the database together; return it."""

    def add(connection: Connection) -> set[str]:
        # Read where nobody else writes: another machine may share its list at this moment.
        known = set(connection.execute(select(Erasure.mark)).scalars())
        if new := _noted(folder) - known:
            connection.execute(insert(Erasure), [{"mark": mark} for mark in sorted(new)])
        return known

    with database.read() as connection:
        known = set(connection.execute(select(Erasure.mark)).scalars())
    if _noted(folder) - known:
        known |= database.write(add)
    _note(folder, known)
    return _noted(folder)


def remember(connection: Connection, folder: Path) -> None:
    """Note in the folder whom a database knows to be erased, before another takes its place."""
    _note(folder, set(connection.execute(select(Erasure.mark)).scalars()))


def _noted(folder: Path) -> set[str]:
    path = folder / _LIST
    return set(path.read_text(encoding="ascii").split()) if path.exists() else set()


def _mark(connection: Connection, reader_id: int) -> str | None:
    found = select(Reader.created_at).where(Reader.id == reader_id, Reader.role != Role.ERASED)
    created_at = connection.execute(found).scalar_one_or_none()
    return _hash(reader_id, created_at) if created_at else None


def _hash(reader_id: int, created_at: datetime) -> str:
    return hashlib.sha256(f"{reader_id} {created_at.isoformat()}".encode()).hexdigest()


def _note(folder: Path, marks: set[str]) -> None:
    """Note who is gone, so that it is on the disk before anybody is."""
    if new := sorted(marks - _noted(folder)):
        path = folder / _LIST
        with path.open("a", encoding="ascii") as file:
            file.writelines(f"{mark}\n" for mark in new)
        make_durable(path)


def _rows(connection: Connection, table: type[Base], *conditions: Any) -> list[Row]:
    found = select(table.__table__).where(*conditions)
    return [dict(row) for row in connection.execute(found).mappings()]


def _finished(connection: Connection, reader_id: int) -> list[Row]:
    return _rows(
        connection,
        Attempt,
        Attempt.reader_id == reader_id,
        Attempt.state == AttemptState.HANDED_IN,
        Attempt.is_practice.is_(False),
    )


def _nameless(connection: Connection, attempt: Row, quiz: Quiz) -> _Kept:
    own = attempt["id"]
    day = attempt["started_at"].replace(hour=0, minute=0, second=0, microsecond=0)
    new_id = secrets.token_urlsafe(16)
    changed = {
        "id": new_id,
        "seed": "",
        "started_at": day,
        "read_at": None,
        "deadline": None,
        "marks_released_at": None,
        "packed": None,
        "packed_scored": None,
        "finished_at": day + (attempt["finished_at"] - attempt["started_at"]),
    }
    answers = [
        _nameless_answer(row, quiz.items[attempt["questions"][row["position"] - 1]].question)
        | {"attempt_id": new_id, "saved_at": day}
        for row in _rows(connection, Answer, Answer.attempt_id == own)
    ]
    marks = _rows(connection, StoredMark, StoredMark.attempt_id == own)
    return _Kept(attempt | changed, answers, [row | {"attempt_id": new_id} for row in marks])


def _nameless_answer(row: Row, question: Question) -> Row:
    response = encode(authors_words(decode(row["response"]), question))
    digested = hashlib.sha256(response.encode()).hexdigest()
    return row | {"response": response, "digest": digested, "tab": None, "seq": None}


def authors_words(response: Response, question: Question) -> Response:
    """Leave of a response what the author wrote: choices, and the key where somebody typed it."""
    chosen = {
        (entry.part, option.name)
        for entry in question.entries()
        if entry.input not in {Input.TEXT, Input.LONG_TEXT}
        for option in entry.options
    }
    known = chosen if question.is_marked_by_hand else chosen | set(question.key)
    return tuple((part, value if (part, value) in known else TYPED) for part, value in response)


def _replace(connection: Connection, reader_id: int, copies: list[_Kept], now: datetime) -> None:
    gone = connection.execute(delete(Reader).where(Reader.id == reader_id))
    if not gone.rowcount or not copies:
        # Somebody else was faster, and has kept the copies.
        return
    nobody = _add_nobody(connection, now)
    for kept in copies:
        connection.execute(insert(Attempt).values(kept.attempt | {"reader_id": nobody}))
        if kept.answers:
            connection.execute(insert(Answer), kept.answers)
        if kept.marks:
            connection.execute(insert(StoredMark), kept.marks)


def _add_nobody(connection: Connection, now: datetime) -> int:
    """Add somebody without a name, never to come back: the attempts still belong together."""
    row = {
        "name": "",
        "role": Role.ERASED,
        "resume_salt": "",
        "resume_digest": digest(new_token()),
        "created_at": now.replace(hour=0, minute=0, second=0, microsecond=0),
    }
    return int(connection.execute(insert(Reader).values(row).returning(Reader.id)).scalar_one())
