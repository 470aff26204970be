"""Taking the demo away: what it made, and what was done to it since.

Some pupils at a time, so that others get in between. Whoever is real stays, also when they joined
a class of the demo: their attempts are no longer part of an assignment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, exists, or_, select, update

from quizapp.core.simulation.term import DEMO_FILE, DEMO_QUIZ
from quizapp.storage.database import Database
from quizapp.storage.demo.making import KIND, SALT
from quizapp.storage.models import (
    Assignment,
    Attempt,
    FileContent,
    FileVersion,
    LogEntry,
    QuizVersion,
    Reader,
    Regrade,
    SchoolClass,
)

AT_ONCE: Final = 30


def simulated_people(connection: Connection) -> Sequence[int]:
    """Return everybody whom the demo made."""
    made = Reader.resume_salt.startswith(SALT, autoescape=True)
    return connection.execute(select(Reader.id).where(made).order_by(Reader.id)).scalars().all()


def demo_classes(connection: Connection) -> Sequence[int]:
    """Return the classes that the demo made, by its entries in the log."""
    made = select(LogEntry.class_id).where(LogEntry.kind == KIND, LogEntry.class_id.is_not(None))
    return [int(class_id) for class_id in connection.execute(made.distinct()).scalars() if class_id]


def remove_people(database: Database, people: Sequence[int]) -> Iterator[int]:
    """Remove simulated people with all their work; yield how many at a time."""
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        database.write(partial(_remove_people, people=some))
        yield len(some)


def _remove_people(connection: Connection, people: Sequence[int]) -> None:
    attempts = select(Attempt.id).where(Attempt.reader_id.in_(people))
    connection.execute(delete(LogEntry).where(LogEntry.attempt_id.in_(attempts)))
    connection.execute(delete(Reader).where(Reader.id.in_(people)))


def remove_classes(database: Database) -> int:
    """Remove the classes, the versions that nobody needs now, and the log. Returns how many."""

    def job(connection: Connection) -> int:
        class_ids = demo_classes(connection)
        given = select(Assignment.id).where(Assignment.class_id.in_(class_ids))
        stay = update(Attempt).where(Attempt.assignment_id.in_(given))
        connection.execute(stay.values(assignment_id=None))
        connection.execute(delete(SchoolClass).where(SchoolClass.id.in_(class_ids)))
        theirs = or_(LogEntry.class_id.in_(class_ids), LogEntry.quiz == DEMO_QUIZ)
        connection.execute(delete(LogEntry).where(or_(LogEntry.kind == KIND, theirs)))
        _remove_versions(connection)
        _remove_file(connection)
        return len(class_ids)

    return database.write(job)


def _remove_versions(connection: Connection) -> None:
    """Remove what was stored of quizzes because of the demo, unless real attempts need it.

    The demo's versions have numbers below nought.
    """
    is_taken = exists().where(Attempt.quiz == Regrade.quiz)
    of_demo = or_(Regrade.version_id < 0, Regrade.quiz == DEMO_QUIZ)
    connection.execute(delete(Regrade).where(of_demo, ~is_taken))
    needed = (exists().where(table.version_id == QuizVersion.id) for table in (Attempt, Regrade))
    of_demo = or_(QuizVersion.id < 0, QuizVersion.name == DEMO_QUIZ)
    connection.execute(delete(QuizVersion).where(of_demo, *(~one for one in needed)))


def _remove_file(connection: Connection) -> None:
    """Remove what a server remembers of the demo's file in the bank."""
    names = FileVersion.name == DEMO_FILE
    contents = connection.execute(select(FileVersion.digest).where(names)).scalars().all()
    connection.execute(delete(FileVersion).where(names))
    is_named = exists().where(FileVersion.digest == FileContent.digest)
    connection.execute(delete(FileContent).where(FileContent.digest.in_(contents), ~is_named))
