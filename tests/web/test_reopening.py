"""An attempt that has ended is opened again by its teacher."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from quizapp.core.terms import Conditions
from quizapp.storage import assignments, log, people
from quizapp.storage.models import Attempt, StoredMark
from tests.conftest import Clock
from tests.web import _walk
from tests.web._school import OIL, RIGHT, WRONG, School
from tests.web.test_marking import FREE, WHY, Room, mark, rubric

pytestmark = pytest.mark.both_databases


@pytest.fixture
def school(app: Flask, clock: Clock) -> School:
    return School(app, clock)


def reopen(teacher: FlaskClient, attempt: str, **fields: str) -> TestResponse:
    page = f"/teach/attempts/{attempt}"
    return _walk.post(teacher, f"{page}/reopen", page, **{"why": "Slipped.", "until": ""} | fields)


def stored(school: School, attempt: str) -> tuple[object, ...]:
    columns = (Attempt.state, Attempt.earned, Attempt.deadline, Attempt.finished_at)
    marks = select(func.count()).where(StoredMark.attempt_id == attempt).scalar_subquery()
    with school.parts.database.read() as connection:
        found = select(*columns, marks).where(Attempt.id == attempt)
        return tuple(connection.execute(found).one())


def test_a_pupil_goes_on_where_they_were_and_is_marked_anew(school: School) -> None:
    attempt = school.take(school.pupil("Mira"), [WRONG, OIL])
    assert stored(school, attempt)[1:] == (1, None, school.clock(), 2)
    assert reopen(school.teacher, attempt).status_code == 303
    assert stored(school, attempt) == ("open", None, None, None, 0)
    page = _walk.get(school.teacher, f"/teach/attempts/{attempt}").text
    assert "In progress" in page
    assert "Open this attempt again" not in page
    school.save(attempt, 1, RIGHT, base=1)
    school.hand_in(attempt)
    assert stored(school, attempt)[1:] == (2, None, school.clock(), 2)


def test_it_stands_on_record_with_the_reason(school: School) -> None:
    attempt = school.take(school.pupil("Mira"), [WRONG, OIL])
    reopen(school.teacher, attempt, why="  Her little\nbrother pressed it. ")
    with school.parts.database.read() as connection:
        [entry] = log.entries(connection, attempt_id=attempt)
    assert (entry.author, entry.kind) == ("Ms Hale", "reopening")
    page = _walk.get(school.teacher, "/teach/log")
    told = "Opened an attempt again: Her little brother pressed it. The attempt"
    assert f"{entry.quiz} {told}" in page.text
    assert ("The attempt", f"/teach/attempts/{attempt}") in page.links


def test_the_record_leads_to_the_attempt_who_may_see_it(school: School) -> None:
    attempt = school.take(school.pupil("Mira"), [WRONG, OIL])
    reopen(school.teacher, attempt)
    for client, may_see in [(school.teacher, True), (school.other_teacher(), False)]:
        page = _walk.get(client, "/teach/log")
        assert "Opened an attempt again" in page.text
        assert (("The attempt", f"/teach/attempts/{attempt}") in page.links) == may_see


def test_the_record_leads_nowhere_when_the_pupil_was_erased(school: School) -> None:
    mira = school.pupil("Mira")
    reopen(school.teacher, school.take(mira, [WRONG, OIL]))
    people.erase_reader(school.parts.database, mira)
    page = _walk.get(school.teacher, "/teach/log")
    assert "Opened an attempt again" in page.text
    assert "The attempt" not in [words for words, _ in page.links]


def test_it_ends_when_the_teacher_said_whatever_becomes_of_the_assignment(
    school: School, clock: Clock
) -> None:
    closing = clock.now.replace(hour=12)
    assignment = school.give(closes_at=closing)
    attempt = school.take(school.pupil("Mira"), [WRONG, OIL], assignment)
    clock.move(days=1)
    school.wait()
    assert reopen(school.teacher, attempt, until=f"{clock():%Y-%m-%dT}18:00").status_code == 303
    wanted = clock.now.replace(hour=18, minute=0, second=0)
    assert stored(school, attempt)[2] == wanted
    with school.parts.database.read() as connection:
        given = assignments.get_assignment(connection, assignment)
    assert given
    school.write(
        lambda c: assignments.change_assignment(
            c, school.parts.versions, given, Conditions(closes_at=closing), clock()
        )
    )
    assert stored(school, attempt)[:3] == ("open", None, wanted)
    school.save(attempt, 1, RIGHT, base=1)
    clock.now = wanted.replace(minute=5)
    assert "time was up" in _walk.get(school.teacher, f"/teach/attempts/{attempt}").text


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"why": " "}, "Type the reason"),
        ({"until": "tomorrow"}, "Give a date and a time"),
        ({"until": "2020-01-01T08:00"}, "This time is past"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    school: School, fields: dict[str, str], complaint: str
) -> None:
    attempt = school.take(school.pupil("Mira"), [WRONG, OIL])
    reply = reopen(school.teacher, attempt, **fields)
    assert reply.status_code == 422
    assert complaint in reply.text
    assert all(f'value="{typed}"' in reply.text for typed in fields.values() if typed.strip())
    assert stored(school, attempt)[0] == "handed in"


def test_two_attempts_at_a_quiz_are_never_open(school: School) -> None:
    mira = school.pupil("Mira")
    first = school.take(mira, [WRONG, OIL])
    school.begin(mira)
    reply = reopen(school.teacher, first)
    assert reply.status_code == 422
    assert "This pupil has begun another attempt" in reply.text
    assert stored(school, first)[0] == "handed in"


def test_one_that_is_open_and_other_teachers_pupils_are_not_there(school: School) -> None:
    mira = school.pupil("Mira")
    done = school.take(mira, [WRONG, OIL])
    for teacher, attempt in ((school.teacher, school.begin(mira)), (school.other_teacher(), done)):
        token = _walk.get(teacher, "/account").value("csrf_token")
        fields = {"csrf_token": token, "why": "So", "until": ""}
        assert teacher.post(f"/teach/attempts/{attempt}/reopen", data=fields).status_code == 404


def test_the_teacher_is_told_when_the_pupil_may_know_the_answers(school: School) -> None:
    known = school.take(school.pupil("Mira"), [WRONG, OIL])
    hidden = school.take(school.pupil("Ben"), [WRONG, OIL], school.give(feedback="score-only"))
    told = "the pupil may know them"
    assert told in _walk.get(school.teacher, f"/teach/attempts/{known}").text
    assert told not in _walk.get(school.teacher, f"/teach/attempts/{hidden}").text


def test_marks_by_hand_stay_with_answers_that_stay(
    app: Flask, clock: Clock, questions: Path
) -> None:
    room = Room(app, clock, questions)
    room.hand_in("Mira")
    attempt = room.attempts["Mira"].removeprefix("/attempts/")
    mark(room.teacher, WHY, **rubric(2, 1))
    mark(room.teacher, FREE, points="2")
    clock.move(minutes=5)
    reopen(room.teacher, attempt)
    # What was shown before is not shown to whoever can still answer.
    result = room.pupils["Mira"].get(f"{room.attempts['Mira']}/result")
    assert (result.status_code, result.location) == (302, room.attempts["Mira"])
    _walk.answer(room.pupils["Mira"], room.attempts["Mira"], 3, "I do not agree.")
    clock.move(minutes=5)
    _walk.hand_in(room.pupils["Mira"], room.attempts["Mira"])
    to_do = _walk.get(room.teacher, "/teach").text
    assert "Mark 1 answer: The storm, free" in to_do
    assert "The storm, why" not in to_do


def test_a_pupil_finds_it_though_the_assignment_is_closed(
    app: Flask, clock: Clock, questions: Path
) -> None:
    room = Room(app, clock, questions)
    given = room.give()
    room.hand_in("Mira")
    closing = Conditions(closes_at=clock.now)
    with room.parts.database.read() as connection:
        assignment = assignments.get_assignment(connection, given)
    assert assignment
    room.write(
        lambda c: assignments.change_assignment(
            c, room.parts.versions, assignment, closing, clock.now
        )
    )
    clock.move(minutes=5)
    attempt, mira = room.attempts["Mira"], room.pupils["Mira"]
    until = f"{clock():%Y-%m-%dT}18:00"
    assert reopen(room.teacher, attempt.removeprefix("/attempts/"), until=until).status_code == 303
    library = _walk.get(mira, "/").text
    assert "Opened again for you, until" in library
    assert "nothing was handed in" not in library
    assert "Your teacher opened it again for you." in _walk.get(mira, "/quizzes/storm").text
    _walk.answer(mira, attempt, 3, "I do not agree.")
    _walk.hand_in(mira, attempt)
    assert "Opened again" not in _walk.get(mira, "/").text
