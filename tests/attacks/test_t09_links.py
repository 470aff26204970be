"""T9: a link to choose a password works once, for whom it is, for half an hour.

What it does when it works is tried in tests/web/test_sign_in.py and test_mail.py.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from queue import Queue
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select

from quizapp import mail
from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage import accounts, erase, links, passwords, sessions
from quizapp.storage.models import PasswordLink, Role
from tests.conftest import Clock
from tests.storage.conftest import together
from tests.web import _walk
from tests.web._walk import PASSWORD

NEW: Final = "a better one by far"
FIELDS: Final = {"password": NEW, "again": NEW}


@cache
def _hashed() -> str:
    return passwords.hash_password(PASSWORD)


class Desk:
    """Two teachers; the second one has a link to choose a password."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.parts = app.extensions["quizapp"]
        self.clients = [app.test_client(), app.test_client()]
        for number, client in enumerate(self.clients, 1):
            self._sign_in(client, f"teacher-{number}")
        self.me = self.person("teacher-2")
        self.token = self.link(self.me.reader_id)
        self.form = _walk.csrf(app.test_client())

    def _sign_in(self, client: FlaskClient, name: str) -> None:
        token, now = sessions.new_token(), self.clock.now

        def job(connection: Connection) -> None:
            added = accounts.add_account(connection, None, name, name, Role.TEACHER, now)
            assert isinstance(added, int)
            accounts.rehash(connection, added, _hashed())
            sessions.add_session(connection, token, added, now)

        self.write(job)
        client.set_cookie("quizapp", token)

    def person(self, name: str) -> Any:
        with self.parts.database.read() as connection:
            return accounts.person_called(connection, name)

    def link(self, reader_id: int) -> str:
        return str(self.write(lambda c: links.new_password_link(c, reader_id, self.clock.now)))

    def write(self, job: Callable[[Any], Any]) -> Any:
        return self.parts.database.write(job)

    def send(self, token: str) -> int:
        """Choose a password with a token; on a device that nobody is known on."""
        client = self.app.test_client()
        return _walk.post(client, f"/set-password/{token}", "/resume", **FIELDS).status_code

    def cookie(self, number: int) -> str:
        found = self.clients[number].get_cookie("quizapp")
        assert found
        return str(found.value)


@pytest.fixture
def desk(app: Flask, clock: Clock) -> Desk:
    return Desk(app, clock)


def _stored(desk: Desk) -> str:
    with desk.parts.database.read() as connection:
        return str(connection.execute(select(PasswordLink.digest)).scalar_one())


OTHERS: Final[dict[str, Callable[[Desk], str]]] = {
    "nothing": lambda _desk: "",
    "one sign less": lambda desk: desk.token[:-1],
    "one sign more": lambda desk: f"{desk.token}A",
    "other case": lambda desk: desk.token.swapcase(),
    "a space after it": lambda desk: f"{desk.token}%20",
    "a zero after it": lambda desk: f"{desk.token}%00",
    "a line break after it": lambda desk: f"{desk.token}%0A",
    "a wildcard": lambda _desk: "%25",
    "a quote": lambda _desk: "'%20OR%20'1'='1",
    "what is stored of it": _stored,
    "a link to become a teacher": lambda desk: links.new_teacher_link(
        desk.parts.database, desk.clock.now
    ),
    "one's own session": lambda desk: desk.cookie(1),
    "one's own number": lambda desk: str(desk.me.reader_id),
    "a lone surrogate": lambda _desk: "%ED%A0%80",
}


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_but_the_whole_token_opens_it(desk: Desk, name: str) -> None:
    token = OTHERS[name](desk)
    before = _walk.rows(desk.app)
    assert desk.app.test_client().get(f"/set-password/{token}").status_code == 404
    assert desk.send(token) == 404
    after = _walk.rows(desk.app)
    assert after == before
    assert desk.send(desk.token) == 303


def _is_spent(desk: Desk) -> None:
    assert desk.send(desk.token) == 303


def _is_over(desk: Desk) -> None:
    desk.clock.move(minutes=links.PASSWORD_LINK_MINUTES)


def _has_a_newer_one(desk: Desk) -> None:
    desk.link(desk.me.reader_id)


def _is_shut_out(desk: Desk) -> None:
    desk.write(lambda c: accounts.disable(c, desk.me.reader_id, desk.clock.now))


def _is_erased(desk: Desk) -> None:
    folder = desk.parts.config.instance
    erase.erase_person(
        desk.parts.database, desk.parts.versions, folder, desk.me.reader_id, desk.clock.now
    )


def _has_changed_it(desk: Desk) -> None:
    fields = {"current": PASSWORD, **FIELDS}
    page = "/account/password"
    assert _walk.post(desk.clients[1], page, page, **fields).status_code == 303


ENDS: Final = [_is_spent, _is_over, _has_a_newer_one, _is_shut_out, _is_erased, _has_changed_it]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__.strip("_"))
def test_a_link_that_has_ended_opens_nothing(desk: Desk, end: Callable[[Desk], None]) -> None:
    end(desk)
    before = _walk.rows(desk.app)
    assert desk.app.test_client().get(f"/set-password/{desk.token}").status_code == 404
    assert desk.send(desk.token) == 404
    assert _walk.rows(desk.app) == before


def test_of_twenty_who_use_it_at_once_one_chooses_the_password(desk: Desk) -> None:
    spent = together(
        lambda _: desk.write(lambda c: links.spend_password_link(c, desk.token, desk.clock.now)), 20
    )
    assert sorted(map(bool, spent)) == [False] * 19 + [True]


def test_it_changes_one_account_and_ends_its_sessions_alone(desk: Desk) -> None:
    other = desk.person("teacher-1")
    assert desk.send(desk.token) == 303
    assert desk.person("teacher-1") == other
    assert desk.person("teacher-2").password_hash != desk.me.password_hash
    assert [client.get("/teach").status_code for client in desk.clients] == [200, 404]


def test_it_lets_nobody_in_by_itself(desk: Desk) -> None:
    client = desk.app.test_client()
    page = f"/set-password/{desk.token}"
    assert _walk.post(client, page, page, **FIELDS).location == "/sign-in?done=password"
    assert client.get("/teach").status_code == 404


def test_its_token_is_256_bits_and_never_the_same(desk: Desk) -> None:
    tokens = {desk.link(desk.me.reader_id) for _ in range(50)}
    assert len(tokens) == 50
    assert {len(base64.urlsafe_b64decode(f"{token}=")) for token in tokens} == {32}


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Forwarded"])
def test_a_link_by_mail_leads_to_the_address_of_the_settings(
    config: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    sent: Queue[str] = Queue()
    monkeypatch.setattr(mail, "send", lambda _config, _to, _subject, text: sent.put(text) or True)
    address = "https://quiz.school.example"
    given = {"smtp_host": "127.0.0.1", "smtp_from": "a@b.example", "public_url": address}
    app = create_app(replace(config, **given), clock)
    database = app.extensions["quizapp"].database
    name = "hale@school.example"
    database.write(lambda c: accounts.add_account(c, None, "Hale", name, Role.TEACHER, clock.now))
    client = app.test_client()
    fields = {"csrf_token": _walk.csrf(client), "user_name": name}
    evil = {header: "host=evil.example" if header == "Forwarded" else "evil.example"}
    reply = client.post("/forgot-password", data=fields, headers=evil)
    if header == "Host":
        assert reply.status_code == 400
    else:
        text = sent.get(timeout=60)
        assert f"\n{address}/set-password/" in text
        assert "evil" not in text
    database.close()
