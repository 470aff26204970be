"""The second factor: set up with an app, asked for at the sign-in, lost and replaced."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.storage.throttle import ACCOUNT_FREE
from tests.conftest import Clock
from tests.web import _walk
from tests.web._walk import PASSWORD, Page, get, post

PAGE = "/account/second-factor"


class Phone:
    """Somebody's app for one-time codes."""

    def __init__(self, key: str, clock: Clock) -> None:
        self.totp, self.clock = pyotp.TOTP(key), clock

    def code(self, seconds: int = 0) -> str:
        return str(self.totp.at(int(self.clock.now.timestamp()) + seconds))


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


def set_up(client: FlaskClient, clock: Clock) -> tuple[Phone, list[str]]:
    """Set up a second factor; return the phone and the recovery codes. A minute passes."""
    assert post(client, PAGE, PAGE, current=PASSWORD, action="begin").status_code == 303
    key = get(client, PAGE).text.partition("this key into it: ")[2][:39].replace(" ", "")
    phone = Phone(key, clock)
    reply = post(client, f"{PAGE}/confirm", PAGE, code=phone.code())
    assert reply.status_code == 200, reply.text
    clock.move(minutes=1)
    text = Page(reply.text).text
    return phone, [word for word in text.split() if word.count("-") == 2 and len(word) == 14]


def give_password(app: Flask) -> FlaskClient:
    client = app.test_client()
    fields = {"user_name": "teacher-1", "password": PASSWORD}
    assert post(client, "/sign-in", "/sign-in", **fields).location == "/sign-in/code"
    return client


def give_code(client: FlaskClient, code: str) -> Any:
    return post(client, "/sign-in/code", "/sign-in/code", code=code)


def test_the_password_alone_opens_nothing(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    phone, _ = set_up(teacher, clock)
    client = give_password(app)
    assert client.get("/teach").status_code == 404
    assert client.get("/account").location == "/sign-in"
    assert "You are known here as" not in get(client, "/resume").text
    half = client.get_cookie("quizapp").value
    assert give_code(client, f"{phone.code()[:3]} {phone.code()[3:]}").location == "/teach"
    assert client.get("/teach").status_code == 200
    assert client.get_cookie("quizapp").value != half


def test_a_page_that_was_wanted_is_still_in_mind_after_the_code(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    phone, _ = set_up(teacher, clock)
    client, fields = app.test_client(), {"user_name": "teacher-1", "password": PASSWORD}
    form = "/sign-in?to=/teach/marking"
    code_form = post(client, form, form, **fields).location
    assert code_form == "/sign-in/code?to=/teach/marking"
    assert post(client, code_form, code_form, code=phone.code()).location == "/teach/marking"


def test_between_password_and_code_are_ten_minutes(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    phone, _ = set_up(teacher, clock)
    client = give_password(app)
    clock.move(minutes=10)
    assert client.get("/sign-in/code").location == "/sign-in"
    assert post(client, "/sign-in/code", "/sign-in", code=phone.code()).location == "/sign-in"
    assert client.get("/teach").status_code == 404


@pytest.mark.parametrize(("seconds", "is_right"), [(-60, 0), (-30, 1), (0, 1), (30, 1), (60, 0)])
def test_the_phones_clock_may_be_half_a_minute_off(
    app: Flask, teacher: FlaskClient, clock: Clock, seconds: int, is_right: int
) -> None:
    phone, _ = set_up(teacher, clock)
    clock.move(minutes=5)
    assert give_code(give_password(app), phone.code(seconds)).status_code == (422, 303)[is_right]


def test_a_code_works_once(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    phone, _ = set_up(teacher, clock)
    seen = phone.code()
    assert give_code(give_password(app), seen).location == "/teach"
    assert give_code(give_password(app), seen).status_code == 422
    assert give_code(give_password(app), phone.code(-30)).status_code == 422
    clock.move(seconds=30)
    assert give_code(give_password(app), phone.code()).location == "/teach"


def test_a_recovery_code_works_once_and_new_ones_end_the_old(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    _, codes = set_up(teacher, clock)
    assert len(set(codes)) == 10
    assert give_code(give_password(app), codes[0].lower().replace("-", " ")).location == "/account"
    assert give_code(give_password(app), codes[0]).status_code == 422
    assert "on, 9 recovery codes left" in get(teacher, "/account").text
    stored = repr(_walk.rows(app)["recovery_codes"])
    assert not any(code in stored for code in codes)
    assert post(teacher, PAGE, PAGE, current=PASSWORD, action="codes").status_code == 200
    assert give_code(give_password(app), codes[1]).status_code == 422


def test_codes_are_guessed_no_more_often_than_passwords(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    """The right password in between sets nothing back; recovery codes count together with them."""
    phone, codes = set_up(teacher, clock)
    for number in range(ACCOUNT_FREE):
        wrong = "000000" if number % 2 else "ABCD-EFGH-JKMN"
        assert give_code(give_password(app), wrong).status_code == 422
    client = give_password(app)
    assert give_code(client, phone.code()).status_code == 429
    assert give_code(client, codes[0]).status_code == 429
    clock.move(seconds=31)
    assert give_code(client, phone.code()).location == "/teach"


def test_each_change_asks_for_the_password(teacher: FlaskClient, clock: Clock) -> None:
    for action in ("begin", "codes", "end"):
        reply = post(teacher, PAGE, PAGE, current="not mine at all", action=action)
        assert reply.status_code == 422
    assert "off" in get(teacher, "/account").text
    set_up(teacher, clock)
    assert post(teacher, PAGE, PAGE, current=PASSWORD, action="begin").status_code == 303
    assert "on, 10 recovery codes left" in get(teacher, "/account").text


def test_turned_off_it_is_asked_for_no_more(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    set_up(teacher, clock)
    assert post(teacher, PAGE, PAGE, current=PASSWORD, action="end").status_code == 303
    fields = {"user_name": "teacher-1", "password": PASSWORD}
    assert post(app.test_client(), "/sign-in", "/sign-in", **fields).location == "/teach"


def test_a_reset_link_does_not_go_round_it(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    set_up(teacher, clock)
    reply = post(teacher, "/teach/people/1", "/teach/people/1", action="link")
    link = "/set-password/" + reply.text.partition("/set-password/")[2][:43]
    fields = {"password": "a better one by far", "again": "a better one by far"}
    client = app.test_client()
    assert post(client, link, link, **fields).status_code == 303
    fields = {"user_name": "teacher-1", "password": "a better one by far"}
    assert post(client, "/sign-in", "/sign-in", **fields).location == "/sign-in/code"


def test_the_picture_is_there_only_while_it_is_set_up(teacher: FlaskClient, clock: Clock) -> None:
    assert teacher.get(f"{PAGE}/qr.svg").status_code == 404
    post(teacher, PAGE, PAGE, current=PASSWORD, action="begin")
    picture = teacher.get(f"{PAGE}/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"style" not in picture.data
    post(teacher, PAGE, PAGE, current=PASSWORD, action="end")
    set_up(teacher, clock)
    assert teacher.get(f"{PAGE}/qr.svg").status_code == 404


def test_the_secret_stands_in_no_row(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    phone, _ = set_up(teacher, clock)
    assert phone.totp.secret not in repr(_walk.rows(app))
