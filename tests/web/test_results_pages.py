"""An attempt, a pupil and a class, as their teachers see them."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import update

from quizapp.core.terms import Accommodation
from quizapp.storage import classes, terms
from quizapp.storage.models import Seat
from tests.conftest import LIGHTHOUSE, Clock
from tests.web import _walk
from tests.web._school import BLANK, OIL, RIGHT, WRONG, School

pytestmark = pytest.mark.both_databases


@pytest.fixture
def school(app: Flask, clock: Clock) -> School:
    return School(app, clock)


def test_an_attempt_is_readable_as_its_pupil_saw_it(school: School, clock: Clock) -> None:
    attempt = school.begin(school.pupil("Mira"))
    clock.move(seconds=40)
    school.save(attempt, 1, WRONG, is_flagged=True, confidence=3)
    clock.move(minutes=2)
    school.save(attempt, 1, RIGHT, base=1)
    school.hand_in(attempt)
    page = _walk.get(school.teacher, f"/teach/attempts/{attempt}")
    assert "1 of 2 points (50%)" in page.text
    assert "Time taken 2 min 40 s" in page.text
    assert "The passage names the lost ships as the reason." in page.text
    assert "Question 2 – Not answered" in page.text
    log = page.text.partition("Every save is kept")[2]
    assert "09:00:40 40 s 1 A keeper had asked for it flagged for review Certain replaced" in log
    assert "09:02:40 2 min 1 Three ships had been lost" in log
    assert "Three ships had been lost replaced" not in log


def test_an_attempt_in_progress_says_so(school: School) -> None:
    attempt = school.begin(school.pupil("Mira"))
    text = _walk.get(school.teacher, f"/teach/attempts/{attempt}").text
    assert "In progress: this is how far it is" in text
    assert "Nothing was saved." in text


def test_who_looked_at_whose_work_is_on_record(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    mira = school.pupil("Mira")
    attempt = school.take(mira, [RIGHT, OIL])
    with caplog.at_level(logging.INFO, logger="quizapp.security"):
        school.teacher.get(f"/teach/attempts/{attempt}")
        school.teacher.get(f"/teach/pupils/{mira}")
        school.teacher.get(
            f"/teach/quizzes/lighthouse/download/answers.csv?class={school.class_id}"
        )
    noted = [json.loads(record.message) for record in caplog.records]
    assert [one["event"] for one in noted] == ["attempt seen", "pupil seen", "answers downloaded"]
    assert {one["by"] for one in noted} == {school.teacher_id}
    assert noted[0]["who"] == noted[1]["who"] == mira
    assert "Mira" not in caplog.text


def test_a_pupil_s_term_has_its_attempts_processes_and_accommodations(
    school: School, clock: Clock
) -> None:
    processes = LIGHTHOUSE.replace("type: short-answer", "type: short-answer\n    process: find")
    _walk.add_quiz(school.teacher, "lighthouse", processes)
    mira = school.pupil("Mira")
    more = Accommodation(Fraction(3, 2), extra_attempts=1)
    school.write(lambda c: terms.set_accommodation(c, school.parts.versions, mira, more, clock()))
    school.take(mira, [WRONG, OIL], school.give())
    school.wait(days=7)
    school.take(mira, [RIGHT, OIL], school.give())
    page = _walk.get(school.teacher, f"/teach/pupils/{mira}")
    assert "Class 7b" in page.text
    assert "1.5 times the time, 1 extra attempt" in page.text
    assert "1 of 2 points 50%" in page.text
    assert "2 of 2 points 100%" in page.text
    assert "The lighthouse at Hale Point: 50% (2 March 2026)" in page.text
    assert "Find Find what the text says in so many words" in page.text
    assert "2 of 2 points (100%)" in page.text


def test_another_teacher_sees_of_a_pupil_only_what_was_done_in_their_class(school: School) -> None:
    """Mira left 7b: what she did for it is still there, and nothing since."""
    mira = school.pupil("Mira")
    given = school.give()
    own = school.take(mira, [RIGHT, OIL], given)
    other = school.other_teacher()
    room = school.write(_class_of(school, school.reader_id("Mr Other")))
    school.write(_move(school, mira, room))
    elsewhere = school.take(mira, [WRONG, BLANK])
    seen = _walk.get(school.teacher, f"/teach/pupils/{mira}")
    assert [href for _, href in seen.links if "attempts/" in href] == [f"/teach/attempts/{own}"]
    assert school.teacher.get(f"/teach/attempts/{elsewhere}").status_code == 404
    assert other.get(f"/teach/attempts/{elsewhere}").status_code == 200


def _class_of(school: School, teacher: int):
    return lambda c: classes.add_class(c, "8a", teacher, school.clock())


def _move(school: School, reader: int, room: int):
    from quizapp.storage import classes

    def job(connection):
        gone = update(Seat).where(Seat.reader_id == reader).values(removed_at=school.clock())
        connection.execute(gone)
        classes.take_seat(connection, room, reader, school.clock())

    return job


def test_a_class_stands_over_its_quizzes(school: School, clock: Clock) -> None:
    mira, ben = school.pupil("Mira"), school.pupil("Ben")
    first = school.give()
    school.take(mira, [RIGHT, OIL], first)
    school.take(ben, [WRONG, OIL], first)
    school.wait(days=7)
    second = school.give(closes_at=clock() + timedelta(days=1))
    school.take(mira, [WRONG, BLANK], second)
    page = _walk.get(school.teacher, f"/teach/classes/{school.class_id}/results")
    assert "2 March 2026 2 of 2 75%" in page.text
    assert "9 March 2026 1 of 2 0%" in page.text
    assert "Ben 50% 50% not started" in page.text
    assert "Mira 50% 100% 0%" in page.text
    table = school.teacher.get(f"/teach/classes/{school.class_id}/results/grades.csv")
    lines = table.data.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Ben,50,50,", "Mira,50,100,0"]


def test_an_empty_class_says_what_comes_next(school: School) -> None:
    path = f"/teach/classes/{school.class_id}/results"
    assert "Nobody sits in this class yet." in _walk.get(school.teacher, path).text
    school.pupil("Mira")
    assert "Nothing was given to this class yet." in _walk.get(school.teacher, path).text
