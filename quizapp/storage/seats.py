"""In which classes a pupil sits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from quizapp.storage.models import ClassTeacher, SchoolClass, Seat
from quizapp.storage.sight import Onlooker


def classes_of_pupil(
    connection: Connection, by: Onlooker, reader_id: int
) -> Sequence[tuple[int, str]]:
    """Return number and name of the classes a pupil sits in, of those that somebody teaches."""
    found = (
        select(SchoolClass.id, SchoolClass.name)
        .join(Seat, Seat.class_id == SchoolClass.id)
        .where(Seat.reader_id == reader_id, Seat.removed_at.is_(None))
        .order_by(SchoolClass.name)
    )
    if not by.is_administrator:
        taught = select(ClassTeacher.class_id).where(ClassTeacher.reader_id == by.reader_id)
        found = found.where(SchoolClass.id.in_(taught))
    return [(row.id, row.name) for row in connection.execute(found)]
