"""A reader's finished attempts, and all that is stored about a reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from quizapp.core.question import PROCESSES
from quizapp.core.scoring import counted_attempt
from quizapp.core.settings import Settings
from quizapp.storage.attempts import Taken, attempts_of
from quizapp.storage.given import decode
from quizapp.storage.models import Answer, Attempt, Reader, StoredMark
from quizapp.storage.quick import Quick
from quizapp.storage.scores import score_of
from quizapp.storage.terms import OwnTerms, quiz_of
from quizapp.storage.versions import Versions


class Finished(NamedTuple):
    """A finished attempt: its exact points, the settings it is shown by, where it stands."""

    taken: Taken
    language: str
    settings: Settings
    earned: Fraction
    possible: Fraction
    waiting: Fraction
    is_best: bool = False
    is_counted: bool = False

    @property
    def share(self) -> Fraction:
        return self.earned / self.possible if self.possible else Fraction(0)


class Strength(NamedTuple):
    """Points earned in one comprehension process, over attempts that count nowhere left out."""

    process: str
    earned: Fraction
    possible: Fraction
    questions: int


def finished_attempts(
    connection: Connection,
    versions: Versions,
    reader_id: int,
    now: datetime,
    quiz: str | None = None,
) -> list[Finished]:
    """Return a reader's finished attempts at one quiz or all, oldest first.

    Those whose time is up count from their deadline, also when nobody wrote that down yet.
    """
    return finished_among(connection, versions, attempts_of(connection, reader_id, quiz), now)


def finished_among(
    connection: Connection, versions: Versions, mine: Sequence[Taken], now: datetime
) -> list[Finished]:
    """Return those of a reader's attempts that are finished, with what counts and what is best."""
    finishing = Finishing(connection, versions, mine, now)
    done = [finishing.finish(taken) for taken in mine if taken.is_over(now)]
    by_quiz: dict[str, list[int]] = {}
    for index, finished in enumerate(done):
        if not finished.taken.is_practice:
            by_quiz.setdefault(finished.taken.quiz, []).append(index)
    for places in by_quiz.values():
        _mark_best(done, places)
    return done


class Finishing:
    """Tells what came of a reader's attempts; what holds for all of them is read once."""

    def __init__(
        self, connection: Connection, versions: Versions, mine: Sequence[Taken], now: datetime
    ) -> None:
        self._connection, self._versions, self._now = connection, versions, now
        self._terms = OwnTerms(connection, mine, now)

    def finish(self, taken: Taken) -> Finished:
        """Return an attempt that is over with its points, graded now if nobody wrote them down."""
        quiz = self._versions.get(taken.version_id)
        shown = (taken, quiz.language, self._terms.settings(taken, quiz.settings))
        if taken.earned is not None and taken.possible is not None and taken.waiting is not None:
            return Finished(*shown, taken.earned, taken.possible, taken.waiting)
        # Few: what is over is written down within half a minute.
        marked_by = quiz_of(self._connection, self._versions, taken, self._now)
        score = score_of(self._connection, taken, marked_by)
        return Finished(*shown, score.earned, score.possible, score.waiting)


def _mark_best(done: list[Finished], places: list[int]) -> None:
    shares = [done[place].share for place in places]
    best = places[shares.index(max(shares))]
    # The newest version's policy holds for all attempts at a quiz.
    counted = counted_attempt(done[places[-1]].settings.grade, shares)
    done[best] = done[best]._replace(is_best=True)
    for index, place in enumerate(places):
        if counted in (None, index):
            done[place] = done[place]._replace(is_counted=True)


_MARKS = Quick(
    select(StoredMark.attempt_id, StoredMark.process, StoredMark.earned, StoredMark.possible)
    .join(Attempt, Attempt.id == StoredMark.attempt_id)
    .where(
        Attempt.reader_id == bindparam("reader"),
        StoredMark.process.is_not(None),
        StoredMark.earned.is_not(None),
    )
)


def strengths(
    connection: Connection, reader_id: int, attempt_ids: Collection[str]
) -> list[Strength]:
    """Add up a reader's points by comprehension process, over some of their attempts."""
    wanted = frozenset(attempt_ids)
    totals: dict[str, tuple[Fraction, Fraction, int]] = {}
    for attempt_id, process, earned, possible in _MARKS.rows(connection, {"reader": reader_id}):
        if attempt_id in wanted:
            before = totals.get(process, (Fraction(0), Fraction(0), 0))
            totals[process] = (before[0] + earned, before[1] + possible, before[2] + 1)
    return [Strength(process, *totals[process]) for process in PROCESSES if process in totals]


_SENT = (
    select(
        Answer.attempt_id,
        Answer.position,
        Answer.number,
        Answer.response,
        Answer.is_flagged,
        Answer.confidence,
        Answer.saved_at,
    )
    .join(Attempt, Attempt.id == Answer.attempt_id)
    .where(Attempt.reader_id == bindparam("reader"))
    .order_by(Answer.saved_at, Answer.number)
)


def own_data(connection: Connection, reader_id: int) -> dict[str, Any]:
    """Return everything stored about a reader, answers as they were sent, keys left out."""
    reader = connection.execute(
        select(Reader.name, Reader.created_at).where(Reader.id == reader_id)
    ).one()
    sent: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(_SENT, {"reader": reader_id}):
        sent.setdefault(row.attempt_id, []).append(_answer_data(row))
    return {
        "name": reader.name,
        "known_since": reader.created_at.isoformat(),
        "attempts": [
            {**_attempt_data(taken), "answers": sent.get(taken.id, [])}
            for taken in attempts_of(connection, reader_id)
        ],
    }


def _attempt_data(taken: Taken) -> dict[str, Any]:
    return {
        "id": taken.id,
        "quiz": taken.quiz,
        "title": taken.title,
        "number": taken.number,
        "practice": taken.is_practice,
        "state": taken.state,
        "started_at": taken.started_at.isoformat(),
        "finished_at": taken.finished_at and taken.finished_at.isoformat(),
    }


def _answer_data(row: Any) -> dict[str, Any]:
    return {
        "question": row.position,
        "number": row.number,
        "flagged": row.is_flagged,
        "confidence": row.confidence,
        "saved_at": row.saved_at.isoformat(),
        "response": [list(pair) for pair in decode(row.response)],
    }
