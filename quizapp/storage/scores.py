"""What an attempt is worth: which answers count, its score, and the marks that are stored of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import aliased

from quizapp.core.quiz import Quiz
from quizapp.core.scoring import Answered, Score, floors, score_attempt
from quizapp.storage.attempts import Taken
from quizapp.storage.decisions import decisions_about
from quizapp.storage.given import Given, current_answers, last_checks
from quizapp.storage.models import Answer, Attempt, AttemptState, StoredMark
from quizapp.storage.packed import pack
from quizapp.storage.quick import Quick

_newer = aliased(Answer)
_newest = (
    select(func.max(_newer.number))
    .where(_newer.attempt_id == StoredMark.attempt_id, _newer.position == StoredMark.position)
    .scalar_subquery()
)
IS_NEWEST_OF_MARK: Final = and_(
    Answer.attempt_id == StoredMark.attempt_id,
    Answer.position == StoredMark.position,
    Answer.number == _newest,
)
"""Joins a mark with the newest answer to its question."""


def counted(given: Given | None, checked: Given | None) -> Answered:
    """Return what counts for a question: the newest answer, and the tries it took.

    After a check, a changed answer is one more try; emptied again, the checked one counts.
    """
    if given is None:
        return Answered(())
    if checked is None:
        return Answered(given.response, 1, given.confidence)
    if not given.response or given.response == checked.response:
        return Answered(checked.response, checked.tries, checked.confidence)
    return Answered(given.response, checked.tries + 1, given.confidence)


def answered_by(
    connection: Connection, taken: Taken, quiz: Quiz, given: Mapping[int, Given] | None = None
) -> Mapping[str, Answered]:
    """Return what counts for every question of an attempt, by question id.

    Whoever has read the newest answers already gives them.
    """
    if given is None:
        given = current_answers(connection, taken.id)
    checked = last_checks(connection, taken.id) if quiz.settings.feedback == "immediate" else {}
    return by_question(taken.questions, given, checked)


def by_question(
    questions: Sequence[str], given: Mapping[int, Given], checked: Mapping[int, Given]
) -> Mapping[str, Answered]:
    """Return what counts by question id, from the newest answers and checks by position."""
    return {
        question_id: counted(given.get(position), checked.get(position))
        for position, question_id in enumerate(questions, 1)
    }


def score_of(
    connection: Connection, taken: Taken, quiz: Quiz, given: Mapping[int, Given] | None = None
) -> Score:
    """Grade an attempt from what is stored, or from the newest answers read already.

    What people decided about its marks counts.
    """
    answers = answered_by(connection, taken, quiz, given)
    decisions = decisions_about(connection, taken, quiz)
    if quiz.corrections.superseded:
        decisions = decisions._replace(floors=floors(quiz, answers))
    return score_attempt(quiz, taken.questions, answers, decisions)


_TOTALS: Final = ("packed", "earned", "possible", "waiting", "share")
_again = Attempt.scored + 1
_STORE: Final = Quick(
    update(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.state == AttemptState.HANDED_IN)
    .values(scored=_again, packed_scored=_again),
    _TOTALS,
)
_CLEAR: Final = Quick(delete(StoredMark).where(StoredMark.attempt_id == bindparam("attempt")))
_MARK: Final = Quick(insert(StoredMark), [column.name for column in StoredMark.__table__.columns])


def store_score(connection: Connection, taken: Taken, quiz: Quiz, score: Score) -> None:
    """Store the marks and totals of an attempt that was handed in, in the place of older ones."""
    attempt = {"attempt": taken.id}
    if not _STORE.change(connection, attempt | totals(score)):
        return
    _CLEAR.change(connection, attempt)
    if rows := mark_rows(taken.id, quiz, score):
        _MARK.change(connection, *rows)


def totals(score: Score) -> dict[str, Any]:
    """Return an attempt's columns of points and marks, written down once."""
    return {
        "scored": 1,
        "packed_scored": 1,
        "packed": pack(score),
        "earned": score.earned,
        "possible": score.possible,
        "waiting": score.waiting,
        "share": float(score.share),
    }


def mark_rows(attempt_id: str, quiz: Quiz, score: Score) -> list[dict[str, Any]]:
    """Return the marks of an attempt as they are stored."""
    return [
        {
            "attempt_id": attempt_id,
            "position": position,
            "question": mark.question_id,
            "process": quiz.items[mark.question_id].question.process,
            "possible": mark.possible,
            "earned": mark.earned,
            "is_right": mark.is_right,
            "rule": mark.outcome.rule,
            "tries": mark.answered.tries,
        }
        for position, mark in enumerate(score.marks, 1)
    ]
