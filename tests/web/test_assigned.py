"""A quiz that is assigned: its dates, its limits, and the pupil's own terms."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select, update

from quizapp.core.bank import Bank
from quizapp.core.terms import Accommodation, Conditions
from quizapp.storage import assignments, classes, terms
from quizapp.storage.models import Attempt, Reader, Seat
from tests.conftest import Clock
from tests.web import _walk

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


class Room:
    """A class with one pupil, and what it is given."""

    def __init__(self, app: Flask, client: FlaskClient, clock: Clock) -> None:
        self.parts, self.client, self.clock = app.extensions["quizapp"], client, clock
        _walk.start(client, name="Mira")
        self.write(lambda c: c.execute(Attempt.__table__.delete()))
        self.pupil = self.read(select(Reader.id).where(Reader.name == "Mira"))
        self.class_id = self.write(lambda c: classes.add_class(c, "7b", self.pupil, clock()))
        self.write(lambda c: classes.take_seat(c, self.class_id, self.pupil, clock()))

    def write(self, job):
        return self.parts.database.write(job)

    def read(self, statement):
        with self.parts.database.read() as connection:
            return connection.execute(statement).scalar()

    def give(self, **conditions: object) -> int:
        given = Conditions()._replace(**conditions)

        def job(connection: Connection) -> int:
            return assignments.add_assignment(
                connection, self.class_id, "lighthouse", given, self.pupil, self.clock()
            )

        return self.write(job)

    def accommodate(self, **values: object) -> None:
        given = Accommodation()._replace(**values)
        self.write(
            lambda c: terms.set_accommodation(
                c, self.parts.versions, self.pupil, given, self.clock()
            )
        )

    @property
    def deadline(self):
        return self.read(select(Attempt.deadline))

    def page(self) -> str:
        return _walk.get(self.client, "/quizzes/lighthouse").text


@pytest.fixture
def room(app: Flask, client: FlaskClient, clock: Clock) -> Room:
    return Room(app, client, clock)


def test_before_the_opening_date_nothing_begins(room: Room) -> None:
    room.give(opens_at=room.clock() + 10 * MINUTE)
    assert "This quiz opens on" in room.page()
    refused = _walk.post(room.client, "/quizzes/lighthouse")
    assert refused.location == "/quizzes/lighthouse"
    room.clock.move(minutes=10)
    assert _walk.start(room.client)


def test_after_the_closing_date_nothing_begins_and_what_is_open_is_handed_in(room: Room) -> None:
    room.give(closes_at=room.clock() + 10 * MINUTE)
    attempt = _walk.start(room.client)
    room.clock.move(minutes=11)
    assert "This quiz closed on" in room.page()
    assert room.client.get(f"{attempt}/result").status_code == 200
    assert _walk.post(room.client, "/quizzes/lighthouse").location == "/quizzes/lighthouse"


def test_more_time_is_told_and_moves_limit_and_closing_date(room: Room) -> None:
    began = room.clock()
    room.give(minutes=30, closes_at=began + 30 * MINUTE)
    room.accommodate(time_factor=Fraction(2))
    assert "60 minutes, extended from 30" in room.page()
    _walk.start(room.client)
    assert room.deadline == began + 60 * MINUTE


def test_what_changes_while_an_attempt_runs_is_felt_at_once(room: Room) -> None:
    began = room.clock()
    room.give(minutes=30)
    _walk.start(room.client)
    assert room.deadline == began + 30 * MINUTE
    room.accommodate(time_factor=Fraction(3, 2))
    assert room.deadline == began + 45 * MINUTE
    room.accommodate(has_no_limit=True)
    assert room.deadline is None


def test_attempts_are_counted_by_assignment(room: Room) -> None:
    room.give(attempts=1)
    _walk.hand_in(room.client, _walk.start(room.client))
    assert "You have had all your attempts" in room.page()
    room.give(attempts=2)
    assert "2 left" in room.page()
    room.accommodate(extra_attempts=1)
    for _ in range(1 + 3):
        _walk.hand_in(room.client, _walk.start(room.client))
    assert "You have had all your attempts" in room.page()


def test_feedback_after_close_waits_for_the_last_of_the_class(room: Room) -> None:
    room.give(feedback="after-close", minutes=10, closes_at=room.clock() + 10 * MINUTE)
    attempt = _walk.start(room.client)
    _walk.hand_in(room.client, attempt)
    room.accommodate(time_factor=Fraction(2))
    explanation, later = "The passage names the lost ships", "What was right is shown when the quiz"
    room.clock.move(minutes=19)
    waiting = room.client.get(f"{attempt}/result").text
    assert explanation not in waiting
    assert later in waiting
    room.clock.move(minutes=1)
    shown = room.client.get(f"{attempt}/result").text
    assert explanation in shown
    assert later not in shown


def test_what_never_closes_promises_nothing_for_later(room: Room) -> None:
    room.give(feedback="after-close")
    attempt = _walk.start(room.client)
    _walk.hand_in(room.client, attempt)
    assert "when the quiz is closed" not in room.client.get(f"{attempt}/result").text


def test_who_leaves_the_class_takes_the_quiz_as_everybody_does(room: Room) -> None:
    room.give(opens_at=room.clock() + 10 * MINUTE)
    room.write(lambda c: c.execute(update(Seat).values(removed_at=room.clock())))
    assert _walk.start(room.client)


def test_a_file_that_goes_while_the_list_is_made_fails_no_page(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.give()
    found = [room.parts.bank.get("lighthouse")]
    monkeypatch.setattr(Bank, "get", lambda *_: found.pop() if found else None)
    page = _walk.get(room.client, "/")
    assert not found
    assert any(words.startswith("The lighthouse") for words, _ in page.links)


def test_what_was_done_is_found_when_the_file_is_gone(room: Room) -> None:
    room.give()
    attempt = _walk.start(room.client)
    bank = room.parts.bank
    (bank.folder / "lighthouse.yaml").unlink()
    bank.refresh()
    for _ in range(2):  # begun, then done
        page = _walk.get(room.client, "/")
        [address] = {href for words, href in page.links if words.startswith("The lighthouse")}
        assert address == attempt
        assert room.client.get(address, follow_redirects=True).status_code == 200
        assert "you can take it again" not in page.text
        _walk.hand_in(room.client, attempt)
