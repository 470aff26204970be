"""Joining a class: a typed name never leads to somebody's work, and guessing leads nowhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.storage.throttle import ADDRESS_A_MINUTE, SITE_A_MINUTE, Wait
from tests.web import _walk
from tests.web._classes import (
    code_of,
    enter,
    has_joined,
    join,
    make_class,
    press,
    pupils,
)
from tests.web._walk import get

SCHOOL = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


@pytest.fixture
def code(app: Flask, teacher: FlaskClient) -> str:
    return str(make_class(app, teacher).code)


def test_a_code_and_a_name_are_enough(app: Flask, client: FlaskClient, code: str) -> None:
    page = get(client, f"/join/{code}")
    assert page.value("code") == code
    reply = join(client, code, "Anna")
    assert reply.location == "/?joined=1"
    welcome = get(client, reply.location)
    assert "Welcome to 7b, Anna." in welcome.text
    assert _walk.resume_code(client) in welcome.text
    assert [pupil.name for pupil in pupils(app)] == ["Anna"]


def test_a_code_may_be_typed_as_it_is_read_aloud(
    app: Flask, client: FlaskClient, code: str
) -> None:
    spelled = " - ".join((code[:4].lower(), code[4:].lower()))
    assert join(client, spelled, "Anna").status_code == 303


def test_who_is_known_joins_as_they_are(app: Flask, client: FlaskClient, code: str) -> None:
    attempt = _walk.start(client, name="Mira")
    assert "Join as Mira" in get(client, f"/join/{code}").text
    assert join(client, code, how="known").location == "/?joined=1"
    assert [pupil.name for pupil in pupils(app)] == ["Mira"]
    assert client.get(attempt, follow_redirects=True).status_code == 200


def test_on_a_shared_device_somebody_else_joins_and_is_not_the_one_before(
    app: Flask, client: FlaskClient, code: str
) -> None:
    attempt = _walk.start(client, name="Mira")
    assert join(client, code, "Mira", how="name").status_code == 303
    assert client.get(attempt).status_code == 404
    assert [pupil.name for pupil in pupils(app)] == ["Mira"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"code": "", "name": "Anna"}, "A class code has 6 or 8 letters and digits."),
        ({"code": "ABCDEFGH", "name": ""}, "Type your name."),
        ({"code": "ABCDEFGH", "name": "\u200b \t"}, "Type your name."),
        ({"code": "ABCDEFGH", "name": "x" * 41}, "A name has at most 40 characters."),
        ({"code": "ABCDEFGH", "name": "Anna"}, "No class has this code."),
        ({"code": "ABCDEFGH", "name": "", "pin": "123"}, "A PIN has 8 digits"),
        ({"code": "ABCDEFGH", "name": "", "pin": "12345678"}, "do not belong together"),
        ({"code": "ABCDEFGH", "how": "known"}, "Type your name."),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, fields: dict[str, str], says: str) -> None:
    reply = join(client, **fields)
    assert reply.status_code == 422
    assert says in reply.text


def test_a_card_without_its_pin_is_told_so_beside_the_pin(client: FlaskClient, code: str) -> None:
    page = join(client, code, "", pin="", how="card").text
    assert "A PIN has 8 digits" in page
    assert "Type your name." not in page
    assert re.search(r"<details open>\s*<summary>I have a card", page)


def test_the_page_tells_nobody_whether_a_code_is_right(client: FlaskClient, code: str) -> None:
    def body(code: str) -> str:
        page = client.get(f"/join/{code}").text
        token = _walk.Page(page).value("csrf_token")
        return page.replace(token, "").replace(code, "")

    assert body(code) == body("ABCDEFGH")


def test_a_locked_class_takes_nobody_and_an_archived_one_has_no_code(
    app: Flask, client: FlaskClient, teacher: FlaskClient, code: str
) -> None:
    press(teacher, 1, "lock")
    assert "takes nobody at the moment" in join(client, code, "Anna").text
    press(teacher, 1, "unlock")
    press(teacher, 1, "archive")
    assert "No class has this code" in join(client, code, "Anna").text
    press(teacher, 1, "restore")
    assert join(client, code, "Anna").status_code == 303


def test_a_new_code_ends_the_old_one_and_a_short_one_ends_by_itself(
    app: Flask, client: FlaskClient, teacher: FlaskClient, code: str, clock
) -> None:
    press(teacher, 1, "short")
    short = code_of(app)
    assert len(short) == 6
    assert join(client, code, "Anna").status_code == 422
    assert has_joined(enter(app, short, "Anna"))
    clock.move(hours=24)
    assert enter(app, short, "Ben") is None


def test_600_right_joins_from_one_address_in_a_minute_all_pass(app: Flask, code: str) -> None:
    joined = [has_joined(enter(app, code, f"Pupil {n}", "192.0.2.7")) for n in range(600)]
    assert all(joined)


def test_wrong_codes_are_counted_by_address(app: Flask, code: str, clock) -> None:
    for _ in range(ADDRESS_A_MINUTE):
        assert enter(app, "ABCDEFGH", "Anna", "192.0.2.7") is None
    assert isinstance(enter(app, code, "Anna", "192.0.2.7"), Wait)
    assert has_joined(enter(app, code, "Anna", "192.0.2.8"))
    clock.move(minutes=1)
    assert has_joined(enter(app, code, "Anna", "192.0.2.7"))


def test_wrong_codes_from_everywhere_are_counted_for_the_site(app: Flask, code: str) -> None:
    for number in range(SITE_A_MINUTE):
        assert enter(app, "ABCDEFGH", "Anna", f"198.51.100.{number % 250}") is None
    assert isinstance(enter(app, code, "Anna", "192.0.2.7"), Wait)


def test_who_has_to_wait_is_told_for_how_long(app: Flask, client: FlaskClient, code: str) -> None:
    token = _walk.csrf(client)
    fields = {"csrf_token": token, "code": "ABCDEFGH", "name": "Anna", "how": "name"}
    replies = [
        client.post("/join", data=fields, environ_overrides=SCHOOL)
        for _ in range(ADDRESS_A_MINUTE + 1)
    ]
    assert replies[-1].status_code == 429
    assert "Wait 1 minute" in replies[-1].text
    assert replies[-2].status_code == 422
