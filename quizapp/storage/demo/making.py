"""Storing a simulated class: one class a transaction, so that others get in between."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, insert, select, update

from quizapp.core.question import Message
from quizapp.core.simulation.people import Pupil, make_pupils
from quizapp.core.simulation.term import DEMO_QUIZ, WEEKS, give_accommodations
from quizapp.core.terms import Accommodation
from quizapp.storage.assignments import add_assignment
from quizapp.storage.classes import add_class
from quizapp.storage.database import Database
from quizapp.storage.demo.drafting import Course, Draft, answer_rows, draft_class
from quizapp.storage.handing_in import closing_values
from quizapp.storage.log import add_entry
from quizapp.storage.models import Accommodation as AccommodationRow
from quizapp.storage.models import (
    Answer,
    Assignment,
    Attempt,
    AttemptState,
    Base,
    HandMark,
    LogEntry,
    Presence,
    Reader,
    Seat,
    StoredMark,
)
from quizapp.storage.people import reader_row
from quizapp.storage.scores import mark_rows, totals

KIND: Final = "demo"
"""The entries of the log by which the demo's classes are known."""
SALT: Final = "simulated "
"""What the salts of simulated people begin with: no other salt holds a space."""

_COMMENTS: Final = (
    "",
    "",
    "Well read. Say which paragraph you take it from.",
    "You copy the passage: use words of your own.",
)
Rows = list[dict[str, Any]]


class School(NamedTuple):
    """What all classes of a demo have in common."""

    courses: Sequence[Course]
    teacher_id: int
    secret: bytes
    seed: str
    now: datetime


def make_class(database: Database, school: School, name: str, count: int) -> int:
    """Make a class with all its work. Returns how many attempts were made."""
    rng = Random(f"{school.seed}/{name}")
    pupils = make_pupils(count, rng)
    accommodations = give_accommodations(count)
    drafts = list(draft_class(school.courses, pupils, accommodations, school.now, rng))

    def job(connection: Connection) -> None:
        class_id, readers = _seat(connection, school, name, pupils)
        _accommodate(connection, readers, accommodations, school.now)
        given = [_give(connection, school, class_id, course) for course in school.courses]
        _store(connection, school, drafts, readers, given)

    database.write(job)
    return len(drafts)


def _seat(
    connection: Connection, school: School, name: str, pupils: Sequence[Pupil]
) -> tuple[int, list[int]]:
    begin = school.now - timedelta(weeks=WEEKS, days=1)
    class_id = add_class(connection, name, school.teacher_id, begin)
    message = Message(
        "Made by the command “quizapp demo”: %(count)d simulated pupils.", {"count": len(pupils)}
    )
    by = school.teacher_id
    add_entry(connection, by, KIND, message, school.now, class_id=class_id, quiz=DEMO_QUIZ)
    rows = [
        reader_row(school.secret, pupil.name, f"{SALT}{secrets.token_urlsafe(16)}", begin)
        for pupil in pupils
    ]
    added = insert(Reader).returning(Reader.id, sort_by_parameter_order=True)
    readers = list(connection.execute(added, rows).scalars())
    seats = [
        {"class_id": class_id, "reader_id": reader_id, "added_at": begin, "joined_at": begin}
        for reader_id in readers
    ]
    connection.execute(insert(Seat), seats)
    return class_id, readers


def _accommodate(
    connection: Connection,
    readers: Sequence[int],
    given: Mapping[int, Accommodation],
    now: datetime,
) -> None:
    begin = now - timedelta(weeks=WEEKS)
    rows = [
        {"reader_id": readers[place], **one._asdict(), "changed_at": begin}
        for place, one in given.items()
    ]
    _insert(connection, AccommodationRow, rows)


def _give(connection: Connection, school: School, class_id: int, course: Course) -> int:
    conditions = course.slot.conditions(school.now)
    given_at = (conditions.opens_at or school.now) - timedelta(hours=20)
    assignment_id = add_assignment(
        connection, class_id, course.quiz.name, conditions, school.teacher_id, given_at
    )
    released = update(Assignment).where(Assignment.id == assignment_id)
    released_at = course.released_at(school.now)
    connection.execute(released.values(marks_released_at=released_at))
    return assignment_id


def _store(
    connection: Connection,
    school: School,
    drafts: Sequence[Draft],
    readers: Sequence[int],
    given: Sequence[int],
) -> None:
    attempts = [
        _attempt(draft, school)
        | {"reader_id": readers[draft.pupil], "assignment_id": given[draft.course]}
        for draft in drafts
    ]
    _insert(connection, Attempt, attempts)
    _insert(connection, Answer, [row for draft in drafts for row in answer_rows(draft)])
    marks = [
        row
        for draft in drafts
        if draft.score
        for row in mark_rows(draft.id, school.courses[draft.course].quiz, draft.score)
    ]
    _insert(connection, StoredMark, marks)
    _insert(connection, HandMark, [row for draft in drafts for row in _hand_marks(draft, school)])
    _insert(
        connection, Presence, [_presence(draft, school.now) for draft in drafts if not draft.score]
    )


def _insert(connection: Connection, table: type[Base], rows: Rows) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _attempt(draft: Draft, school: School) -> dict[str, Any]:
    course = school.courses[draft.course]
    row = {
        "id": draft.id,
        "quiz": course.quiz.name,
        "version_id": course.version_id,
        "number": draft.number,
        "is_practice": False,
        "seed": draft.seed,
        "questions": list(draft.sitting.questions),
        "state": AttemptState.OPEN,
        "started_at": draft.began_at,
        "deadline": draft.deadline,
        "finished_at": None,
        "was_cut_off": False,
        "scored": 0,
        **dict.fromkeys(("earned", "possible", "waiting", "share", "packed", "packed_scored")),
    }
    if draft.score is None:
        return row
    # Who was not done is cut off by the clock, a moment after the deadline.
    done_at = draft.sitting.done_at or school.now
    return row | closing_values(draft.deadline, done_at) | totals(draft.score)


def _presence(draft: Draft, now: datetime) -> dict[str, Any]:
    """Say where somebody is: two of three are still there, the others went away."""
    saves = draft.sitting.saves
    last = saves[-1] if saves else None
    seen_at = now if draft.pupil % 3 else last.at if last else draft.began_at
    position = min(last.position + 1 if last else 1, len(draft.sitting.questions))
    return {"attempt_id": draft.id, "position": position, "seen_at": seen_at}


def _hand_marks(draft: Draft, school: School) -> Iterator[dict[str, Any]]:
    course = school.courses[draft.course]
    for name, levels in draft.marked.items():
        # The same comment for the same points, as out of a comment bank.
        points = sum(levels)
        yield {
            "attempt_id": draft.id,
            "position": draft.sitting.questions.index(name) + 1,
            "marker_id": school.teacher_id,
            "points": points,
            "levels": [str(level) for level in levels],
            "comment": _COMMENTS[int(points) % len(_COMMENTS)],
            "counts": True,
            "marked_at": course.released_at(school.now),
        }


def has_demo(connection: Connection) -> bool:
    """Tell whether there are simulated classes."""
    return connection.execute(select(LogEntry.id).where(LogEntry.kind == KIND)).first() is not None
