"""Giving a quiz to a class: dates, terms, single pupils, other classes, change and taking back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from quizapp.config import Config
from quizapp.core.terms import Conditions
from quizapp.storage import log
from tests.conftest import LIGHTHOUSE, Clock
from tests.web import _walk
from tests.web._room import Room


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, timezone="Europe/Copenhagen")


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def new(room: Room, quiz: str = "lighthouse") -> str:
    return f"/teach/classes/{room.class_id}/assignments/new?quiz={quiz}"


USUAL = {"late": "refuse", "attempts": "", "minutes": "", "feedback": "", "who": "all"}


def give(room: Room, **fields: Any) -> Any:
    return room.send(new(room), **{**USUAL, **fields})


def test_a_quiz_is_given_as_its_file_says(room: Room) -> None:
    page = room.page(f"/teach/classes/{room.class_id}/assignments")
    assert "Nothing is assigned to this class yet" in page.text
    reply = give(room)
    assert reply.status_code == 303
    [given] = room.given()
    assert (given.quiz, given.conditions, given.is_for_all) == ("lighthouse", Conditions(), True)
    page = room.page(reply.location)
    assert "As many attempts as you like (as the file says)" in page.text
    assert (
        "The lighthouse at Hale Point"
        in room.page(f"/teach/classes/{room.class_id}/assignments").text
    )


def test_what_it_says_holds_instead_of_the_file(room: Room) -> None:
    give(
        room,
        opens="2026-03-02T08:00",
        closes="2026-03-30T08:00",
        late="accept",
        attempts="2",
        minutes="20",
        feedback="score-only",
    )
    [given] = room.given()
    assert given.conditions == Conditions(
        datetime(2026, 3, 2, 7, 0, tzinfo=UTC),  # winter
        datetime(2026, 3, 30, 6, 0, tzinfo=UTC),  # summer
        accepts_late=True,
        attempts=2,
        minutes=20,
        feedback="score-only",
    )
    page = room.page(f"/teach/assignments/{given.id}/edit")
    assert page.value("closes") == "2026-03-30T08:00"
    shown = room.page(f"/teach/assignments/{given.id}")
    for words in ("30 March 2026, 08:00; late work is taken", "2 attempts", "20 min"):
        assert words in shown.text


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"closes": "2026-03-01T09:00"}, "This closing date is past"),
        ({"opens": "2026-03-05T09:00", "closes": "2026-03-04T09:00"}, "It closes before it opens"),
        ({"closes": "2026-03-29T02:30"}, "this time does not exist"),
        ({"closes": "next week"}, "Give a date and a time"),
        ({"who": "some"}, "Choose at least one pupil"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    room: Room, fields: dict[str, str], complaint: str
) -> None:
    reply = give(room, **fields, attempts="3")
    assert reply.status_code == 422
    page = _walk.Page(reply.text)
    assert complaint in page.text
    assert page.title.startswith("Error: ")
    assert page.value("attempts") == "3"
    assert not fields.get("closes") or page.value("closes") == fields["closes"]
    assert room.given() == []


def test_single_pupils_are_given_a_quiz_and_the_others_are_not(room: Room) -> None:
    give(room, who="some", pupils=[str(room.ids["Ola"])])
    assert "For your class" in _walk.get(room.pupils["Ola"], "/").text
    assert "For your class" not in _walk.get(room.pupils["Mira"], "/").text
    [given] = room.given()
    page = room.page(f"/teach/assignments/{given.id}")
    assert "Ola Not started" in page.text
    assert "Mira" not in page.text


def test_a_pupil_of_another_class_cannot_be_named(room: Room) -> None:
    room.add_pupil("Per", room.add_class("8a"))
    assert give(room, who="some", pupils=[str(room.ids["Per"])]).status_code == 422
    assert room.given() == []


def test_other_classes_are_given_it_in_the_same_step(room: Room) -> None:
    other = room.add_class("8a")
    assert "8a" in room.page(new(room)).choices
    give(room, classes=[str(other)], closes="2026-03-30T08:00")
    [given] = room.given()
    page = room.page(f"/teach/classes/{other}/assignments").text
    assert "The lighthouse at Hale Point" in page
    assert "30 March 2026, 08:00" in page
    reply = room.send(
        f"/teach/assignments/{given.id}/copies",
        f"/teach/assignments/{given.id}",
        classes=[str(other)],
    )
    assert "Assigned to 1 class more" in room.page(reply.location).text


def test_a_class_of_somebody_else_is_given_nothing(room: Room, app: Flask) -> None:
    stranger = app.test_client()
    room.add_teacher("Mr Dale", stranger)
    given = room.give()
    for path in ("", "/edit", "/remove", "/live", "/live/state", "/live/projector"):
        assert stranger.get(f"/teach/assignments/{given}{path}").status_code == 404
    assert stranger.get(f"/teach/classes/{room.class_id}/assignments").status_code == 404
    reply = _walk.post(stranger, f"/teach/assignments/{given}/remove")
    assert reply.status_code == 404
    assert len(room.given()) == 1


def test_a_change_is_felt_by_who_is_at_it(room: Room) -> None:
    given = room.give(minutes=30)
    _walk.start(room.pupils["Mira"])
    assert room.deadline() == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    path = f"/teach/assignments/{given}/edit"
    assert room.send(path, **{**USUAL, "minutes": "45"}).location == f"/teach/assignments/{given}"
    assert room.deadline() == datetime(2026, 3, 2, 9, 45, tzinfo=UTC)


def test_it_can_be_closed_at_once(room: Room) -> None:
    given = room.give()
    path = f"/teach/assignments/{given}/edit"
    room.send(path, **{**USUAL, "closes": "2026-03-02T09:00"})  # an hour ago, in Copenhagen
    assert "closed on" in _walk.get(room.pupils["Mira"], "/quizzes/lighthouse").text


def test_taken_back_it_is_gone_for_pupils_and_the_work_stays(room: Room) -> None:
    given = room.give()
    attempt = _walk.start(room.pupils["Mira"])
    path = f"/teach/assignments/{given}/remove"
    assert "1 attempt stays" in room.page(path).text
    assert room.send(path).location == f"/teach/classes/{room.class_id}/assignments"
    assert room.given() == []
    assert "For your class" not in _walk.get(room.pupils["Ola"], "/").text
    assert room.pupils["Mira"].get(f"{attempt}/questions/1").status_code in {200, 302}
    assert room.teacher.get(f"/teach/assignments/{given}").status_code == 404


def test_all_of_it_is_in_the_log(room: Room) -> None:
    give(room)
    [given] = room.given()
    room.send(f"/teach/assignments/{given.id}/edit", **USUAL)
    room.send(f"/teach/assignments/{given.id}/remove")
    with room.parts.database.read() as connection:
        found = log.entries(connection, class_id=room.class_id)
    assert [entry.message.msgid for entry in found] == [
        "Assignment taken back",
        "Assignment changed",
        "Quiz assigned",
    ]
    assert {entry.author for entry in found} == {"Ms Hale"}


ORACLE = "Pupils can learn the right answers before they are graded"


@pytest.mark.parametrize(
    ("status", "feedback", "is_warned"),
    [
        ("open", "after-submit", True),
        ("hidden", "immediate", True),
        ("draft", "after-submit", False),
        ("open", "score-only", False),
    ],
)
def test_a_quiz_that_tells_its_key_to_anybody_is_warned_of(
    room: Room, status: str, feedback: str, is_warned: bool
) -> None:
    text = LIGHTHOUSE + f"status: {status}\n"
    _walk.add_quiz(room.teacher, "lighthouse", text, feedback=feedback)
    given = room.give()
    for path in (new(room), f"/teach/assignments/{given}"):
        page = room.page(path).text
        assert (ORACLE in page) is is_warned
        assert ("status: draft" in page) is is_warned


def test_a_draft_is_reached_by_those_it_is_assigned_to_and_nobody_else(room: Room) -> None:
    _walk.add_quiz(room.teacher, "lighthouse", LIGHTHOUSE + "status: draft\n")
    mira = room.pupils["Mira"]
    assert mira.get("/quizzes/lighthouse").status_code == 404
    room.give(to=[room.ids["Mira"]])
    assert _walk.start(mira)
    assert room.pupils["Ola"].get("/quizzes/lighthouse").status_code == 404
    assert room.app.test_client().get("/quizzes/lighthouse").status_code == 404


def test_feedback_after_a_close_that_never_comes_is_warned_of(room: Room) -> None:
    given = room.give(feedback="after-close")
    assert "pupils will see points alone" in room.page(f"/teach/assignments/{given}").text


def test_who_has_done_what_is_told(room: Room) -> None:
    given = room.give(closes_at=datetime(2026, 3, 2, 9, 10, tzinfo=UTC), accepts_late=True)
    room.add_pupil("Per")
    for name, minutes in (("Mira", 5), ("Ola", 10)):
        attempt = _walk.start(room.pupils[name])
        room.clock.move(minutes=minutes)
        _walk.answer(room.pupils[name], attempt, 2, "whale oil")
        _walk.hand_in(room.pupils[name], attempt)
    page = room.page(f"/teach/assignments/{given}").text
    assert "Mira Handed in 1 of 2" in page
    assert "1 of 2 points Ola Handed in late 1 of 2" in page
    assert "Per Not started" in page
    assert "1 not started 2 handed in" in page


def test_a_time_zone_is_named_on_the_form(room: Room) -> None:
    assert "Times are those of Europe/Copenhagen" in room.page(new(room)).text


def test_an_unknown_quiz_leads_back_to_the_list(room: Room) -> None:
    reply = room.teacher.get(new(room, "nothing"))
    assert reply.location == f"/teach/classes/{room.class_id}/assignments"


def test_a_quiz_whose_file_is_gone_is_said_to_be(room: Room) -> None:
    given = room.give()
    bank = room.parts.bank
    (bank.folder / "lighthouse.yaml").unlink()
    bank.refresh()
    assert "nobody can begin it" in room.page(f"/teach/assignments/{given}").text
    assert "lighthouse" in room.page(f"/teach/classes/{room.class_id}/assignments").text
    assert room.page(f"/teach/assignments/{given}/live").text
