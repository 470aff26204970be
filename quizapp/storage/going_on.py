"""What goes on in a teacher's classes: the assignments that are open, and how far pupils are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, distinct, func, or_, select

from quizapp.storage.assignments import Given, given_where
from quizapp.storage.models import (
    IS_OPEN,
    Assignment,
    AssignmentReader,
    Attempt,
    ClassTeacher,
    SchoolClass,
    Seat,
)


class GoingOn(NamedTuple):
    """An assignment that is open: whom it is for, who works now, and who has handed something in.

    `is_past` says that its date is past, and late work is taken or somebody has more time.
    """

    given: Given
    pupils: int
    working: int
    handed_in: int
    is_past: bool


def going_on(connection: Connection, teacher_id: int, now: datetime) -> list[GoingOn]:
    """Return what is open in the classes that somebody teaches: what closes first in front.

    The number of queries does not depend on that of classes.
    """
    mine = select(ClassTeacher.class_id).where(ClassTeacher.reader_id == teacher_id)
    open_now = (
        Assignment.class_id.in_(mine),
        SchoolClass.archived_at.is_(None),
        or_(Assignment.opens_at.is_(None), Assignment.opens_at <= now),
    )
    given = given_where(connection, *open_now)
    ids = [one.id for one in given]
    counts, pupils = _counts(connection, ids, now), _pupils(connection, given)
    found = []
    for one in given:
        working, handed_in = counts.get(one.id, (0, 0))
        closes_at = one.conditions.closes_at
        is_past = closes_at is not None and closes_at <= now
        if not is_past or one.conditions.accepts_late or working:
            found.append(GoingOn(one, pupils[one.id], working, handed_in, is_past))
    return sorted(found, key=_order)


def _order(one: GoingOn) -> tuple[bool, bool, float, int]:
    closes_at = one.given.conditions.closes_at
    # Late work of long ago stands behind what is to be done, and the newest of it first.
    moment = closes_at.timestamp() if closes_at else 0.0
    return one.is_past, closes_at is None, -moment if one.is_past else moment, -one.given.id


def _counts(
    connection: Connection, ids: Sequence[int], now: datetime
) -> Mapping[int, tuple[int, int]]:
    is_open = IS_OPEN & or_(Attempt.deadline.is_(None), Attempt.deadline > now)
    found = (
        select(
            Attempt.assignment_id,
            func.count(distinct(case((is_open, Attempt.reader_id)))),
            func.count(distinct(case((is_open, None), else_=Attempt.reader_id))),
        )
        .join(Assignment, Assignment.id == Attempt.assignment_id)
        .join(
            Seat,
            (Seat.class_id == Assignment.class_id)
            & (Seat.reader_id == Attempt.reader_id)
            & Seat.removed_at.is_(None),
        )
        .where(Attempt.assignment_id.in_(ids), Attempt.is_practice.is_(False))
        .group_by(Attempt.assignment_id)
    )
    rows: Any = connection.execute(found)
    return {row[0]: (row[1], row[2]) for row in rows}


def _pupils(connection: Connection, given: Sequence[Given]) -> Mapping[int, int]:
    """Return for how many pupils each assignment is who sit in its class now."""
    sits = Seat.removed_at.is_(None)
    classes = {one.class_id for one in given if one.is_for_all}
    in_class: Any = select(Seat.class_id, func.count()).where(sits, Seat.class_id.in_(classes))
    in_class = in_class.group_by(Seat.class_id)
    all_of = {row[0]: row[1] for row in connection.execute(in_class)}
    named: Any = (
        select(AssignmentReader.assignment_id, func.count())
        .join(Assignment, Assignment.id == AssignmentReader.assignment_id)
        .join(
            Seat,
            (Seat.class_id == Assignment.class_id)
            & (Seat.reader_id == AssignmentReader.reader_id)
            & sits,
        )
        .where(AssignmentReader.assignment_id.in_([o.id for o in given if not o.is_for_all]))
        .where(AssignmentReader.assignment_id.in_([one.id for one in given]))
        .group_by(AssignmentReader.assignment_id)
    )
    some_of = {row[0]: row[1] for row in connection.execute(named)}
    return {
        one.id: (all_of.get(one.class_id, 0) if one.is_for_all else some_of.get(one.id, 0))
        for one in given
    }
