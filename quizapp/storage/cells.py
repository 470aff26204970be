"""The cells of a table of results, and how many were right in each question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Text, func, select, type_coerce

from quizapp.core.cells import Cell, CellState, make_cell
from quizapp.storage.columns import exact
from quizapp.storage.given import Given, newest_answers
from quizapp.storage.models import Attempt, Reader, Role, StoredMark
from quizapp.storage.works import Work

Cells = Mapping[str, Cell]
"""What an attempt shows, by question id."""


_Grouped = tuple[str, Fraction | None, Fraction, bool, int]
_AT_ONCE: Final = 500
"""So many attempts are named in one query."""


class Count(NamedTuple):
    """How many were right of those whose answer, or blank, is marked."""

    right: int
    marked: int


class _Row(NamedTuple):
    question: str
    position: int
    earned: Fraction | None
    possible: Fraction
    is_right: bool


class MarkSheet:
    """The marks of some of those attempts that meet conditions, read at once."""

    def __init__(self, connection: Connection, works: Iterable[Work | None], *which: Any) -> None:
        wanted = {work.taken.id: work for work in works if work and work.is_over}
        self._marks: dict[str, list[_Row]] = {attempt_id: [] for attempt_id in wanted}
        found: Any = (
            select(
                StoredMark.attempt_id,
                StoredMark.question,
                StoredMark.position,
                type_coerce(StoredMark.earned, Text),
                type_coerce(StoredMark.possible, Text),
                StoredMark.is_right,
            )
            .join(Attempt, Attempt.id == StoredMark.attempt_id)
            .where(*which)
        )
        for attempt_id, question, position, earned, possible, is_right in connection.execute(found):
            if attempt_id in self._marks:
                points = None if earned is None else exact(earned)
                row = _Row(question, position, points, exact(possible), is_right)
                self._marks[attempt_id].append(row)
        for work in wanted.values():
            if work.score:
                self._marks[work.taken.id] = _from_score(work)

    def cells(self, attempt_id: str, given: Mapping[int, Given]) -> Cells:
        """Return the cells of an attempt, given its newest answers."""
        marks = self._marks.get(attempt_id, [])
        return {row.question: _cell(row, is_blank=_is_blank(row, given)) for row in marks}


def count_right(
    connection: Connection, unwritten: Iterable[Work], others: Sequence[str], *which: Any
) -> Mapping[str, Count]:
    """Count by question id how many were right in the attempts that stand for their pupils.

    `others` are what else meets the conditions: few as a rule, so all marks are counted where they
    are stored, and those of others taken off. `unwritten` stand for pupils and are not stored yet.
    """
    counts: dict[str, Count] = {}
    _add(counts, _grouped(connection, *which), 1)
    for n in range(0, len(others), _AT_ONCE):
        _add(counts, _grouped(connection, Attempt.id.in_(others[n : n + _AT_ONCE])), -1)
    for work in unwritten:
        rows = _from_score(work)
        _add(counts, ((row.question, row.earned, row.possible, row.is_right, 1) for row in rows), 1)
    return counts


def _grouped(connection: Connection, *which: Any) -> Iterator[_Grouped]:
    """Count the marks of attempts that are written down, equal ones together."""
    mark: Any = (StoredMark.question, StoredMark.earned, StoredMark.possible, StoredMark.is_right)
    found = (
        select(*mark, func.count())
        .join(Attempt, Attempt.id == StoredMark.attempt_id)
        .join(Reader, Reader.id == Attempt.reader_id)
        .where(
            *which,
            Attempt.earned.is_not(None),
            Attempt.is_practice.is_(False),
            Reader.role != Role.ERASED,
        )
        .group_by(*mark)
    )
    return (tuple(row) for row in connection.execute(found))


def _add(counts: dict[str, Count], rows: Iterable[_Grouped], sign: int) -> None:
    for question, earned, possible, is_right, times in rows:
        if earned is not None:
            cell = make_cell(earned, possible, is_right=is_right, is_blank=False)
            right, marked = counts.get(question, Count(0, 0))
            more = sign * times if cell.state is CellState.RIGHT else 0
            counts[question] = Count(right + more, marked + sign * times)


def _from_score(work: Work) -> list[_Row]:
    marks = work.score.marks if work.score else ()
    return [
        _Row(mark.question_id, position, mark.earned, mark.possible, mark.is_right)
        for position, mark in enumerate(marks, 1)
    ]


def _cell(row: _Row, *, is_blank: bool) -> Cell:
    return make_cell(row.earned, row.possible, is_right=row.is_right, is_blank=is_blank)


def _is_blank(row: _Row, given: Mapping[int, Given]) -> bool:
    answer = given.get(row.position)
    return answer is None or not answer.response


def answers_of(
    connection: Connection, works: Iterable[Work | None]
) -> Mapping[str, Mapping[int, Given]]:
    """Return the newest answers of some attempts, a page of them at most."""
    wanted = [work.taken.id for work in works if work]
    return newest_answers(connection, Attempt.id.in_(wanted)) if wanted else {}


def stored_points(connection: Connection, attempt_id: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the points of a finished attempt as they are written down, by question id."""
    found = select(StoredMark.question, StoredMark.earned, StoredMark.possible)
    rows = connection.execute(found.where(StoredMark.attempt_id == attempt_id))
    return {row.question: {"earned": row.earned, "possible": row.possible} for row in rows}
