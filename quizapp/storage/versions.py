"""Quizzes as they were when somebody began them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select

from quizapp.core.bank import BankEntry
from quizapp.core.passage import Boundaries
from quizapp.core.quiz import Quiz
from quizapp.core.reading import read_quiz
from quizapp.storage.database import Database
from quizapp.storage.models import QuizVersion, VersionFile
from quizapp.storage.quick import Quick

_KEPT: Final = 500
_KNOWN: Final = Quick(
    select(QuizVersion.id).where(
        QuizVersion.name == bindparam("quiz"), QuizVersion.digest == bindparam("sum")
    )
)


def store_version(
    connection: Connection,
    entry: BankEntry,
    quiz: Quiz,
    now: datetime,
    new_id: int | None = None,
) -> int:
    """Store a file's present content, unless it is there. Returns the version's id."""
    if known := _KNOWN.row(connection, {"quiz": entry.name, "sum": entry.digest}):
        return int(known[0])
    row: dict[str, Any] = {
        "name": entry.name,
        "digest": entry.digest,
        "title": quiz.title,
        "stored_at": now,
        "text": entry.version.text,
        "boundaries": [passage.boundaries for passage in quiz.passages],
    }
    if new_id is not None:
        row["id"] = new_id
    added = insert(QuizVersion).values(row).returning(QuizVersion.id)
    version_id = int(connection.execute(added).scalar_one())
    files = [
        {"version_id": version_id, "name": name, "content": content}
        for name, content in entry.version.files.items()
    ]
    if files:
        connection.execute(insert(VersionFile), files)
    return version_id


class Versions:
    """Compiled versions, the most used kept in memory."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[int, Quiz] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version_id: int) -> Quiz:
        """Return the quiz of a version. Raises LookupError when it is not stored."""
        if quiz := self.kept(version_id):
            return quiz
        quiz = self._load(version_id)
        with self._lock:
            self._kept[version_id] = quiz
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return quiz

    def kept(self, version_id: int) -> Quiz | None:
        """Return the quiz of a version if it is in memory."""
        with self._lock:
            if quiz := self._kept.get(version_id):
                self._kept.move_to_end(version_id)
            return quiz

    def file(self, version_id: int, name: str) -> bytes | None:
        """Return a file that stood beside a quiz."""
        with self._database.read() as connection:
            return _files(connection, version_id).get(name)

    def _load(self, version_id: int) -> Quiz:
        found = select(QuizVersion.name, QuizVersion.text, QuizVersion.boundaries)
        with self._database.read() as connection:
            row = connection.execute(found.where(QuizVersion.id == version_id)).one_or_none()
            files = _files(connection, version_id)
        quiz = None
        if row:
            quiz = read_quiz(row.text, row.name, "", files.get, _tuples(row.boundaries)).quiz
        if quiz is None:
            raise LookupError(f"version {version_id} cannot be read")
        return quiz


def _files(connection: Connection, version_id: int) -> Mapping[str, bytes]:
    found = select(VersionFile.name, VersionFile.content)
    rows = connection.execute(found.where(VersionFile.version_id == version_id))
    return {row.name: row.content for row in rows}


def _tuples(stored: list[list[list[list[int]]]]) -> list[Boundaries]:
    return [
        tuple(tuple((start, end) for start, end in paragraph) for paragraph in passage)
        for passage in stored
    ]
