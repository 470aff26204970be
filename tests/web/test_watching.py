"""The live page: who is where, how answers are, what a poll costs, whom the projector names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.conftest import Clock
from tests.web import _walk
from tests.web._room import Room

RIGHT, WRONG = ["Three ships had been lost"], ["A keeper had asked for it"]


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def live(given: int, tail: str = "") -> str:
    return f"/teach/assignments/{given}/live{tail}"


def state(room: Room, given: int, tail: str = "/state", tag: str = "") -> Any:
    return room.teacher.get(live(given, tail), headers={"If-None-Match": tag} if tag else {})


def cells(room: Room, given: int, tail: str = "/state") -> dict[str, str]:
    """Return what stands in the cells, without bars."""
    found = state(room, given, tail).get_json()["cells"]
    return {key: cell["text"] for key, cell in found.items() if "text" in cell}


def of(room: Room, name: str, given: int) -> list[str]:
    shown, key = cells(room, given), f"pupil-{room.ids[name]}"
    return [shown[f"{key}-{what}"] for what in ("state", "place", "answered", "right")]


def attempt_of(room: Room, name: str) -> str:
    return _walk.start(room.pupils[name]).partition("/questions")[0]


def test_where_each_pupil_is_and_how_the_answers_are(room: Room) -> None:
    given = room.give()
    assert of(room, "Mira", given) == ["Not started", "", "", ""]
    attempt = attempt_of(room, "Mira")
    assert room.here("Mira", attempt, 1).status_code == 204
    assert of(room, "Mira", given) == ["Working", "Question 1 of 2", "0 of 2", ""]
    _walk.answer(room.pupils["Mira"], attempt, 1, WRONG)
    room.here("Mira", attempt, 2)
    assert of(room, "Mira", given) == ["Working", "Question 2 of 2", "1 of 2", "0 right, 1 wrong"]
    _walk.answer(room.pupils["Mira"], attempt, 1, RIGHT)
    assert of(room, "Mira", given)[3] == "1 right, 0 wrong"
    shown = cells(room, given)
    assert (shown["question-1-answered"], shown["question-1-right"]) == ("1 of 1", "1")
    assert shown["summary"] == "2 pupils: 1 working, 1 not started."


def test_the_page_itself_says_the_same_without_scripts(room: Room) -> None:
    given = room.give()
    attempt = attempt_of(room, "Mira")
    _walk.answer(room.pupils["Mira"], attempt, 1, RIGHT)
    page = room.page(live(given)).text
    assert "Mira Working 1 of 2 1 right, 0 wrong Ola Not started" in page
    assert "1 Why was the lighthouse built? 1 of 1 1 0 0 0" in page
    assert "Refresh" in page


def test_who_is_stuck_and_who_is_offline(room: Room) -> None:
    given = room.give()
    for name in ("Mira", "Ola"):
        room.here(name, attempt_of(room, name))
    room.clock.move(minutes=4, seconds=1)  # a minute to read, and three
    room.here("Mira", attempt_of(room, "Mira"))
    assert of(room, "Mira", given)[0] == "Nothing new since 09:00"
    assert of(room, "Ola", given)[0] == "Offline or away since 09:00"
    assert cells(room, given)["tally-offline"] == "1"


def test_without_scripts_presence_comes_from_the_answers(room: Room) -> None:
    given = room.give()
    attempt = attempt_of(room, "Mira")
    room.clock.move(minutes=3)
    _walk.answer(room.pupils["Mira"], attempt, 1, RIGHT)
    room.clock.move(minutes=2)
    assert of(room, "Mira", given)[0] == "Working"
    room.clock.move(minutes=2)
    assert of(room, "Mira", given)[0] == "Nothing new since 09:03"


def test_reading_first_and_checking_last_have_words(room: Room) -> None:
    given = room.give()
    attempt = attempt_of(room, "Mira")
    for position, words in ((0, "Reading the passage"), (3, "Checking the answers")):
        room.here("Mira", attempt, position)
        assert of(room, "Mira", given)[1] == words


def test_handed_in_late_and_when_time_is_up(room: Room) -> None:
    now = room.clock()
    given = room.give(closes_at=now + timedelta(minutes=5), accepts_late=True, minutes=10)
    room.accommodate("Ola", time_factor=Fraction(2))
    for name in ("Mira", "Ola"):
        attempt_of(room, name)
    room.clock.move(minutes=8)
    for name in ("Mira", "Ola"):
        _walk.hand_in(room.pupils[name], attempt_of(room, name))
    assert of(room, "Mira", given)[0] == "Handed in late"
    assert of(room, "Ola", given)[0] == "Handed in"  # closes ten minutes later for her


def test_past_the_deadline_it_counts_as_handed_in_before_anybody_writes_that(room: Room) -> None:
    given = room.give(minutes=10)
    attempt_of(room, "Mira")
    room.clock.move(minutes=10, seconds=11)
    assert of(room, "Mira", given)[0] == "Handed in"


@contextmanager
def queries(room: Room) -> Iterator[list[str]]:
    """Collect every statement that SQLite gets, also those that go to the driver itself."""
    seen: list[str] = []
    engine = room.parts.database.engine

    def trace(connection: Any, *_: Any) -> None:
        connection.set_trace_callback(seen.append)

    with room.parts.database.read() as reading:
        kept: Any = reading.connection.driver_connection
    kept.set_trace_callback(seen.append)
    event.listen(engine, "checkout", trace)
    try:
        yield seen
    finally:
        event.remove(engine, "checkout", trace)
        kept.set_trace_callback(None)


@pytest.mark.about_sqlite
@pytest.mark.parametrize("tail", ["/state", "/projector/state"])
def test_a_poll_that_finds_nothing_new_costs_two_queries_and_no_page(room: Room, tail: str) -> None:
    """Who asks, and the state. That somebody is still there is nothing new."""
    given = room.give()
    attempt = attempt_of(room, "Mira")
    room.here("Mira", attempt)
    tag = state(room, given, tail).headers["ETag"]
    room.clock.move(seconds=15)
    room.here("Mira", attempt)
    with queries(room) as seen:
        reply = state(room, given, tail, tag)
    assert (reply.status_code, reply.data, reply.headers["ETag"]) == (304, b"", tag)
    assert len(seen) == 2, seen
    _walk.answer(room.pupils["Mira"], attempt, 2, "whale oil")
    assert state(room, given, tail, tag).status_code == 200


def test_everything_that_is_shown_changes_the_tag(room: Room) -> None:
    given = room.give()
    tags = [state(room, given).headers["ETag"]]

    def step() -> None:
        tags.append(state(room, given).headers["ETag"])

    attempt = attempt_of(room, "Mira")
    step()
    room.here("Mira", attempt, 1)
    step()
    room.here("Mira", attempt, 2)
    step()
    _walk.answer(room.pupils["Mira"], attempt, 2, "whale oil")
    step()
    room.clock.move(seconds=31)
    step()  # offline
    _walk.hand_in(room.pupils["Mira"], attempt)
    step()
    room.add_pupil("Per")
    step()
    assert len(set(tags)) == len(tags)


def test_a_new_pupil_is_another_layout(room: Room) -> None:
    given = room.give()
    before = state(room, given).get_json()["layout"]
    assert state(room, given).get_json()["layout"] == before
    room.add_pupil("Per")
    assert state(room, given).get_json()["layout"] != before


def test_the_projector_names_nobody(room: Room) -> None:
    given = room.give()
    attempt = attempt_of(room, "Mira")
    _walk.answer(room.pupils["Mira"], attempt, 1, RIGHT)
    page = room.page(live(given, "/projector")).text
    shown = state(room, given, "/projector/state").text
    for name in ("Mira", "Ola", f"pupil-{room.ids['Mira']}"):
        assert name not in page
        assert name not in shown


def test_the_projector_tells_no_right_ones_while_somebody_can_change_an_answer(
    room: Room,
) -> None:
    """A count that goes up would tell the one who has just tried another choice."""
    given = room.give()
    attempt = attempt_of(room, "Mira")
    seen = []
    for choice in (WRONG, RIGHT):
        _walk.answer(room.pupils["Mira"], attempt, 1, choice)
        seen.append(state(room, given, "/projector/state").get_json())
    assert seen[0] == seen[1]
    assert "question-1-right" not in seen[0]["cells"]
    _walk.hand_in(room.pupils["Mira"], attempt)
    assert cells(room, given, "/projector/state")["question-1-right"] == "1"


def test_only_the_reader_of_an_open_assigned_attempt_is_there(room: Room) -> None:
    attempt = attempt_of(room, "Mira")  # nobody's assignment: nobody watches
    assert room.here("Mira", attempt).status_code == 404
    assert 'data-here=""' in room.pupils["Mira"].get(f"{attempt}/questions/1").text
    room.give()
    attempt = attempt_of(room, "Ola")
    assert f'data-here="{attempt}/here"' in room.pupils["Ola"].get(f"{attempt}/questions/1").text
    assert room.here("Mira", attempt).status_code == 404
    assert room.here("Ola", attempt, -1).status_code == 404
    assert room.presences() == []
    assert room.here("Ola", attempt, 2).status_code == 204
    assert room.here("Ola", attempt, 1).status_code == 204
    assert [position for _, position in room.presences()] == [1]
    _walk.hand_in(room.pupils["Ola"], attempt)
    assert room.here("Ola", attempt, 2).status_code == 404
    assert room.presences() == []  # kept no longer than it is of use


@pytest.mark.about_sqlite
def test_a_class_of_30_is_read_with_one_statement_more_for_each_who_answered(room: Room) -> None:
    given = room.give()
    for number in range(10):
        room.add_pupil(f"Pupil {number}")
    attempt = attempt_of(room, "Pupil 3")
    state(room, given)
    _walk.answer(room.pupils["Pupil 3"], attempt, 1, RIGHT)
    with queries(room) as seen:
        assert state(room, given).status_code == 200
    assert len(seen) == 3, seen
