"""The cells of a table of results, and how many were right in each question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, select, type_coerce

from quizapp.core.cells import Cell, CellState, make_cell
from quizapp.storage.answers import Given, newest_answers
from quizapp.storage.models import Attempt, StoredMark
from quizapp.storage.works import Work

Cells = Mapping[str, Cell]
"""What an attempt shows, by question id."""


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


@lru_cache(maxsize=2_000)
def _exact(text: str) -> Fraction:
    return Fraction(text)


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
                points = None if earned is None else _exact(earned)
                row = _Row(question, position, points, _exact(possible), is_right)
                self._marks[attempt_id].append(row)
        for work in wanted.values():
            if work.score:
                self._marks[work.taken.id] = _from_score(work)

    def counts(self) -> Mapping[str, Count]:
        """Return how many were right, by question id."""
        counts: dict[str, Count] = {}
        for marks in self._marks.values():
            for row in marks:
                if row.earned is not None:
                    cell = _cell(row, is_blank=False)
                    right, marked = counts.get(row.question, Count(0, 0))
                    is_right = cell.state is CellState.RIGHT
                    counts[row.question] = Count(right + is_right, marked + 1)
        return counts

    def cells(self, attempt_id: str, given: Mapping[int, Given]) -> Cells:
        """Return the cells of an attempt, given its newest answers."""
        marks = self._marks.get(attempt_id, [])
        return {row.question: _cell(row, is_blank=_is_blank(row, given)) for row in marks}


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
