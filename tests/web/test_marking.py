"""Open responses: marked by hand, kept from pupils until they are released."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.core.terms import Conditions
from quizapp.storage import assignments, classes
from quizapp.storage.models import HandMark, LogEntry, Reader
from tests.conftest import Clock
from tests.web import _classes, _walk
from tests.web._page import Page

pytestmark = pytest.mark.both_databases

WRITTEN = """\
title: The storm
passage: {text: Three ships were lost in one winter. The town built a lighthouse.}
questions:
  - {id: year, type: numeric, prompt: When?, answer: 1871}
  - id: why
    type: open-response
    prompt: Why did the town build it?
    points: 3
    sample-answer: Because ships were lost.
    rubric:
      - criterion: Names the reason
        points: 2
        levels:
          - {points: 0, text: Does not name it}
          - {points: 1, text: Names it}
          - {points: 2, text: Names it and what followed}
      - criterion: Uses the passage
        points: 1
  - {id: free, type: open-response, prompt: What do you think?, points: 2}
"""
MARKING = "/teach/marking"
WHY, FREE = f"{MARKING}/storm/why", f"{MARKING}/storm/free"


class Room:
    """A class of a teacher who marks what its pupils hand in."""

    def __init__(self, app: Flask, clock: Clock, folder: Path) -> None:
        (folder / "storm.yaml").write_text(WRITTEN, encoding="utf-8")
        self.app, self.clock, self.parts = app, clock, app.extensions["quizapp"]
        self.parts.bank.refresh()
        _walk.become_teacher(app, app.test_client(), "Admin")
        self.teacher = self.add_teacher("Ms Hale")
        self.class_id = _classes.make_class(app, self.teacher).id
        self.pupils: dict[str, FlaskClient] = {}
        self.attempts: dict[str, str] = {}

    def add_teacher(self, name: str) -> FlaskClient:
        client = self.app.test_client()
        _walk.become_teacher(self.app, client, name)
        return client

    def add_co_teacher(self) -> FlaskClient:
        client = self.add_teacher("Mr Second")
        reader_id = self.read(select(Reader.id).where(Reader.name == "Mr Second"))
        self.write(lambda c: classes.add_teacher(c, self.class_id, reader_id))
        return client

    def give(self) -> int:
        owner = self.read(select(Reader.id).where(Reader.name == "Ms Hale"))
        return int(
            self.write(
                lambda c: assignments.add_assignment(
                    c, self.class_id, "storm", Conditions(), owner, self.clock()
                )
            )
        )

    def hand_in(self, name: str, why: str = "Ships were lost.", free: str = "I agree.") -> Page:
        client = _classes.come(self.app, _classes.code_of(self.app, self.class_id), name)
        attempt = _walk.start(client, "storm", name)
        for position, words in ((1, "1871"), (2, why), (3, free)):
            _walk.answer(client, attempt, position, words)
        self.pupils[name], self.attempts[name] = client, attempt
        return _walk.hand_in(client, attempt)

    def result(self, name: str) -> str:
        return _walk.get(self.pupils[name], f"{self.attempts[name]}/result").text

    def write(self, job):
        return self.parts.database.write(job)

    def read(self, statement):
        with self.parts.database.read() as connection:
            return connection.execute(statement).scalar()


def mark(teacher: FlaskClient, page: str, **fields: str) -> TestResponse:
    """Mark the answer that the page shows."""
    sent = {"answer": _walk.get(teacher, page).value("answer"), "action": "save", **fields}
    return _walk.post(teacher, page, page, **sent)


def rubric(first: int, second: int) -> dict[str, str]:
    return {"level-0": str(first), "level-1": str(second)}


def release(teacher: FlaskClient, assignment: object = "", action: str = "release") -> TestResponse:
    fields = {"quiz": "storm", "assignment": str(assignment), "action": action}
    return _walk.post(teacher, MARKING, **fields)


@pytest.fixture
def room(app: Flask, clock: Clock, questions: Path) -> Room:
    return Room(app, clock, questions)


def test_the_page_says_what_is_there_to_mark(room: Room) -> None:
    assert "Nothing is there to mark" in _walk.get(room.teacher, MARKING).text
    room.hand_in("Mira")
    room.hand_in("Bo", free="")
    text = _walk.get(room.teacher, MARKING).text
    assert "Mark 2 answers" in text
    assert "Mark 1 answer: free" in text
    desk = _walk.get(room.teacher, "/teach").text
    assert "Mark 2 answers: The storm, why" in desk
    assert "Mark 1 answer: The storm, free" in desk
    for page, marks in ((WHY, rubric(1, 1)), (WHY, rubric(2, 1)), (FREE, {"points": "1"})):
        mark(room.teacher, page, **marks)
    desk = _walk.get(room.teacher, "/teach").text
    assert "Mark " not in desk
    assert "3 answers are marked, and pupils do not see it yet" in desk
    release(room.teacher)
    assert "No answer waits to be marked." in _walk.get(room.teacher, "/teach").text


def test_pupils_see_marks_and_comment_only_when_they_are_released(room: Room) -> None:
    assignment = room.give()
    assert "(100%)" in room.hand_in("Mira").text
    mark(room.teacher, WHY, **rubric(1, 1), comment="Well seen.")
    mark(room.teacher, FREE, points="0,5")
    before = room.result("Mira")
    assert "5 more when marked" in before
    assert "Well seen." not in before
    assert "Well seen." not in room.pupils["Mira"].get("/history/my-data.json").text
    assert release(room.teacher, assignment).status_code == 303
    after = room.result("Mira")
    assert "3.5 of 6 points" in after
    assert "Well seen." in after
    assert "Names it" in after
    assert "more when marked" not in after
    assert "3.5 of 6 points" in _walk.get(room.pupils["Mira"], "/history").text
    assert "Well seen." in room.pupils["Mira"].get("/history/my-data.json").text
    release(room.teacher, assignment, "take-back")
    assert room.result("Mira") == before


def test_what_is_changed_after_the_release_is_seen_at_once(room: Room) -> None:
    room.hand_in("Mira")
    mark(room.teacher, FREE, points="2")
    release(room.teacher)
    assert "3 of 3 points" in room.result("Mira")
    page = f"{FREE}?answer={room.attempts['Mira'].rpartition('/')[2]}"
    mark(room.teacher, page, points="1")
    assert "2 of 3 points" in room.result("Mira")


def test_marking_goes_from_answer_to_answer_without_names(room: Room) -> None:
    for name in ("Mira", "Bo", "Ann"):
        room.hand_in(name, why=f"{name} wrote this.")
    page = room.teacher.get(WHY).text
    assert "0 of 3 marked" in page
    assert "Because ships were lost." in page
    assert "Three ships were lost in one winter." in page
    assert "<bdi>" not in page.partition("<main")[2]
    seen = WHY
    for done in (1, 2):
        seen = mark(room.teacher, seen, **rubric(2, 0)).location
        assert f"{done} of 3 marked" in _walk.get(room.teacher, seen).text
    last = mark(room.teacher, seen, **rubric(0, 0)).location
    text = _walk.get(room.teacher, last).text
    assert "3 of 3 marked" in text
    assert "2 of 3 points" in text
    assert "<bdi>Ann</bdi>" in room.teacher.get(f"{WHY}?all=1&names=1").text


def test_a_rubric_half_filled_is_asked_for_and_nothing_typed_is_lost(room: Room) -> None:
    room.hand_in("Mira")
    reply = mark(room.teacher, WHY, **{"level-0": "1", "comment": "Half way."})
    assert reply.status_code == 422
    assert "Choose a level: Uses the passage" in reply.text
    assert "Half way." in reply.text
    assert room.read(select(HandMark.id)) is None


@pytest.mark.parametrize("points", ["", "3", "-1", "nan", "1/0", "many"])
def test_points_that_cannot_be_are_refused(room: Room, points: str) -> None:
    room.hand_in("Mira")
    reply = mark(room.teacher, FREE, points=points)
    assert reply.status_code == 422
    assert "Give points from 0 to 2" in reply.text
    assert room.read(select(HandMark.id)) is None


def test_earlier_comments_are_offered_again_until_they_are_deleted(room: Room) -> None:
    for name in ("Mira", "Bo"):
        room.hand_in(name)
    mark(room.teacher, FREE, points="1", comment="Say why.")
    fields = {"points": "2", "comment": "Good."}
    inserted = mark(room.teacher, FREE, action="insert:1", **fields)
    assert "Good.\nSay why.</textarea>" in inserted.text
    assert 'value="2"' in inserted.text
    dropped = mark(room.teacher, FREE, action="drop:1", **fields)
    assert "Say why." not in dropped.text
    assert "Good.</textarea>" in dropped.text


def test_nobody_deletes_another_teachers_comments(room: Room) -> None:
    other = room.add_co_teacher()
    for name in ("Mira", "Bo"):
        room.hand_in(name)
    mark(room.teacher, FREE, points="1", comment="Say why.")
    assert "Say why." not in mark(other, FREE, action="insert:1").text
    mark(other, FREE, action="drop:1")
    assert "Say why." in _walk.get(room.teacher, FREE).text


def test_answers_of_the_same_words_are_marked_together(room: Room) -> None:
    for name, words in (("Mira", "No idea."), ("Bo", "no  idea"), ("Ann", "I do not know.")):
        room.hand_in(name, free=words)
    page = f"{FREE}?answer={room.attempts['Mira'].rpartition('/')[2]}"
    assert "Mark 1 more answer with the same words alike" in _walk.get(room.teacher, page).text
    then = mark(room.teacher, page, points="0", alike="1").location
    text = _walk.get(room.teacher, then).text
    assert "2 of 3 marked" in text
    assert "I do not know." in text


def test_a_second_teacher_marks_blind_and_then_both_see_what_differs(room: Room) -> None:
    other = room.add_co_teacher()
    room.hand_in("Mira")
    mark(room.teacher, WHY, **rubric(2, 1), comment="All there.")
    release(room.teacher)
    second = f"{WHY}?second=1"
    blind = _walk.get(other, second).text
    assert "Another teacher has marked this answer" in blind
    assert "All there." not in blind
    for page in (f"{WHY}?all=1", f"{WHY}/differences"):
        assert "All there." not in _walk.get(other, page).text
    mark(other, second, **rubric(1, 0))
    assert "4 of 4 points" in room.result("Mira")
    for teacher in (room.teacher, other):
        text = _walk.get(teacher, f"{WHY}/differences").text
        assert "All there." in text
        assert "1 of 1 were marked differently" in text
    chosen = room.read(select(HandMark.id).where(HandMark.counts.is_(False)))
    page = f"{WHY}/differences"
    assert _walk.post(room.teacher, page, page, marking=str(chosen)).status_code == 303
    assert "2 of 4 points" in room.result("Mira")


def test_what_was_done_is_logged_without_the_pupils_name(room: Room) -> None:
    assignment = room.give()
    room.hand_in("Mira")
    mark(room.teacher, FREE, points="1", comment="Mira, say why.")
    release(room.teacher, assignment)
    with room.parts.database.read() as connection:
        found = connection.execute(select(LogEntry.message).where(LogEntry.kind == "marking"))
        logged = str(found.all())
    assert "Marked %(question)s by hand" in logged
    assert "Released the marks" in logged
    assert "Mira" not in logged


def test_a_teacher_of_other_classes_sees_and_marks_nothing(room: Room) -> None:
    assignment = room.give()
    room.hand_in("Mira")
    stranger = room.add_teacher("Mr Other")
    answer = room.attempts["Mira"].rpartition("/")[2]
    assert "Nothing is there to mark" in _walk.get(stranger, MARKING).text
    for page in (WHY, f"{WHY}?answer={answer}", f"{WHY}?all=1", f"{WHY}/differences"):
        assert stranger.get(page).status_code == 404
    refused = _walk.post(stranger, WHY, answer=answer, **rubric(0, 0))
    assert refused.status_code == 404
    assert release(stranger, assignment).status_code == 404
    # A release outside assignments reaches only the attempts that one may see.
    release(stranger)
    mark(room.teacher, FREE, points="2")
    assert "5 more when marked" in room.result("Mira")


def test_a_pupil_finds_no_marking(room: Room) -> None:
    room.hand_in("Mira")
    for page in (MARKING, WHY, f"{WHY}/differences"):
        assert room.pupils["Mira"].get(page).status_code == 404


def test_where_only_points_are_shown_the_comment_stays_hidden(room: Room) -> None:
    owner = room.read(select(Reader.id).where(Reader.name == "Ms Hale"))
    given = Conditions(feedback="score-only")
    assignment = room.write(
        lambda c: assignments.add_assignment(c, room.class_id, "storm", given, owner, room.clock())
    )
    room.hand_in("Mira")
    mark(room.teacher, FREE, points="1", comment="Say why.")
    release(room.teacher, assignment)
    text = room.result("Mira")
    assert "2 of 3 points" in text
    assert "Say why." not in text
