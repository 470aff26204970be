"""Every way into a site: the form that takes a secret, a wrong one and the right one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from quizapp.storage import accounts, pins, roster
from quizapp.storage.throttle import ACCOUNT_FREE, ADDRESS_A_MINUTE
from tests.conftest import Clock
from tests.web import _classes, _walk
from tests.web._walk import PASSWORD
from tests.web.test_second_factor import Phone, set_up

SCHOOL: Final = {"REMOTE_ADDR": "192.0.2.7"}


@dataclass
class Way:
    """A form that takes a secret: what is sent to guess, and what is right at the moment."""

    page: str
    wrong: dict[str, str]
    right: Callable[[], dict[str, str]]
    client: FlaskClient
    limit: int = ACCOUNT_FREE
    form_on: str = ""
    refused: int = 422

    def __post_init__(self) -> None:
        self.token = _walk.csrf(self.client, self.form_on or self.page)

    def send(self, fields: dict[str, str]) -> int:
        data = {"csrf_token": self.token, **fields}
        return self.client.post(self.page, data=data, environ_overrides=SCHOOL).status_code


class Place:
    """A site with a teacher, a class and a pupil with a card, and every way into it."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.parts = app.extensions["quizapp"]
        self.teacher = app.test_client()
        _walk.become_teacher(app, self.teacher)
        self.code = str(_classes.make_class(app, self.teacher).code)

    def ways(self) -> dict[str, Way]:
        return {name: make(self) for name, make in WAYS.items()}

    def sign_in(self) -> Way:
        name = {"user_name": "teacher-1"}
        wrong, right = ({**name, "password": one} for one in ("wrong wrong", PASSWORD))
        return Way("/sign-in", wrong, lambda: right, self.app.test_client())

    def change_password(self) -> Way:
        new = {"password": "a better one by far", "again": "a better one by far"}
        wrong, right = ({**new, "current": one} for one in ("wrong wrong", PASSWORD))
        return Way("/account/password", wrong, lambda: right, self.colleague("dale"))

    def colleague(self, name: str) -> FlaskClient:
        """Return a device on which another teacher is signed in."""
        client = self.app.test_client()
        _walk.become_teacher(self.app, client, name)
        return client

    def second_factor(self) -> Way:
        signed_in = self.colleague("fry")
        phone, _codes = set_up(signed_in, self.clock)
        client = self.app.test_client()
        with self.parts.database.read() as connection:
            name = accounts.people(connection)[-1].user_name
        fields = {"user_name": name, "password": PASSWORD}
        assert _walk.post(client, "/sign-in", "/sign-in", **fields).location == "/sign-in/code"
        return Way("/sign-in/code", NO_CODE, lambda: {"code": phone.code()}, client)

    def confirm(self) -> Way:
        client, page = self.colleague("gray"), "/account/second-factor"
        _walk.post(client, page, page, current=PASSWORD, action="begin")
        key = _walk.get(client, page).text.partition("this key into it: ")[2][:39]
        phone = Phone(key.replace(" ", ""), self.clock)
        right = lambda: {"code": phone.code()}  # noqa: E731
        return Way(f"{page}/confirm", NO_CODE, right, client, form_on=page)

    def forgot(self) -> Way:
        asked = {"user_name": "teacher-1"}
        client = self.app.test_client()
        return Way("/forgot-password", asked, lambda: asked, client, refused=200)

    def resume(self) -> Way:
        reader = self.app.test_client()
        _walk.start(reader)
        right = {"code": _walk.resume_code(reader)}
        client = self.app.test_client()
        return Way("/resume", {"code": "ABCD-EFGH-JKMN"}, lambda: right, client, ADDRESS_A_MINUTE)

    def join(self) -> Way:
        wrong, right = (
            {"code": code, "name": "Anna", "how": "name"} for code in ("ABCDEFGH", self.code)
        )
        return Way("/join", wrong, lambda: right, self.app.test_client(), ADDRESS_A_MINUTE)

    def card(self) -> Way:
        secret, now = self.parts.secret, self.clock.now

        def job(connection: Connection) -> str:
            pupil = roster.add_pupil(connection, secret, 1, "Mira", "", now)
            [card] = pins.make_cards(connection, secret, 1, [pupil])
            return card.pin

        pin = self.parts.database.write(job)
        wrong, right = ({"code": self.code, "pin": one} for one in ("12345678", pin))
        return Way("/join", wrong, lambda: right, self.app.test_client(), ADDRESS_A_MINUTE)


NO_CODE: Final = {"code": "12345"}  # never a code: one of six figures might be right by chance
WAYS: Final = {
    "second factor": Place.second_factor,
    "confirm": Place.confirm,
    "sign-in": Place.sign_in,
    "change": Place.change_password,
    "forgot": Place.forgot,
    "resume": Place.resume,
    "join": Place.join,
    "card": Place.card,
}
