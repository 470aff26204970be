"""Typed answers that no rule matches: gathered, and decided with the file's difference in sight."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.storage.models import FileVersion, LogEntry
from tests.conftest import LIGHTHOUSE
from tests.web import _classes, _walk

pytestmark = pytest.mark.both_databases

PAGE = "/teach/near-misses/lighthouse"
RULE = f"{PAGE}/rule"
ASKED = {"question": "fuel", "part": "", "text": "Kerosene"}


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


def answer(app: Flask, *typed: str) -> None:
    """Hand in an attempt for each of these answers."""
    client = app.test_client()
    for words in typed:
        _walk.take(client, "lighthouse", {2: words})


def send(teacher: FlaskClient, action: str, **fields: str) -> TestResponse:
    return _walk.post(teacher, RULE, action=action, **{**ASKED, **fields})


def write(teacher: FlaskClient, **fields: str) -> TestResponse:
    """Look at the difference, and write it."""
    shown = send(teacher, "show", **fields)
    assert shown.status_code == 200, shown.text
    page = _walk.Page(shown.text)
    seen = {name: page.value(name) for name in ("opened", "seal")}
    return send(teacher, "write", **fields, **seen)


def test_what_is_typed_most_often_stands_first(app: Flask, teacher: FlaskClient) -> None:
    assert "There are no near misses" in _walk.get(teacher, PAGE).text
    answer(app, "petrol", "Kerosene", "kerosene.", "whale oil", "")
    text = _walk.get(teacher, PAGE).text
    assert text.index("Kerosene") < text.index("petrol")
    assert "Accept: whale oil" not in text


def test_an_accepted_answer_is_in_the_file_and_nothing_else_is_changed(
    app: Flask, teacher: FlaskClient, questions: Path
) -> None:
    answer(app, "Kerosene")
    shown = send(teacher, "show", ruling="accept", credit="50", feedback="Later.")
    assert "What changes in lighthouse.yaml" in shown.text
    assert (questions / "lighthouse.yaml").read_text() == LIGHTHOUSE
    assert write(teacher, ruling="accept", credit="50", feedback="Later.").status_code == 303
    item = "[whale oil, {text: Kerosene, credit: 50%, feedback: Later.}]"
    expected = LIGHTHOUSE.replace("[whale oil]", item)
    assert (questions / "lighthouse.yaml").read_text() == expected
    after = _walk.get(teacher, f"{PAGE}?written=1").text
    assert "There are no near misses" in after
    assert "See what would change, and regrade" in after
    with app.extensions["quizapp"].database.read() as connection:
        assert len(connection.execute(select(FileVersion)).all()) == 2
        logged = connection.execute(select(LogEntry.message).where(LogEntry.kind == "near miss"))
        assert "Kerosene" not in str(logged.all())


def test_a_rejected_answer_gets_its_feedback(
    app: Flask, teacher: FlaskClient, questions: Path
) -> None:
    answer(app, "Kerosene")
    assert write(teacher, ruling="reject", feedback="Not yet.").status_code == 303
    text = (questions / "lighthouse.yaml").read_text()
    assert "    reject: [{text: Kerosene, feedback: Not yet.}]\n" in text
    app.extensions["quizapp"].bank.refresh()
    assert "Not yet." in _walk.take(app.test_client(), "lighthouse", {2: "kerosene"}).text


def test_a_file_that_was_changed_meanwhile_is_left_alone(
    app: Flask, teacher: FlaskClient, questions: Path
) -> None:
    answer(app, "Kerosene")
    page = _walk.Page(send(teacher, "show").text)
    changed = LIGHTHOUSE + "# changed\n"
    (questions / "lighthouse.yaml").write_text(changed)
    seen = {name: page.value(name) for name in ("opened", "seal")}
    refused = send(teacher, "write", **seen)
    assert refused.status_code == 409
    assert "The file was changed meanwhile" in refused.text
    assert (questions / "lighthouse.yaml").read_text() == changed


def test_only_the_change_that_was_shown_is_written(
    app: Flask, teacher: FlaskClient, questions: Path
) -> None:
    answer(app, "Kerosene")
    page = _walk.Page(send(teacher, "show", credit="50").text)
    seen = {name: page.value(name) for name in ("opened", "seal")}
    assert send(teacher, "write", credit="100", **seen).status_code == 422
    assert send(teacher, "write", credit="50").status_code == 409
    assert (questions / "lighthouse.yaml").read_text() == LIGHTHOUSE


def test_a_change_that_would_be_an_error_is_refused(
    app: Flask, teacher: FlaskClient, questions: Path
) -> None:
    answer(app, "Kerosene")
    broken = LIGHTHOUSE.replace("[whale oil]", "[whale oil, whale oil]")
    (questions / "lighthouse.yaml").write_text(broken)
    refused = send(teacher, "show")
    assert refused.status_code == 422
    assert "The file would have errors, such as: this answer is accepted already." in refused.text
    assert "Kerosene" in refused.text


@pytest.mark.parametrize("credit", ["0", "101", "", "much", "-5"])
def test_a_credit_that_cannot_be_is_refused(teacher: FlaskClient, credit: str) -> None:
    refused = send(teacher, "show", credit=credit)
    assert refused.status_code == 422
    assert "from 1 to 100 percent" in refused.text


def test_a_teacher_sees_nothing_of_other_classes(app: Flask, teacher: FlaskClient) -> None:
    owner, stranger = app.test_client(), app.test_client()
    for client, name in ((owner, "Ms Own"), (stranger, "Mr Other")):
        _walk.become_teacher(app, client, name)
    made = _classes.make_class(app, owner)
    pupil = _classes.come(app, str(made.code), "Mira")
    _walk.take(pupil, "lighthouse", {2: "Kerosene"})
    assert "Kerosene" in _walk.get(owner, PAGE).text
    assert "Kerosene" not in _walk.get(stranger, PAGE).text
    assert pupil.get(PAGE).status_code == 404
    assert pupil.get(RULE, query_string=ASKED).status_code == 404


def test_what_is_no_typed_gap_is_not_there(teacher: FlaskClient) -> None:
    for asked in ({"question": "why-built"}, {"part": "x"}, {"text": " "}, {"question": "none"}):
        assert teacher.get(RULE, query_string={**ASKED, **asked}).status_code == 404
    assert teacher.get("/teach/near-misses/none").status_code == 404
