"""A teacher looks at a pupil's pages as the pupil sees them: marked, on record, without a pen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from quizapp.storage import roster
from quizapp.storage.models import LogEntry
from tests.conftest import Clock
from tests.web import _walk
from tests.web._page import Page
from tests.web._room import Room

BAND = "You look as Mira. This is the page as the pupil sees it."


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def begin(room: Room, name: str = "Mira", **fields: str) -> str:
    """Begin to look; return where the look leads."""
    pupil = f"/teach/pupils/{room.ids[name]}"
    reply = room.send(f"{pupil}/view", pupil, **fields)
    assert reply.status_code == 303
    return str(reply.location)


def look(room: Room, path: str) -> Page:
    page = room.page(path)
    assert BAND in page.text
    assert ("Stop looking", f"/teach/pupils/{room.ids['Mira']}") in page.links
    return page


def strip(room: Room, name: str, path: str, home: str) -> tuple[str, str]:
    """Return a pupil's page, and what the teacher sees of it without the band and the addresses."""
    own = _walk.get(room.pupils[name], path).text
    seen = room.page(home + path.removeprefix("/")).text
    band = re.compile(r"You look as .* Stop looking ", re.DOTALL)
    return own, band.sub("", seen)


def test_the_pages_are_those_of_the_pupil_with_a_band_above(room: Room) -> None:
    room.give()
    attempt = _walk.start(room.pupils["Mira"])
    _walk.save(room.pupils["Mira"], attempt, 2, "whale oil")
    _walk.hand_in(room.pupils["Mira"], attempt)
    home = begin(room)
    for path in ("/", "/history", f"{attempt}/result", "/quizzes/lighthouse"):
        own, seen = strip(room, "Mira", path, home)
        assert own == seen, path
    page = look(room, f"{home}{attempt[1:]}/result")
    assert ("Score history", f"{home}history") in page.links
    assert all(link.startswith((home, "/teach/", "#")) for _, link in page.links), page.links


def test_what_is_not_released_to_the_pupil_is_not_shown(room: Room) -> None:
    room.give(feedback="score-only")
    attempt = _walk.start(room.pupils["Mira"])
    _walk.hand_in(room.pupils["Mira"], attempt)
    seen = look(room, f"{begin(room)}{attempt[1:]}/result")
    assert "Three ships had been lost" not in seen.text
    assert "0 of 2 points" in seen.text
    # The teacher's own page of the same attempt has it all.
    assert "Three ships had been lost" in room.page(f"/teach{attempt}").text


def test_an_attempt_is_looked_at_from_its_page(room: Room) -> None:
    attempt = _walk.start(room.pupils["Mira"])
    _walk.hand_in(room.pupils["Mira"], attempt)
    where = begin(room, attempt=attempt.rpartition("/")[2])
    reply = room.teacher.get(where)
    assert reply.status_code == 302
    assert "0 of 2 points" in look(room, reply.location).text


def test_nothing_is_begun_answered_or_erased(room: Room) -> None:
    room.give()
    home = begin(room)
    rows = _rows(room)
    quiz = look(room, f"{home}quizzes/lighthouse")
    assert "Start quiz" in quiz.text
    for path in ("quizzes/lighthouse", "history/erase", "attempts/x/check", "leave", "join"):
        reply = room.teacher.post(
            home + path, data={"csrf_token": _walk.csrf(room.teacher), "sure": "yes"}
        )
        assert reply.status_code == 403, path
        assert "nothing can be begun, answered or changed" in reply.text
        assert "You look as" in reply.text
    assert _rows(room) == rows


def _rows(room: Room) -> dict[str, int]:
    tables = LogEntry.metadata.sorted_tables
    with room.parts.database.read() as connection:
        return {
            t.name: connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in tables
        }


def test_open_attempts_codes_and_data_are_the_pupil_s_alone(room: Room) -> None:
    room.give()
    attempt = _walk.start(room.pupils["Mira"])
    code = _walk.resume_code(room.pupils["Mira"])

    home = begin(room)
    for path in (
        f"{attempt[1:]}/questions/1",
        f"{attempt[1:]}/check",
        "resume",
        "history/my-data.json",
        "account",
        "teach",
        "teach/people",
        "static/quizapp.css",
        "?joined=1",
        "nothing",
    ):
        reply = room.teacher.get(home + path)
        assert code not in reply.text, path
        assert reply.status_code == (200 if path.startswith("?") else 404), path
        assert reply.headers.getlist("Set-Cookie") == []


def test_a_look_is_in_the_log_and_over_after_an_hour(room: Room, clock: Clock) -> None:
    home = begin(room)
    number = room.ids["Mira"]
    log = room.page(f"/teach/log?class={room.class_id}")
    assert f"Looked at the pages of pupil number {number} as the pupil sees them." in log.text
    assert "Mira" not in log.text
    assert ("Who it is", f"/teach/pupils/{number}") in log.links
    clock.move(minutes=59)
    look(room, home)
    clock.move(minutes=2)
    assert room.teacher.get(home).status_code == 404


def test_only_who_teaches_the_pupil_looks_and_only_with_their_own_look(room: Room) -> None:
    home = begin(room)
    other, admin = room.app.test_client(), room.app.test_client()
    other_id = room.add_teacher("Mr Other", other)
    _walk.become_teacher(room.app, admin, "Admin")
    pupil = f"/teach/pupils/{room.ids['Mira']}"
    token = {"csrf_token": _walk.csrf(other)}
    assert other.post(f"{pupil}/view", data=token).status_code == 404
    token = {"csrf_token": _walk.csrf(admin)}
    assert admin.post(f"{pupil}/view", data=token).status_code == 303
    for client in (other, admin, room.pupils["Mira"], room.app.test_client()):
        assert client.get(home).status_code == 404
        assert client.get(f"{home}history").status_code == 404
    # A colleague is no pupil, whoever asks.
    assert admin.post(f"/teach/pupils/{other_id}/view", data=token).status_code == 404


def test_a_pupil_who_left_the_class_is_looked_at_no_longer(room: Room) -> None:
    home = begin(room)
    gone = {"removed_at": room.clock()}
    room.write(lambda c: roster.change_seat(c, room.class_id, room.ids["Mira"], **gone))
    assert room.teacher.get(home).status_code == 404
