"""Marks by hand and what is stored of an attempt: they count once they are released."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sqlalchemy import Connection, insert, select, update

from quizapp.storage.attempts import Taken
from quizapp.storage.handing_in import hand_in
from quizapp.storage.marks import recompute
from quizapp.storage.models import Attempt, HandMark, StoredMark
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases

QUIZ = """\
title: The lighthouse
questions:
  - {id: year, type: numeric, prompt: When?, answer: 1871}
  - {id: fuel, type: open-response, prompt: Why?, points: 3}
"""


class Marked:
    """An attempt that was handed in: 1 of 1 point, and 3 to be marked."""

    def __init__(self, house: House) -> None:
        house.write_quiz(QUIZ)
        house.bank.refresh()
        self.house, self.versions = house, house.versions
        self.token, reader_id = house.add_reader()
        self.id = house.start(reader_id)
        house.save(self.id, 0, "1871")
        house.save(self.id, 0, "Ships were lost.", position=2)
        hand_in(house.database, house.versions, self.taken, NOW)

    @property
    def taken(self) -> Taken:
        return self.house.taken(self.token, self.id)

    def mark(self, points: Fraction, *, counts: bool = True) -> None:
        row = {"attempt_id": self.id, "position": 2, "points": points, "counts": counts}
        more = {"levels": [], "comment": "", "marked_at": NOW}
        self.do(lambda c: c.execute(insert(HandMark).values(row | more)))

    def release(self) -> None:
        self.do(lambda c: c.execute(update(Attempt).values(marks_released_at=NOW)))

    def do(self, job) -> None:
        def both(connection: Connection) -> None:
            job(connection).close()
            recompute(connection, self.versions, self.taken, NOW)

        self.house.database.write(both)

    @property
    def totals(self) -> tuple[Fraction | None, ...]:
        taken = self.taken
        return taken.earned, taken.possible, taken.waiting

    @property
    def rows(self) -> list[tuple[Fraction | None, bool]]:
        found = select(StoredMark.earned, StoredMark.is_right).order_by(StoredMark.position)
        with self.house.database.read() as connection:
            return [tuple(row) for row in connection.execute(found)]


@pytest.fixture
def marked(house: House) -> Marked:
    return Marked(house)


def test_until_it_is_released_a_mark_changes_nothing(marked: Marked) -> None:
    marked.mark(Fraction(3))
    assert marked.totals == (1, 1, 3)
    assert marked.rows == [(1, True), (None, False)]


def test_released_it_counts_in_totals_and_marks(marked: Marked) -> None:
    marked.mark(Fraction(5, 2))
    marked.release()
    assert marked.totals == (Fraction(7, 2), 4, 0)
    assert marked.rows == [(1, True), (Fraction(5, 2), False)]


def test_of_two_markings_the_chosen_one_counts(marked: Marked) -> None:
    marked.mark(Fraction(0), counts=False)
    marked.mark(Fraction(3))
    marked.release()
    assert marked.rows == [(1, True), (3, True)]


def test_an_open_attempt_gets_no_marks_before_it_is_handed_in(marked: Marked) -> None:
    house = marked.house
    token, reader_id = house.add_reader("Bo")
    attempt = house.start(reader_id)
    taken = house.taken(token, attempt)
    house.database.write(lambda c: recompute(c, marked.versions, taken, NOW))
    assert house.taken(token, attempt).earned is None
