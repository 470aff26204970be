"""Regrades: what would change for whom, then all of it at once, on record and reversible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from quizapp.core.bank import BankEntry
from quizapp.core.correction import (
    USES_NEW_KEY,
    Change,
    Policy,
    Ruling,
    changed_questions,
    correct,
    count_unreadable,
)
from quizapp.core.question import Message
from quizapp.core.quiz import Quiz
from quizapp.storage import log
from quizapp.storage.attempts import Taken, attempts_at
from quizapp.storage.corrections import corrected_quiz, decided_since
from quizapp.storage.database import Database
from quizapp.storage.given import newest_answers
from quizapp.storage.models import (
    Attempt,
    AttemptState,
    QuizVersion,
    Reader,
    Regrade,
    RegradedAttempt,
    Role,
    RulingRow,
)
from quizapp.storage.scores import score_of, store_score
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions, store_version

Rulings = Mapping[str, Policy]
_NEXT = 2**31


class Preview(NamedTuple):
    """What some rulings would do: a change for each attempt that was handed in."""

    changes: tuple[Change, ...]

    @property
    def up(self) -> int:
        return sum(change.direction > 0 for change in self.changes)

    @property
    def down(self) -> int:
        return sum(change.direction < 0 for change in self.changes)

    @property
    def unreadable(self) -> int:
        return sum(change.unreadable > 0 for change in self.changes)


class Done(NamedTuple):
    """A regrade on record."""

    id: int
    made_at: datetime
    author: str
    reverted_at: datetime | None
    rulings: tuple[tuple[str, str], ...]
    attempts: int


def changed_since(versions: Versions, connection: Connection, quiz: Quiz) -> list[str]:
    """Return the questions of a quiz that some attempt was asked in other words, or marked so.

    What a regrade in force has brought to the attempts already is not among them.
    """
    changed: set[str] = set()
    for version_id, began in _kinds(connection, quiz.name):
        old = corrected_quiz(versions, version_id, decided_since(connection, quiz.name, began))
        changed.update(changed_questions(old, quiz))
    return [name for name in quiz.items if name in changed]


def _kinds(connection: Connection, quiz: str) -> list[tuple[int, datetime]]:
    """Return the versions that attempts were begun with, one for each set of later regrades."""
    later = select(func.count()).where(
        Regrade.quiz == quiz, Regrade.made_at > Attempt.started_at, Regrade.reverted_at.is_(None)
    )
    kind = (Attempt.version_id, later.correlate(Attempt).scalar_subquery())
    found = (
        select(Attempt.version_id, func.min(Attempt.started_at))
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(Attempt.quiz == quiz, Attempt.is_practice.is_(False), Reader.role != Role.ERASED)
        .group_by(*kind)
    )
    return [(row[0], row[1]) for row in connection.execute(found)]


def other_types(versions: Versions, connection: Connection, quiz: Quiz) -> dict[str, str]:
    """Return questions that were of another type when they were answered, with that type."""
    found = select(QuizVersion.id).where(QuizVersion.name == quiz.name)
    types: dict[str, str] = {}
    for (version_id,) in connection.execute(found):
        for name, item in versions.get(version_id).items.items():
            new = quiz.items.get(name)
            if new is not None and new.question.type != item.question.type:
                types[name] = item.question.type
    return types


def preview(
    connection: Connection, versions: Versions, quiz: Quiz, rulings: Rulings, now: datetime
) -> Preview:
    """Return what some rulings would do to the attempts at a quiz. Nothing is written."""
    return Preview(tuple(c for _, c, _, _ in _reckon(connection, versions, quiz, rulings, now)))


def _reckon(
    connection: Connection, versions: Versions, quiz: Quiz, rulings: Rulings, now: datetime
) -> Iterator[tuple[Taken, Change, Quiz, Any]]:
    given = [Ruling(name, policy, quiz.items.get(name)) for name, policy in rulings.items()]
    corrected = {
        r.question_id: r.item.question for r in given if r.item and r.policy in USES_NEW_KEY
    }
    answers = newest_answers(connection, Attempt.quiz == quiz.name)
    for reader, taken in attempts_at(connection, quiz.name):
        if taken.state != AttemptState.HANDED_IN or taken.earned is None:
            continue
        own = quiz_of(connection, versions, taken, now)
        mended = correct(own, given, number=_NEXT)
        score = score_of(connection, taken, mended, answers.get(taken.id, {}))
        change = Change(
            attempt_id=taken.id,
            reader=reader,
            before=taken.earned,
            before_possible=taken.possible or Fraction(0),
            after=score.earned,
            after_possible=score.possible,
            unreadable=count_unreadable(score, corrected),
        )
        yield taken, change, mended, score


def regrade(
    database: Database,
    versions: Versions,
    entry: BankEntry,
    quiz: Quiz,
    rulings: Rulings,
    author_id: int,
    now: datetime,
) -> Preview:
    """Mark all attempts at a quiz anew, in one transaction; return what changed."""
    with database.read() as connection:
        scored = _scored(connection, quiz.name)
        early = list(_reckon(connection, versions, quiz, rulings, now))

    def job(connection: Connection) -> Preview:
        # Reckoned before, so that nobody waits for it: of use as long as no mark has changed since.
        is_same = _scored(connection, quiz.name) == scored
        reckoned = early if is_same else list(_reckon(connection, versions, quiz, rulings, now))
        version_id = store_version(connection, entry, quiz, now)
        row = {"quiz": quiz.name, "version_id": version_id, "author_id": author_id, "made_at": now}
        added = insert(Regrade).values(row).returning(Regrade.id)
        regrade_id = connection.execute(added).scalar_one()
        connection.execute(
            insert(RulingRow),
            [
                {"regrade_id": regrade_id, "question": name, "policy": policy}
                for name, policy in rulings.items()
            ],
        )
        _store(connection, regrade_id, reckoned)
        found = Preview(tuple(change for _, change, _, _ in reckoned))
        log.add_entry(connection, author_id, "regrade", _told(rulings, found), now, quiz=quiz.name)
        return found

    return database.write(job)


def _scored(connection: Connection, quiz: str) -> dict[str, int]:
    """Return how often each attempt that was handed in was scored: another number, other marks."""
    is_handed_in = Attempt.state == AttemptState.HANDED_IN
    found = select(Attempt.id, Attempt.scored).where(Attempt.quiz == quiz, is_handed_in)
    return {row.id: row.scored for row in connection.execute(found)}


def _store(connection: Connection, regrade_id: int, reckoned: Sequence[Any]) -> None:
    rows = [
        {
            "regrade_id": regrade_id,
            "attempt_id": change.attempt_id,
            "before": change.before,
            "before_possible": change.before_possible,
            "after": change.after,
            "after_possible": change.after_possible,
        }
        for _, change, _, _ in reckoned
    ]
    if rows:
        connection.execute(insert(RegradedAttempt), rows)
    for taken, _, mended, score in reckoned:
        store_score(connection, taken, mended, score)


def _told(rulings: Rulings, found: Preview) -> Message:
    listed = ", ".join(f"{name}: {policy}" for name, policy in rulings.items())
    values: dict[str, str | int] = {
        "rulings": listed,
        "up": found.up,
        "down": found.down,
        "unreadable": found.unreadable,
    }
    return Message(
        "Regraded (%(rulings)s): %(up)d up, %(down)d down, %(unreadable)d no longer readable.",
        values,
    )


def revert(
    database: Database, versions: Versions, regrade_id: int, author_id: int, now: datetime
) -> bool:
    """Take a regrade back: marks are what they would be without it. False when there is none."""

    def job(connection: Connection) -> bool:
        mine = (Regrade.id == regrade_id, Regrade.reverted_at.is_(None))
        quiz = connection.execute(select(Regrade.quiz).where(*mine)).scalar_one_or_none()
        if quiz is None:
            return False
        connection.execute(update(Regrade).where(*mine).values(reverted_at=now))
        for _reader, taken in attempts_at(connection, quiz):
            if taken.state == AttemptState.HANDED_IN:
                own = quiz_of(connection, versions, taken, now)
                store_score(connection, taken, own, score_of(connection, taken, own))
        values: dict[str, str | int] = {"number": regrade_id}
        message = Message("Took regrade %(number)d back.", values)
        log.add_entry(connection, author_id, "regrade", message, now, quiz=quiz)
        return True

    return database.write(job)


def regrades_of(connection: Connection, quiz: str) -> list[Done]:
    """Return a quiz's regrades, the newest first."""
    found = (
        select(Regrade.id, Regrade.made_at, Reader.name, Regrade.reverted_at)
        .outerjoin(Reader, Reader.id == Regrade.author_id)
        .where(Regrade.quiz == quiz)
        .order_by(Regrade.id.desc())
    )
    done = []
    for row in connection.execute(found).all():
        rulings = select(RulingRow.question, RulingRow.policy).where(RulingRow.regrade_id == row.id)
        touched = select(RegradedAttempt.attempt_id).where(RegradedAttempt.regrade_id == row.id)
        pairs = tuple((r.question, r.policy) for r in connection.execute(rulings))
        count = len(connection.execute(touched).all())
        done.append(Done(row.id, row.made_at, row.name or "", row.reverted_at, pairs, count))
    return done


class Told(NamedTuple):
    """What a pupil is told of a regrade of their attempt."""

    made_at: datetime
    before: Fraction
    before_possible: Fraction


def told_to(connection: Connection, attempt_id: str) -> Told | None:
    """Return the newest regrade in force that an attempt went through."""
    found = (
        select(Regrade.made_at, RegradedAttempt.before, RegradedAttempt.before_possible)
        .join(RegradedAttempt, RegradedAttempt.regrade_id == Regrade.id)
        .where(RegradedAttempt.attempt_id == attempt_id, Regrade.reverted_at.is_(None))
        .order_by(Regrade.id.desc())
    )
    row = connection.execute(found).first()
    return Told(*row) if row else None
