"""The marks and answers of first attempts, read in batches.

They stand packed in the attempt. Where they do not (it was handed in to an older version, or is
what is left of somebody who was erased), they are read from the rows of marks and answers.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, Text, select, type_coerce

from quizapp.core.scoring import Score
from quizapp.core.works import Gathering, Marked, Works
from quizapp.storage.attempts import attempts_where
from quizapp.storage.first_attempts import Begun
from quizapp.storage.given import decode, encode
from quizapp.storage.models import Answer, Attempt, StoredMark
from quizapp.storage.packed import unpack
from quizapp.storage.quick import plain_rows
from quizapp.storage.scores import IS_NEWEST_OF_MARK, score_of
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions

_MARKS: Any = select(
    StoredMark.attempt_id,
    StoredMark.position,
    StoredMark.question,
    type_coerce(StoredMark.possible, Text),
    type_coerce(StoredMark.earned, Text),
    StoredMark.is_right,
    Answer.response,
).outerjoin(Answer, IS_NEWEST_OF_MARK)
"""Marks, each with the newest answer."""
_PACKED: Any = select(Attempt.id, Attempt.packed).where(Attempt.packed_scored == Attempt.scored)
_EMPTY: Final = encode(())
_AT_ONCE: Final = 1_000
"""So many attempts are read at once."""


def load_works(
    connection: Connection, versions: Versions, begun: Sequence[Begun], now: datetime
) -> Works:
    """Return the marks and answers of first attempts, in their order."""
    gathering = Gathering(len(begun), _made)
    lines = _Lines(gathering)
    live = _live(connection, versions, [one.id for one in begun if not one.scored], now)
    for start in range(0, len(begun), _AT_ONCE):
        some = begun[start : start + _AT_ONCE]
        places = {one.id: place for place, one in enumerate(some, start)}
        for attempt_id in live.keys() & places:
            _gather_live(gathering, places[attempt_id], live[attempt_id])
        ids = places.keys() - live.keys()
        ids -= _gather_packed(connection, lines, places, ids)
        nameless = {one.id for one in some if one.is_erased}
        _gather_rows(connection, gathering, places, ids, nameless)
    quizzes = {version: versions.get(version) for version in {one.version_id for one in begun}}
    return Works(
        array("q", [one.reader_id for one in begun]),
        [quizzes[one.version_id] for one in begun],
        gathering.columns(),
    )


def _made(stored: Any) -> Marked | None:
    """Make a mark with its answer of what is stored; what was dropped counts for nobody."""
    if isinstance(stored, Marked):
        return stored
    possible, earned, is_right, response = stored
    if possible == "0":
        return None
    points = None if earned is None else Fraction(earned)
    return Marked(Fraction(possible), points, bool(is_right), decode(response or _EMPTY))


def _live(
    connection: Connection, versions: Versions, ids: Sequence[str], now: datetime
) -> dict[str, Score]:
    """Return the scores of what is over and not written down yet: few, for half a minute."""
    if not ids:
        return {}
    found = attempts_where(connection, Attempt.id.in_(ids), Attempt.earned.is_(None))
    return {
        taken.id: score_of(connection, taken, quiz_of(connection, versions, taken, now))
        for _, taken in found
    }


def _gather_live(gathering: Gathering, place: int, score: Score) -> None:
    for mark in score.marks:
        if mark.possible:
            response = mark.answered.response
            given, kinds = gathering[mark.question_id]
            given[place] = kinds[Marked(mark.possible, mark.earned, mark.is_right, response)]


class _Lines(dict[str, tuple["array[int]", int]]):
    """Where in the columns the lines of packed attempts go; one that is new is looked into."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering

    def __missing__(self, line: str) -> tuple[array[int], int]:
        question_id, marked = unpack(line)
        given, kinds = self._gathering[question_id]
        found = self[line] = given, kinds[marked] if marked else 0
        return found


def _gather_packed(
    connection: Connection, lines: _Lines, places: Mapping[str, int], ids: Set[str]
) -> set[str]:
    """Gather what is packed; return whose that was."""
    packed = plain_rows(connection, _PACKED.where(Attempt.id.in_(ids))) if ids else []
    for attempt_id, text in packed:
        place = places[attempt_id]
        for line in text.split("\n") if text else ():
            given, kind = lines[line]
            given[place] = kind
    return {row[0] for row in packed}


def _gather_rows(
    connection: Connection,
    gathering: Gathering,
    places: Mapping[str, int],
    ids: Set[str],
    nameless: Set[str],
) -> None:
    if not ids:
        return
    stored = plain_rows(connection, _MARKS.where(StoredMark.attempt_id.in_(ids)))
    checked = _checked(connection, {row[0] for row in stored if row[-1] == _EMPTY})
    for attempt_id, position, question, possible, earned, is_right, response in stored:
        # What somebody who was erased wrote and nobody has marked: nobody ever will.
        if earned is None and attempt_id in nameless:
            continue
        if response == _EMPTY:
            response = checked.get((attempt_id, position), response)
        given, kinds = gathering[question]
        given[places[attempt_id]] = kinds[possible, earned, is_right, response]


def _checked(connection: Connection, ids: Set[str]) -> dict[tuple[str, int], str]:
    """Return the newest checked responses of attempts: emptied after a check, that one counts."""
    if not ids:
        return {}
    found = (
        select(Answer.attempt_id, Answer.position, Answer.response)
        .where(Answer.attempt_id.in_(ids), Answer.is_check.is_(True))
        .order_by(Answer.number)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(found)}
