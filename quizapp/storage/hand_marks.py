"""Marks by hand: given by teachers, each their own, of which one counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, insert, select, update

from quizapp.core.question import Message
from quizapp.core.scoring import format_points
from quizapp.storage import log
from quizapp.storage.attempts import Taken, attempts_where
from quizapp.storage.decisions import IS_RELEASED
from quizapp.storage.kept_comments import keep_comment
from quizapp.storage.marks import recompute
from quizapp.storage.models import Assignment, Attempt, HandMark, Reader
from quizapp.storage.versions import Versions

KIND: Final = "marking"
_AT_ONCE: Final = 500
"""So many attempts are named in one query."""


class Judgement(NamedTuple):
    """What a teacher says to an answer; `levels` are the points by criterion of the rubric."""

    points: Fraction
    levels: tuple[Fraction, ...] = ()
    comment: str = ""


class Marking(NamedTuple):
    """A judgement, whose it is, and whether it counts."""

    id: int
    attempt_id: str
    position: int
    marker_id: int | None
    marker: str
    judgement: Judgement
    counts: bool


class Place(NamedTuple):
    """An answer, by its attempt and its question's place."""

    attempt_id: str
    position: int


def _select_markings(*which: Any) -> Select[Any]:
    found: Select[Any] = select(HandMark.__table__, Reader.name)
    found = found.outerjoin(Reader, Reader.id == HandMark.marker_id)
    return found.where(*which).order_by(HandMark.id)


def _marking(row: Any) -> Marking:
    levels = tuple(Fraction(level) for level in row.levels)
    judgement = Judgement(row.points, levels, row.comment)
    place = (row.attempt_id, row.position, row.marker_id)
    return Marking(row.id, *place, row.name or "", judgement, row.counts)


def markings_of(connection: Connection, place: Place) -> list[Marking]:
    """Return all markings of an answer, the first one first."""
    here = (HandMark.attempt_id == place.attempt_id, HandMark.position == place.position)
    return [_marking(row) for row in connection.execute(_select_markings(*here))]


def markings_at(connection: Connection, places: Sequence[Place]) -> dict[Place, list[Marking]]:
    """Return all markings of some answers, by answer, the first one first."""
    found: dict[Place, list[Marking]] = {place: [] for place in places}
    for n in range(0, len(places), _AT_ONCE):
        ids = [place.attempt_id for place in places[n : n + _AT_ONCE]]
        for row in connection.execute(_select_markings(HandMark.attempt_id.in_(ids))):
            found.get(Place(row.attempt_id, row.position), []).append(_marking(row))
    return found


def released_markings(connection: Connection, attempt_id: str) -> Mapping[int, Marking]:
    """Return what the reader of an attempt may see of the marks by hand, by position."""
    return _released(connection, HandMark.attempt_id == attempt_id).get(attempt_id, {})


def released_to(connection: Connection, reader_id: int) -> Mapping[str, Mapping[int, Marking]]:
    """Return what a reader may see of the marks by hand, by attempt and position."""
    return _released(connection, Attempt.reader_id == reader_id)


def _released(connection: Connection, which: Any) -> Mapping[str, Mapping[int, Marking]]:
    found = _select_markings(which, HandMark.counts, IS_RELEASED)
    found = found.join(Attempt, Attempt.id == HandMark.attempt_id)
    found = found.outerjoin(Assignment, Assignment.id == Attempt.assignment_id)
    markings: dict[str, dict[int, Marking]] = {}
    for row in connection.execute(found):
        markings.setdefault(row.attempt_id, {})[row.position] = _marking(row)
    return markings


def mark_answers(
    connection: Connection,
    versions: Versions,
    places: Sequence[Place],
    marker_id: int,
    judgement: Judgement,
    now: datetime,
) -> None:
    """Mark answers alike, or change how one teacher marked them. The first one's marks count."""
    for place in places:
        taken = _stored(connection, place.attempt_id)
        before = markings_of(connection, place)
        mine = next((one for one in before if one.marker_id == marker_id), None)
        values = {
            "points": judgement.points,
            "levels": [str(level) for level in judgement.levels],
            "comment": judgement.comment,
            "marked_at": now,
        }
        if mine:
            connection.execute(update(HandMark).where(HandMark.id == mine.id).values(values))
        else:
            row = {**place._asdict(), "marker_id": marker_id, "counts": not before}
            connection.execute(insert(HandMark).values(row | values))
        _log(connection, taken, place, marker_id, judgement, now)
        recompute(connection, versions, taken, now)
    if judgement.comment:
        keep_comment(connection, marker_id, judgement.comment, now)


def choose_marking(
    connection: Connection, versions: Versions, chosen: Marking, author_id: int, now: datetime
) -> None:
    """Let one of several markings of an answer count."""
    taken = _stored(connection, chosen.attempt_id)
    here = (HandMark.attempt_id == chosen.attempt_id, HandMark.position == chosen.position)
    connection.execute(
        update(HandMark).where(*here).values(counts=HandMark.id == chosen.id),
    )
    question = taken.questions[chosen.position - 1]
    values = {"question": question, "points": format_points(chosen.judgement.points)}
    message = Message("Of several markings of %(question)s the one with %(points)s counts.", values)
    _add_entry(connection, taken, author_id, message, now)
    recompute(connection, versions, taken, now)


def _stored(connection: Connection, attempt_id: str) -> Taken:
    """Return an attempt as it is now."""
    return attempts_where(connection, Attempt.id == attempt_id)[0][1]


def _log(
    connection: Connection,
    taken: Taken,
    place: Place,
    marker_id: int,
    judgement: Judgement,
    now: datetime,
) -> None:
    question = taken.questions[place.position - 1]
    values = {"question": question, "points": format_points(judgement.points)}
    message = Message("Marked %(question)s by hand: points %(points)s.", values)
    _add_entry(connection, taken, marker_id, message, now)


def _add_entry(
    connection: Connection, taken: Taken, author_id: int, message: Message, now: datetime
) -> None:
    log.add_entry(connection, author_id, KIND, message, now, quiz=taken.quiz, attempt_id=taken.id)
