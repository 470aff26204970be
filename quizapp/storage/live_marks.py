"""Right and wrong of answers while they come in: each is graded once and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from quizapp.core.question import Outcome, Response
from quizapp.storage.given import current_answers
from quizapp.storage.models import Attempt
from quizapp.storage.versions import Versions
from quizapp.storage.watching import Going

_ANSWERS: Final = 50_000
_ATTEMPTS: Final = 5_000


class Verdict(StrEnum):
    """How an answer stands before anybody handed in."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    WAITING = "waiting"


class Sheet(NamedTuple):
    """An attempt's questions in its order, and how those are that have an answer."""

    questions: tuple[str, ...]
    verdicts: Mapping[str, Verdict]


BLANK: Final = Sheet((), {})


class LiveMarks:
    """What the newest answers of attempts are worth, kept until something is sent."""

    def __init__(self, versions: Versions) -> None:
        self._versions = versions
        self._grade = lru_cache(maxsize=_ANSWERS)(self._grade_anew)
        self._kept: OrderedDict[str, tuple[tuple[int, int], Sheet]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, connection: Connection, going: Going) -> Sheet:
        """Return how an attempt's answers are."""
        # The log of answers is only added to: as many as before are the same as before.
        state = (going.version_id, going.sent)
        kept = self._kept.get(going.id)
        if kept and kept[0] == state:
            return kept[1]
        questions = kept[1].questions if kept else _questions(connection, going.id)
        found = Sheet(questions, self._read(connection, going, questions))
        with self._lock:
            self._kept[going.id] = (state, found)
            self._kept.move_to_end(going.id)
            while len(self._kept) > _ATTEMPTS:
                self._kept.popitem(last=False)
        return found

    def _read(
        self, connection: Connection, going: Going, questions: tuple[str, ...]
    ) -> Mapping[str, Verdict]:
        if not going.sent:
            return {}
        given = current_answers(connection, going.id)
        return {
            question_id: self._grade(going.version_id, question_id, given[place].response)
            for place, question_id in enumerate(questions, 1)
            if place in given and given[place].response
        }

    def _grade_anew(self, version_id: int, question_id: str, response: Response) -> Verdict:
        question = self._versions.get(version_id).items[question_id].question
        return _verdict(question.grade(response))


def _verdict(outcome: Outcome) -> Verdict:
    if outcome.score is None:
        return Verdict.WAITING
    if outcome.is_right:
        return Verdict.RIGHT
    return Verdict.PARTLY if outcome.score else Verdict.WRONG


def _questions(connection: Connection, attempt_id: str) -> tuple[str, ...]:
    found = select(Attempt.questions).where(Attempt.id == attempt_id)
    return tuple(connection.execute(found).scalar_one())
