"""What an attempt was made of: it never changes, so it is read once and kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select

from quizapp.storage.database import Database
from quizapp.storage.models import Attempt
from quizapp.storage.quick import Quick

_KEPT: Final = 5_000
_DRAW: Final = Quick(
    select(Attempt.version_id, Attempt.questions, Attempt.seed).where(
        Attempt.id == bindparam("attempt")
    )
)


class Draw(NamedTuple):
    """The version of a quiz, the questions drawn from it, and the seed that orders the rest."""

    version_id: int
    questions: tuple[str, ...]
    seed: str


class Draws:
    """The draws of attempts. They tell nothing of whose an attempt is, nor how it stands."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.get = lru_cache(maxsize=_KEPT)(self._load)

    def _load(self, attempt_id: str) -> Draw:
        """Return the draw of an attempt. Raises LookupError when there is no such attempt."""
        with self._database.read() as connection:
            row = _DRAW.row(connection, {"attempt": attempt_id})
        if row is None:
            raise LookupError(f"there is no attempt {attempt_id}")
        return Draw(row[0], tuple(row[1]), row[2])
