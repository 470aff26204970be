"""A wrong key is a reviewed change: seen before it is done, all at once, reversible, told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from quizapp.storage import classes
from quizapp.storage.models import Reader
from tests.conftest import Clock
from tests.web import _walk

pytestmark = pytest.mark.both_databases

QUIZ = """\
title: The lamp
passage: {text: The lamp burned whale oil until 1904.}
questions:
  - id: fuel
    type: single-choice
    prompt: What did the lamp burn?
    choices: [{text: Coal, correct: true}, Whale oil, Gas]
    evidence: whale oil
  - {id: when, type: numeric, prompt: Until when?, answer: 1904}
"""
MENDED = QUIZ.replace(
    "[{text: Coal, correct: true}, Whale oil,", "[Coal, {text: Whale oil, correct: true},"
)
ADDRESS = "/teach/quizzes/lamp/regrade"


class School:
    """A teacher, a quiz with a wrong key, and pupils who answered it."""

    def __init__(self, app: Flask, client: FlaskClient, clock: Clock) -> None:
        self.app, self.teacher, self.clock = app, client, clock
        _walk.become_teacher(app, client)
        _walk.add_quiz(client, "lamp", QUIZ)
        self.attempts: dict[str, tuple[FlaskClient, str]] = {}
        for name, fuel in (("Ann", "Coal"), ("Ben", "Whale oil"), ("Cem", "Gas")):
            pupil = app.test_client()
            attempt = _walk.start(pupil, "lamp", name)
            _walk.answer(pupil, attempt, 1, [fuel])
            _walk.answer(pupil, attempt, 2, "1904")
            _walk.hand_in(pupil, attempt)
            self.attempts[name] = (pupil, attempt)
        clock.move(minutes=5)

    def mend(self, text: str = MENDED) -> None:
        _walk.add_quiz(self.teacher, "lamp", text)

    def points(self, name: str) -> str:
        pupil, attempt = self.attempts[name]
        return _walk.get(pupil, f"{attempt}/result").text

    def look(self, **rulings: str) -> str:
        query = {f"q.{question}": policy for question, policy in rulings.items()}
        return _walk.get(self.teacher, ADDRESS, query_string=query).text

    def regrade(self, **rulings: str) -> Any:
        fields = {f"q.{question}": policy for question, policy in rulings.items()}
        return _walk.post(self.teacher, ADDRESS, **fields)


@pytest.fixture
def school(app: Flask, client: FlaskClient, clock: Clock) -> School:
    return School(app, client, clock)


def test_nothing_is_offered_to_be_marked_anew_before_the_file_is_changed(school: School) -> None:
    assert "No question was changed since it was answered." in school.look()


@pytest.mark.parametrize(
    ("policy", "counts", "points"),
    [
        ("never-lower", "1 attempt up, 0 down", ("2 of 2", "2 of 2", "1 of 2")),
        ("recompute", "1 attempt up, 1 down", ("1 of 2", "2 of 2", "1 of 2")),
        ("full", "2 attempts up, 0 down", ("2 of 2", "2 of 2", "2 of 2")),
        ("drop", "2 attempts up, 0 down", ("1 of 1", "1 of 1", "1 of 1")),
    ],
)
def test_each_way_is_shown_first_and_then_done(
    school: School, policy: str, counts: str, points: tuple[str, ...]
) -> None:
    school.mend()
    assert counts in school.look(fuel=policy)
    assert "1 of 2 points" in school.points("Ben")
    assert school.regrade(fuel=policy).status_code == 303
    for name, shown in zip(("Ann", "Ben", "Cem"), points, strict=True):
        assert f"{shown} point" in school.points(name), name


def test_after_it_the_mended_key_is_what_pupils_see_and_they_are_told(school: School) -> None:
    school.mend()
    school.regrade(fuel="never-lower")
    page = school.points("Ben")
    assert "Your teacher corrected this quiz" in page
    assert "before that, you had 1 of 2 points" in page
    assert "<" not in page, "the time is shown, not its markup"
    assert "Not right" not in page


def test_it_can_be_taken_back_and_all_of_it_is_on_record(school: School) -> None:
    school.mend()
    school.regrade(fuel="recompute")
    assert _walk.post(school.teacher, f"{ADDRESS}/1/revert").status_code == 303
    assert "2 of 2 points" in school.points("Ann")
    assert "1 of 2 points" in school.points("Ben")
    assert "corrected this quiz" not in school.points("Ben")
    assert _walk.post(school.teacher, f"{ADDRESS}/1/revert").status_code == 404
    log = _walk.get(school.teacher, "/teach/log?quiz=lamp").text
    assert "Regraded (fuel: recompute): 1 up, 1 down, 0 no longer readable." in log
    assert "Took regrade 1 back." in log
    for name in school.attempts:
        assert name not in log


def test_what_is_marked_anew_is_offered_no_more(school: School) -> None:
    school.mend()
    school.regrade(fuel="never-lower")
    assert "No question was changed since it was answered." in school.look()


def test_answers_that_mean_nothing_any_more_are_counted_and_keep_their_points(
    school: School,
) -> None:
    school.mend(QUIZ.replace("{text: Coal, correct: true}", "{text: Sea coal, correct: true}"))
    assert "1 with an answer no longer readable" in school.look(fuel="never-lower")
    school.regrade(fuel="never-lower")
    assert "2 of 2 points" in school.points("Ann")


def test_another_type_under_the_same_id_is_refused_with_the_way_out(school: School) -> None:
    changed = QUIZ.replace(
        "    type: single-choice\n    prompt: What did the lamp burn?\n"
        "    choices: [{text: Coal, correct: true}, Whale oil, Gas]\n",
        "    type: short-answer\n    prompt: What did the lamp burn?\n    answers: [whale oil]\n",
    )
    school.mend(changed)
    reply = school.regrade(fuel="recompute")
    assert reply.status_code == 422
    assert "Give the new question an id of its own" in reply.text
    assert school.regrade(fuel="full").status_code == 303
    assert "2 of 2 points" in school.points("Cem")


def test_an_attempt_that_was_open_is_marked_by_the_mended_key_when_it_is_handed_in(
    school: School,
) -> None:
    pupil = school.app.test_client()
    attempt = _walk.start(pupil, "lamp", "Dora")
    _walk.answer(pupil, attempt, 1, ["Whale oil"])
    _walk.answer(pupil, attempt, 2, "1904")
    school.clock.move(minutes=1)
    school.mend()
    school.regrade(fuel="recompute")
    assert "Whale oil" in _walk.get(pupil, f"{attempt}/questions/1").text
    _walk.hand_in(pupil, attempt)
    assert "2 of 2 points" in _walk.get(pupil, f"{attempt}/result").text


def test_nothing_chosen_is_said(school: School) -> None:
    assert school.regrade().status_code == 422


def test_only_teachers_come_in(school: School) -> None:
    pupil, _ = school.attempts["Ann"]
    assert pupil.get(ADDRESS).status_code == 404
    assert pupil.get("/teach/log").status_code == 404


def test_the_folder_of_the_bank_is_untouched(school: School, questions: Path) -> None:
    school.mend()
    before = (questions / "lamp.yaml").read_bytes()
    school.regrade(fuel="never-lower")
    assert (questions / "lamp.yaml").read_bytes() == before


def set_points(school: School, name: str, **fields: str) -> Any:
    attempt = school.attempts[name][1].rpartition("/")[2]
    return _walk.post(school.teacher, f"/teach/attempts/{attempt}/points", **fields)


def test_points_set_by_hand_count_with_their_reason_and_can_be_taken_back(school: School) -> None:
    reply = set_points(school, "Ben", question="fuel", points="0.5", reason="Half right, said so.")
    assert reply.status_code == 303, reply.text
    assert "1.5 of 2 points" in school.points("Ben")
    page = _walk.get(school.teacher, reply.location.partition("#")[0])
    assert "Half right, said so." in page.text
    number = next(f["action"] for tag, f in page.tags if f.get("action", "").endswith("take-back"))
    assert _walk.post(school.teacher, number).status_code == 303
    assert "1 of 2 points" in school.points("Ben")


def test_points_of_a_whole_attempt(school: School) -> None:
    assert set_points(school, "Cem", points="2", reason="Was ill.").status_code == 303
    assert "2 of 2 points" in school.points("Cem")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"points": "3", "reason": "x"}, "Type points from 0 to 2."),
        ({"points": "-1", "reason": "x"}, "Type points from 0 to 2."),
        ({"points": "many", "reason": "x"}, "Type points from 0 to 2."),
        ({"points": "1", "reason": " "}, "Type the reason"),
        ({"points": "2", "question": "fuel", "reason": "x"}, "Type points from 0 to 1."),
    ],
)
def test_points_that_cannot_be_are_refused_in_words(
    school: School, fields: dict[str, str], words: str
) -> None:
    reply = set_points(school, "Ben", **fields)
    assert reply.status_code == 422
    place = "points-reason" if "reason" in words else "points-given"
    assert f'<a href="#{place}">{words}' in reply.text
    assert f'value="{fields["points"]}"' in reply.text


def test_the_editor_keeps_a_type_under_an_id_that_was_answered(school: School) -> None:
    page = _walk.get(school.teacher, "/teach/bank/files/lamp.yaml")
    numeric = "type: numeric, prompt: Until when?, answer: 1904"
    changed = QUIZ.replace(numeric, "type: open-response, prompt: Until when?")
    reply = _walk.post(
        school.teacher,
        "/teach/bank/files/lamp.yaml",
        text=changed,
        opened=page.value("opened"),
        action="save",
    )
    assert reply.status_code == 422
    assert "Readers have answered “when” as numeric" in reply.text
    assert "type: open-response" in reply.text
    bank = school.app.extensions["quizapp"].bank
    assert bank.get("lamp").quiz.items["when"].question.type == "numeric"


def test_others_pupils_are_counted_and_not_named(school: School) -> None:
    school.mend()
    parts, other = school.app.extensions["quizapp"], school.app.test_client()
    _walk.become_teacher(school.app, other, "Mr Other")
    with parts.database.read() as connection:
        people = dict(connection.execute(select(Reader.name, Reader.id)).all())

    def seat(connection: Connection) -> None:
        now = school.clock()
        class_id = classes.add_class(connection, "7b", people["Ms Hale"], now)
        classes.take_seat(connection, class_id, people["Ben"], now)

    parts.database.write(seat)
    query = {"q.fuel": "full"}
    seen = _walk.get(other, ADDRESS, query_string=query).text
    assert "2 attempts up" in seen
    assert "Cem" in seen
    assert "Ben" not in seen
    assert "Ben" in _walk.get(school.teacher, ADDRESS, query_string=query).text
