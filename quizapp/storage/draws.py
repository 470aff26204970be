"""What attempts were made of: it never changes, so it is kept once somebody has read it."""

from __future__ import annotations

import threading
from typing import Final, NamedTuple

from quizapp.storage.attempts import Taken

_KEPT: Final = 5_000


class Draw(NamedTuple):
    """The version of a quiz, the questions drawn from it, and the seed that orders the rest."""

    version_id: int
    questions: tuple[str, ...]
    seed: str


class Draws:
    """The draws of attempts. They tell nothing of whose an attempt is, nor how it stands."""

    def __init__(self) -> None:
        self._known: dict[str, Draw] = {}
        self._lock = threading.Lock()

    def get(self, attempt_id: str) -> Draw | None:
        """Return the draw of an attempt that was noted, and not so many others after it."""
        return self._known.get(attempt_id)

    def note(self, taken: Taken) -> None:
        """Keep the draw of an attempt."""
        if taken.id in self._known:
            return
        with self._lock:
            self._known[taken.id] = Draw(taken.version_id, taken.questions, taken.seed)
            if len(self._known) > _KEPT:
                del self._known[next(iter(self._known))]
