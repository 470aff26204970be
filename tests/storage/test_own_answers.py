"""One's own answer: the statement that stores it looks first at who asks and what is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from quizapp.storage import draws as storage_draws
from quizapp.storage.answers import Receipt, Sent
from quizapp.storage.attempts import GRACE, own_attempt
from quizapp.storage.draws import Draw, Draws
from quizapp.storage.given import current_answers
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import Account, Answer, Assignment, Attempt, SchoolClass, Session
from quizapp.storage.own_answers import Kept, save_own_answer
from tests.storage.conftest import NOW, House

RESPONSE = (("", "1871"),)


def save(house: House, token: str, attempt: str, base: int = 0, **more: Any) -> Kept | None:
    now = NOW + more.pop("after", timedelta(0))
    sent = Sent(attempt, 1, base, RESPONSE)._replace(**more)
    return save_own_answer(house.database, token, sent, now, now - GRACE)


def count(house: House) -> int:
    with house.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(Answer)).scalar_one())


def change(house: House, statement: Any) -> None:
    house.database.write(lambda connection: connection.execute(statement).close())


def give(house: House, attempt: str, feedback: str | None) -> None:
    """Make an attempt one of an assignment."""
    row = {"quiz": "lighthouse", "feedback": feedback, "created_at": NOW, "changed_at": NOW}

    def job(connection: Any) -> None:
        added = insert(SchoolClass).values(name="5b", created_at=NOW).returning(SchoolClass.id)
        class_id = connection.execute(added).scalar_one()
        given = insert(Assignment).values(class_id=class_id, **row).returning(Assignment.id)
        assignment_id = connection.execute(given).scalar_one()
        connection.execute(update(Attempt).values(assignment_id=assignment_id))

    house.database.write(job)


def test_an_answer_is_stored_as_it_always_is_and_tells_two_times(house: House) -> None:
    token, reader = house.add_reader()
    attempt, other = house.start(reader, minutes=30), house.start(house.add_reader()[1])

    kept = save(house, token, attempt, tab="a", seq=1)
    receipt = house.save(other, 0, "1871", tab="a", seq=1)
    assert kept == Kept(Receipt(1, NOW, receipt.digest), NOW + timedelta(minutes=30), NOW)
    with house.database.read() as connection:
        mine, theirs = (current_answers(connection, name) for name in (attempt, other))
    assert mine == theirs


@pytest.mark.about_sqlite
def test_it_takes_one_statement(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    statements: list[str] = []
    with house.database.read() as reading:
        for connection in (reading, house.database._writer):
            raw: Any = connection.connection.driver_connection if connection else None
            raw.set_trace_callback(statements.append)
    assert save(house, token, attempt)
    words = [text.split()[0] for text in statements if not text.startswith("--")]
    assert words == ["BEGIN", "INSERT", "COMMIT"]


@pytest.mark.about_sqlite
def test_it_is_planned_once(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    looked_up: list[object] = []

    def note(action: int, *what: object) -> int:
        if action == sqlite3.SQLITE_READ:
            looked_up.append(what)
        return sqlite3.SQLITE_OK

    assert save(house, token, attempt)
    assert house.database._writer
    raw: Any = house.database._writer.connection.driver_connection
    # SQLite asks while it plans. What it has planned before is forgotten with this.
    raw.set_authorizer(note)
    assert save(house, token, attempt, base=1)
    assert looked_up
    looked_up.clear()
    assert save(house, token, attempt, base=2)
    assert not looked_up


def _ended(house: House, _token: str, _attempt: str) -> None:
    change(house, update(Session).values(good_until=NOW))


def _awaits_code(house: House, _token: str, _attempt: str) -> None:
    change(house, update(Session).values(awaits_code=True))


def _disabled(house: House, token: str, attempt: str) -> None:
    reader = house.taken(token, attempt).reader_id
    change(house, insert(Account).values(reader_id=reader, user_name="ann", disabled_at=NOW))


def _handed_in(house: House, token: str, attempt: str) -> None:
    hand_in(house.database, house.versions, house.taken(token, attempt), NOW)


def _answered_elsewhere(house: House, _token: str, attempt: str) -> None:
    house.save(attempt, 0, "1870")


def _locked(house: House, _token: str, attempt: str) -> None:
    house.save(attempt, 0, "1871", is_locked=True)


def _given_with_immediate_feedback(house: House, _token: str, attempt: str) -> None:
    give(house, attempt, "immediate")


@pytest.mark.parametrize(
    "spoil",
    [
        _ended,
        _awaits_code,
        _disabled,
        _handed_in,
        _answered_elsewhere,
        _locked,
        _given_with_immediate_feedback,
    ],
)
def test_nothing_is_stored_when(house: House, spoil: Callable[[House, str, str], None]) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    spoil(house, token, attempt)
    before = count(house)
    assert save(house, token, attempt, base=1 if spoil is _locked else 0) is None
    assert count(house) == before


def test_nobody_saves_into_anothers_attempt(house: House) -> None:
    attempt = house.start(house.add_reader()[1])
    for token in (house.add_reader()[0], "nobody's", ""):
        assert save(house, token, attempt) is None
    assert count(house) == 0


@pytest.mark.parametrize(("after", "is_taken"), [(10, True), (11, False)])
def test_what_was_on_its_way_at_the_end_is_taken(house: House, after: int, is_taken: bool) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader, minutes=30)
    kept = save(house, token, attempt, after=timedelta(minutes=30, seconds=after))
    assert bool(kept) == is_taken


def test_the_same_message_is_left_to_whoever_finds_its_receipt(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    assert save(house, token, attempt, tab="a", seq=1)
    assert save(house, token, attempt, base=1, tab="a", seq=1) is None
    assert count(house) == 1


@pytest.mark.parametrize("feedback", [None, "after-submit", "none"])
def test_an_assignment_with_other_feedback_is_as_usual(house: House, feedback: str | None) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    give(house, attempt, feedback)
    assert save(house, token, attempt)


def test_so_many_draws_are_kept_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_draws, "_KEPT", 2)
    token, reader = house.add_reader()
    attempt, draws = house.start(reader, seed="a seed"), Draws()
    with house.database.read() as connection:
        found = own_attempt(connection, token, attempt, NOW)
    assert found
    taken, names = found[1], ("one", "two", "three")
    for name in names:
        draws.note(replace(taken, id=name))

    kept = Draw(taken.version_id, ("year", "fuel"), "a seed")
    assert [draws.get(name) for name in names] == [None, kept, kept]
