"""Long lists of people, and of what they wrote: fifty a page, each on one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from quizapp.core.terms import Conditions
from quizapp.storage import accounts, assignments, roster
from quizapp.storage.models import Role
from tests.load.crowd import Crowd, add_crowd
from tests.web import _classes, _walk

WRITTEN = """\
title: The storm
passage: {text: Three ships were lost in one winter.}
questions:
  - {id: why, type: open-response, prompt: Why?, points: 3}
  - {id: fuel, type: short-answer, prompt: What burned?, answers: [whale oil]}
"""
MANY = 60


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client)
    _walk.add_quiz(client, "storm", WRITTEN)
    return client


@pytest.fixture
def template(app: Flask, teacher: FlaskClient) -> str:
    """Return the id of a handed-in attempt, of which crowds are copies."""
    reader = app.test_client()
    attempt = _walk.start(reader, "storm")
    _walk.answer(reader, attempt, 1, "Ships were lost.")
    _walk.answer(reader, attempt, 2, "petrol")
    _walk.hand_in(reader, attempt)
    return attempt.removeprefix("/attempts/")


@pytest.fixture
def class_id(app: Flask, teacher: FlaskClient) -> int:
    """Return a class of pupils from "Pupil 00" on, to whom a quiz was given."""
    parts = app.extensions["quizapp"]
    number = _classes.make_class(app, teacher).id
    now = parts.clock()

    def job(connection):
        for n in range(MANY):
            roster.add_pupil(connection, parts.secret, number, f"Pupil {n:02}", "", now)
        assignments.add_assignment(connection, number, "storm", Conditions(), 1, now)

    parts.database.write(job)
    return number


def pages(client: FlaskClient, path: str) -> Iterator[str]:
    """Follow the links to the next page, from the first to the last."""
    page = _walk.get(client, path)
    while True:
        yield page.text
        following = dict(page.links).get("Next page")
        if following is None:
            return
        page = _walk.get(client, following)


def each(client: FlaskClient, path: str, pattern: str) -> list[list[str]]:
    return [re.findall(pattern, page) for page in pages(client, path)]


def test_people_are_turned_over(app: Flask, teacher: FlaskClient) -> None:
    parts = app.extensions["quizapp"]

    def job(connection):
        for n in range(MANY):
            name = f"Colleague {n:02}"
            accounts.add_account(
                connection, None, name, f"user-{n:02}", Role.TEACHER, parts.clock()
            )

    parts.database.write(job)
    found = each(teacher, "/teach/people", r"user-(\d\d)")

    assert [len(page) for page in found] == [49, 11]  # teacher-1 comes first
    assert found[0] + found[1] == [f"{n:02}" for n in range(MANY)]


def test_a_roster_is_turned_over_and_can_be_seen_as_a_whole(
    teacher: FlaskClient, class_id: int
) -> None:
    path = f"/teach/classes/{class_id}/roster"
    names = [f"Pupil {n:02}" for n in range(MANY)]
    found = each(teacher, path, r"(?<!Tick )Pupil \d\d")

    assert found == [names[:50], names[50:]]
    assert each(teacher, f"{path}?all=1", r"(?<!Tick )Pupil \d\d") == [names]


def test_what_is_done_on_the_second_page_of_a_roster_leads_back_to_it(
    app: Flask, teacher: FlaskClient, class_id: int
) -> None:
    path = f"/teach/classes/{class_id}/roster?page=2"
    last = max(pupil.reader_id for pupil in _classes.pupils(app, class_id))
    nothing = _walk.post(teacher, path, path, action="remove")
    done = _walk.post(teacher, path, path, action="remove", pupil=str(last))

    assert "Page 2 of 2" in nothing.text
    assert done.location == path
    assert each(teacher, path, r"Pupil 59|Page \d of \d") == [["Page 2 of 2"]]
    assert "1 pupil has left Pupil 59" in _walk.get(teacher, path.replace("page=2", "page=1")).text


def test_results_of_a_class_are_turned_over_and_their_table_is_whole(
    teacher: FlaskClient, class_id: int
) -> None:
    path = f"/teach/classes/{class_id}/results"
    first, second = pages(teacher, path)
    sheet = teacher.get(f"{path}/grades.csv").text

    assert "0 of 60" in first
    assert "0 of 60" in second
    assert [len(re.findall(r"Pupil \d\d", page)) for page in (first, second)] == [50, 10]
    assert len(re.findall(r"Pupil \d\d", sheet)) == MANY


def test_near_misses_are_turned_over(app: Flask, teacher: FlaskClient, template: str) -> None:
    copy(app, Crowd(template, MANY))
    other_words = (
        "INSERT INTO answers (attempt_id, position, number, response, digest, is_flagged, tries,"
        " is_check, is_locked, saved_at) SELECT attempt_id, position, number + 1,"
        """ '[["","guess ' || attempt_id || '"]]', '', false, 0, false, false, saved_at"""
        " FROM answers WHERE position = 2 AND attempt_id <> :id"
    )
    app.extensions["quizapp"].database.write(
        lambda c: c.execute(text(other_words), {"id": template})
    )
    found = each(teacher, "/teach/near-misses/storm", r"Accept: (guess|petrol)")

    assert [len(page) for page in found] == [50, 11]


def test_quizzes_to_mark_are_turned_over(app: Flask, teacher: FlaskClient, template: str) -> None:
    copy(app, Crowd(template, MANY, others=MANY))
    found = each(teacher, "/teach/marking", r"other-000(\d\d) Question")

    assert [len(page) for page in found] == [50, 10]  # the storm comes last
    assert len(set(found[0] + found[1])) == MANY


def test_all_answers_are_turned_over_and_cost_no_statement_each(
    app: Flask, teacher: FlaskClient, template: str
) -> None:
    path = "/teach/marking/storm/why?all=1"
    few = statements(app, teacher, path)
    copy(app, Crowd(template, MANY))
    found = each(teacher, path, r"Answer (\d+)\b")

    assert found == [[f"{n}" for n in range(1, 51)], [f"{n}" for n in range(51, 62)]]
    assert "0 of 61 marked" in _walk.get(teacher, path).text
    assert [len(page) for page in each(teacher, f"{path}&names=1", "Hide names")] == [1, 1]
    assert statements(app, teacher, path) == few


def test_answers_marked_twice_are_turned_over(
    app: Flask, teacher: FlaskClient, template: str
) -> None:
    _walk.become_teacher(app, app.test_client(), "Mr Second")
    copy(app, Crowd(template, MANY))
    mark = (
        "INSERT INTO hand_marks (attempt_id, position, marker_id, points, levels, comment, counts,"
        " marked_at) SELECT a.id, 1, m.reader_id, '1', '[]', m.user_name, m.reader_id = 1,"
        " a.started_at FROM attempts a, accounts m"
    )
    app.extensions["quizapp"].database.write(lambda c: c.execute(text(mark)))
    path = "/teach/marking/storm/why/differences"
    found = each(teacher, path, "Let this count")
    page = f"{path}?page=2"
    number = re.findall(r'name="marking" value="(\d+)"', teacher.get(page).text)[0]
    chosen = _walk.post(teacher, page, page, marking=number)

    assert [len(page) for page in found] == [50, 11]
    assert chosen.location.startswith(f"{page}#")


def copy(app: Flask, crowd: Crowd) -> None:
    app.extensions["quizapp"].database.write(lambda c: add_crowd(c, crowd))


def statements(app: Flask, client: FlaskClient, path: str) -> int:
    """Count what a page sends to the database."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        sent.append(statement)

    engine = app.extensions["quizapp"].database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)
