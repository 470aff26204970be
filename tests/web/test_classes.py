"""A teacher's classes: made, named, shared, locked, archived; and nobody else's."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web import _walk
from tests.web._classes import LIST, code_of, facts, make_class, press
from tests.web._walk import get

pytestmark = pytest.mark.both_databases


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client, "Ms Hale")
    return client


@pytest.fixture
def teacher(app: Flask, admin: FlaskClient) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client, "Mr Dale")
    return client


@pytest.fixture
def other(app: Flask, teacher: FlaskClient) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client, "Mx Vale")
    return client


def test_a_class_is_made_and_shows_its_code(app: Flask, teacher: FlaskClient) -> None:
    assert "You have no class yet." in get(teacher, LIST).text
    made = make_class(app, teacher, "7b English")
    assert made.code
    assert len(made.code) == 8
    page = get(teacher, f"{LIST}/1")
    assert made.code in page.text
    assert f"http://127.0.0.1:8000/join/{made.code}" in page.text
    assert "7b English" in get(teacher, LIST).text
    assert "7b English" in get(teacher, "/teach").text
    picture = teacher.get(f"{LIST}/1/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<path" in picture.data


def test_a_class_without_a_name_is_not_made(teacher: FlaskClient) -> None:
    for name, says in (("  ", "Type a name"), ("x" * 81, "at most 80 characters")):
        reply = _walk.post(teacher, LIST, LIST, name=name)
        assert reply.status_code == 422
        assert says in reply.text


def test_the_address_never_comes_from_the_request(app: Flask, teacher: FlaskClient) -> None:
    make_class(app, teacher)
    page = teacher.get(f"{LIST}/1", headers={"Host": "localhost"}).text
    assert "http://localhost" not in page


def test_a_class_is_there_for_its_teachers_alone(
    app: Flask, admin: FlaskClient, teacher: FlaskClient, other: FlaskClient
) -> None:
    make_class(app, teacher)
    assert other.get(f"{LIST}/1").status_code == 404
    assert _walk.post(other, f"{LIST}/1", action="archive").status_code == 404
    assert f"{LIST}/1" not in other.get(LIST).text
    assert admin.get(f"{LIST}/1").status_code == 200
    assert "Nobody signs in" in press(teacher, 1, "add-teacher", user_name="nobody").text
    press(teacher, 1, "add-teacher", user_name="Teacher-3")
    assert other.get(f"{LIST}/1").status_code == 200
    assert f"{LIST}/1" in other.get(LIST).text
    assert facts(app).archived_at is None


def test_only_the_owner_removes_others_and_the_owner_stays(
    app: Flask, teacher: FlaskClient, other: FlaskClient
) -> None:
    make_class(app, teacher)
    press(teacher, 1, "add-teacher", user_name="teacher-3")
    owner, guest = "2", "3"
    assert press(other, 1, "remove-teacher", reader_id=owner).status_code == 422
    assert "stays its teacher" in press(teacher, 1, "remove-teacher", reader_id=owner).text
    assert press(other, 1, "remove-teacher", reader_id=guest).location == LIST
    assert other.get(f"{LIST}/1").status_code == 404
    assert teacher.get(f"{LIST}/1").status_code == 200


def test_an_archived_class_is_folded_away_and_comes_back(app: Flask, teacher: FlaskClient) -> None:
    make_class(app, teacher)
    press(teacher, 1, "archive")
    assert "1 archived class" in get(teacher, LIST).text
    assert "7b" not in get(teacher, "/teach").text
    assert "in the archive" in get(teacher, f"{LIST}/1").text
    press(teacher, 1, "restore")
    assert "archived class" not in get(teacher, LIST).text


def test_what_was_done_is_logged_with_who_did_it(app: Flask, teacher: FlaskClient) -> None:
    make_class(app, teacher)
    before = code_of(app)
    press(teacher, 1, "rename", name=" 8b  English ")
    press(teacher, 1, "lock")
    press(teacher, 1, "lasting")
    assert code_of(app) != before
    text = get(teacher, f"{LIST}/1").text
    for said in ("Renamed the class from 7b to 8b English.", "Locked joining.", "new lasting code"):
        assert said in text
    assert "Mr Dale" in text


def test_a_button_that_is_none_does_nothing(app: Flask, teacher: FlaskClient) -> None:
    make_class(app, teacher)
    before = _walk.rows(app)
    assert press(teacher, 1, "explode").status_code == 422
    assert _walk.rows(app) == before
