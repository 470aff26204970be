"""A link by mail: sent to whom it belongs, and the page tells nobody whether it was."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp import mail
from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage import accounts
from quizapp.storage.models import Role
from tests.conftest import Clock
from tests.web import _walk
from tests.web._walk import Page, get, post


class Talk(socketserver.StreamRequestHandler):
    """As much SMTP as a mail server without TLS speaks."""

    def handle(self) -> None:
        if self.server.is_ill:  # type: ignore[attr-defined]
            self.wfile.write(b"421 come back later\r\n")
            return
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines).decode())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


class Mails(NamedTuple):
    """A mail server: its port, and what it was given."""

    port: int
    texts: list[str]
    server: Any


@pytest.fixture
def mails() -> Iterator[Mails]:
    """Run a mail server."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.mails, server.is_ill = [], False  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Mails(server.server_address[1], server.mails, server)  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def app(config: Config, clock: Clock, mails: Mails) -> Iterator[Flask]:
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mails.port,
        "smtp_from": "quizapp@school.example",
        "public_url": "https://quiz.school.example",
    }
    app = create_app(replace(config, **settings), clock)
    parts = app.extensions["quizapp"]
    for name in ("hale@school.example", "dale"):
        parts.database.write(
            lambda c, name=name: accounts.add_account(
                c, None, "Hale", name, Role.TEACHER, clock.now
            )
        )
    yield app
    parts.database.close()


def ask(client: FlaskClient, user_name: str) -> Page:
    reply = post(client, "/forgot-password", "/forgot-password", user_name=user_name)
    assert reply.status_code == 200
    return Page(reply.text)


def test_the_link_comes_by_mail_and_names_the_host_of_the_settings(
    client: FlaskClient, mails: Mails
) -> None:
    assert "Send me a link" in get(client, "/sign-in").text
    ask(client, "Hale@School.example")
    for _ in range(100):
        if mails.texts:
            break
        time.sleep(0.1)
    (text,) = mails.texts
    assert "To: hale@school.example" in text
    link = next(line for line in text.splitlines() if "/set-password/" in line)
    assert link.startswith("https://quiz.school.example/set-password/")
    path = link.removeprefix("https://quiz.school.example").strip()
    fields = {"password": _walk.PASSWORD, "again": _walk.PASSWORD}
    assert post(client, path, path, **fields).status_code == 303


def test_others_get_no_mail_and_the_same_page(client: FlaskClient, mails: Mails) -> None:
    pages = {ask(client, name).text for name in ("nobody@school.example", "dale")}
    assert pages == {ask(client, "hale@school.example").text}
    for _ in range(100):
        if mails.texts:
            break
        time.sleep(0.1)
    assert len(mails.texts) == 1


def test_a_link_that_the_mail_server_did_not_take_comes_when_it_is_well_again(
    app: Flask, client: FlaskClient, clock: Clock, mails: Mails
) -> None:
    outbox = app.extensions["quizapp"].outbox
    mails.server.is_ill = True
    ask(client, "hale@school.example")
    for _ in range(600):
        if len(outbox):
            break
        time.sleep(0.1)
    outbox.look()
    assert mails.texts == []
    mails.server.is_ill = False
    clock.move(minutes=1)
    outbox.look()
    (text,) = mails.texts
    link = next(line for line in text.splitlines() if "/set-password/" in line)
    assert client.get(link.removeprefix("https://quiz.school.example").strip()).status_code == 200
    assert len(outbox) == 0


def test_a_box_is_not_flooded(client: FlaskClient) -> None:
    statuses = [
        post(client, "/forgot-password", "/forgot-password", user_name="a@b.example").status_code
        for _ in range(11)
    ]
    assert statuses == [200] * 10 + [429]


def test_no_password_is_sent_without_tls(
    config: Config, mails: Mails, caplog: pytest.LogCaptureFixture
) -> None:
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mails.port,
        "smtp_from": "a@b.example",
        "smtp_user": "u",
        "smtp_password": "p",
    }
    assert not mail.send(replace(config, **settings), "c@d.example", "s", "t")
    assert mails.texts == []
    assert "c@d.example" not in caplog.text
