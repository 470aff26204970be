"""The desk says across all classes what is open and what waits to be marked or released."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.web import _walk
from tests.web._heard import statements
from tests.web._room import Room


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def test_what_is_open_is_counted_and_what_closes_first_stands_first(
    room: Room, clock: Clock
) -> None:
    other = room.add_class("8c")
    room.give()
    room.give(closes_at=clock() + timedelta(days=2), to=[room.ids["Mira"]])
    room.give(class_id=other, closes_at=clock() + timedelta(days=1))
    room.give(opens_at=clock() + timedelta(days=1))
    attempt = _walk.start(room.pupils["Mira"])
    text = room.page("/teach").text
    first, second, third = (
        text.index(word) for word in ("8c 0 of 0", "7b 1 working 0 of 1", "0 of 2")
    )
    assert first < second < third
    assert text.count("handed in") == 3
    _walk.hand_in(room.pupils["Mira"], attempt)
    assert "7b 1 of 1 handed in closes" in room.page("/teach").text


def test_what_is_closed_stays_while_late_work_is_taken_or_somebody_works(
    room: Room, clock: Clock
) -> None:
    until = clock() + timedelta(minutes=30)
    room.give(closes_at=until)
    room.give(closes_at=until, accepts_late=True)
    clock.move(minutes=31)
    text = room.page("/teach").text
    assert text.count("handed in") == 1
    assert "was due on" in text


def test_others_classes_and_archived_ones_are_not_there(room: Room) -> None:
    room.give()
    other = room.app.test_client()
    room.add_teacher("Mr Other", other)
    assert "Nothing is open." in _walk.get(other, "/teach").text
    room.send(f"/teach/classes/{room.class_id}", action="archive")
    assert "Nothing is open." in room.page("/teach").text


def test_the_number_of_queries_does_not_depend_on_that_of_classes(room: Room) -> None:
    counts = []
    for number in (1, 5):
        for one in range(number):
            room.give(class_id=room.add_class(f"{number}{one}"))
        counts.append(len(statements(room.teacher, "/teach")))
    assert counts[0] == counts[1]


def test_a_new_quiz_and_the_log_are_one_step_away(room: Room) -> None:
    links = room.page("/teach").links
    assert ("New quiz", "/teach/bank/new") in links
    assert ("Log", "/teach/log") in links
