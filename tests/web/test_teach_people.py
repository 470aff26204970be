"""The administrator's page: adding, shutting out, links and roles."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.storage import accounts
from quizapp.storage.accounts import Refusal
from quizapp.storage.models import Role
from tests.storage.conftest import together
from tests.web import _walk
from tests.web._walk import PASSWORD, get, post

PEOPLE = "/teach/people"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


@pytest.fixture
def teacher(app: Flask, admin: FlaskClient) -> FlaskClient:
    """Return the device of teacher-2."""
    client = app.test_client()
    _walk.become_teacher(app, client, "Mr Dale")
    return client


def number(app: Flask, user_name: str) -> int:
    with app.extensions["quizapp"].database.read() as connection:
        found = accounts.person_called(connection, user_name)
    assert found
    return found.reader_id


def act(client: FlaskClient, who: int, action: str) -> Any:
    return post(client, f"{PEOPLE}/{who}", f"{PEOPLE}/{who}", action=action)


def sign_in(app: Flask, user_name: str, password: str = PASSWORD) -> Any:
    fields = {"user_name": user_name, "password": password}
    return post(app.test_client(), "/sign-in", "/sign-in", **fields)


def test_the_first_one_is_administrator_and_the_second_a_teacher(
    admin: FlaskClient, teacher: FlaskClient
) -> None:
    assert "People" in get(admin, "/teach").text
    assert "People" not in get(teacher, "/teach").text
    assert teacher.get(PEOPLE).status_code == 404
    assert "Mr Dale teacher-2 Teacher active 2 March 2026, 09:00" in get(admin, PEOPLE).text


def test_a_teacher_is_added_and_chooses_a_password(app: Flask, admin: FlaskClient) -> None:
    evil = {"Host": "localhost"}
    fields = {"csrf_token": _walk.csrf(admin), "name": "Mr Dale", "user_name": "Dale"}
    page = _walk.Page(admin.post(PEOPLE, data=fields, headers=evil).text)
    link = next(word for word in page.text.split() if "/set-password/" in word)
    assert link.startswith("http://127.0.0.1:8000/set-password/")
    assert "dale Teacher no password yet never" in get(admin, PEOPLE).text
    assert sign_in(app, "dale").status_code == 422
    path = link.removeprefix("http://127.0.0.1:8000")
    fields = {"password": PASSWORD, "again": PASSWORD}
    assert post(app.test_client(), path, path, **fields).status_code == 303
    assert sign_in(app, "dale").location == "/teach"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": "", "user_name": "dale"}, "Type a name."),
        ({"name": "Dale", "user_name": "a b"}, "A user name has 3 to 60 letters"),
        ({"name": "Dale", "user_name": "TEACHER-1"}, "Somebody else has this user name"),
    ],
)
def test_what_is_wrong_with_a_new_teacher_is_explained(
    app: Flask, admin: FlaskClient, fields: dict[str, str], says: str
) -> None:
    before = _walk.rows(app)
    reply = post(admin, PEOPLE, PEOPLE, **fields)
    assert reply.status_code == 422
    assert says in _walk.Page(reply.text).text
    assert _walk.rows(app) == before


def test_who_is_disabled_is_out_at_once_and_cannot_come_back(
    app: Flask, admin: FlaskClient, teacher: FlaskClient
) -> None:
    dale = number(app, "teacher-2")
    assert act(admin, dale, "disable").status_code == 303
    assert teacher.get("/teach").status_code == 404
    assert sign_in(app, "teacher-2").status_code == 422
    assert "Make a password link" not in get(admin, f"{PEOPLE}/{dale}").buttons
    assert act(admin, dale, "link").status_code == 422
    assert act(admin, dale, "enable").status_code == 303
    assert sign_in(app, "teacher-2").location == "/teach"


def test_a_new_role_is_felt_at_the_next_sign_in(
    app: Flask, admin: FlaskClient, teacher: FlaskClient
) -> None:
    """A change of privilege ends the sessions, so that no old cookie gains rights."""
    act(admin, number(app, "teacher-2"), "administrator")
    assert teacher.get("/teach").status_code == 404
    fields = {"user_name": "teacher-2", "password": PASSWORD}
    post(teacher, "/sign-in", "/sign-in", **fields)
    assert teacher.get(PEOPLE).status_code == 200


def test_the_last_administrator_stays(app: Flask, admin: FlaskClient) -> None:
    own = number(app, "teacher-1")
    for action in ("disable", "teacher"):
        reply = act(admin, own, action)
        assert reply.status_code == 422
        assert "This is the only administrator who can sign in" in reply.text
    reply = post(admin, "/history/erase", "/history/erase", sure="yes")
    assert reply.status_code == 422
    assert admin.get(PEOPLE).status_code == 200


def test_one_who_cannot_sign_in_does_not_count_as_administrator(
    app: Flask, admin: FlaskClient
) -> None:
    parts = app.extensions["quizapp"]
    parts.database.write(
        lambda c: accounts.add_account(
            c, None, "No", "no-password", Role.ADMINISTRATOR, parts.clock()
        )
    )
    assert act(admin, number(app, "teacher-1"), "disable").status_code == 422


def test_two_administrators_who_disable_each_other_at_once_do_not_both_succeed(
    app: Flask, admin: FlaskClient, teacher: FlaskClient
) -> None:
    parts, both = app.extensions["quizapp"], [number(app, f"teacher-{n}") for n in (1, 2)]
    parts.database.write(lambda c: accounts.set_role(c, both[1], Role.ADMINISTRATOR))

    def disable(which: int) -> Refusal | None:
        return parts.database.write(lambda c: accounts.disable(c, both[which], parts.clock()))

    assert sorted(map(str, together(disable, 2))) == sorted(
        map(str, [None, Refusal.LAST_ADMINISTRATOR])
    )


def test_a_page_of_a_teacher_asks_strangers_to_sign_in(app: Flask, admin: FlaskClient) -> None:
    """What is there and what is not cannot be told apart: each leads back to its own address."""
    stranger = app.test_client()
    asked = ("/teach", "/teach/quizzes/nothing", "/teach/quizzes/lighthouse", PEOPLE)
    pages = {path: stranger.get(path) for path in asked}
    assert {reply.status_code for reply in pages.values()} == {404}
    [page] = {reply.text.replace(f"?to={path}", "?to=") for path, reply in pages.items()}
    assert "you have to sign in first" in page
    assert page.count("/sign-in?to=") == 1
