"""A link by mail: sent to whom it belongs, and the page tells nobody whether it was."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

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


@pytest.fixture
def mails() -> Iterator[tuple[int, list[str]]]:
    """Run a mail server; return its port and what it was given."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.mails = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], server.mails  # type: ignore[attr-defined]
        server.shutdown()


@pytest.fixture
def app(config: Config, clock: Clock, mails: tuple[int, list[str]]) -> Iterator[Flask]:
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mails[0],
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
    client: FlaskClient, mails: tuple[int, list[str]]
) -> None:
    assert "Send me a link" in get(client, "/sign-in").text
    ask(client, "Hale@School.example")
    for _ in range(100):
        if mails[1]:
            break
        time.sleep(0.1)
    (text,) = mails[1]
    assert "To: hale@school.example" in text
    link = next(line for line in text.splitlines() if "/set-password/" in line)
    assert link.startswith("https://quiz.school.example/set-password/")
    path = link.removeprefix("https://quiz.school.example").strip()
    fields = {"password": _walk.PASSWORD, "again": _walk.PASSWORD}
    assert post(client, path, path, **fields).status_code == 303


def test_others_get_no_mail_and_the_same_page(
    client: FlaskClient, mails: tuple[int, list[str]]
) -> None:
    pages = {ask(client, name).text for name in ("nobody@school.example", "dale")}
    assert pages == {ask(client, "hale@school.example").text}
    for _ in range(100):
        if mails[1]:
            break
        time.sleep(0.1)
    assert len(mails[1]) == 1


def test_a_box_is_not_flooded(client: FlaskClient) -> None:
    statuses = [
        post(client, "/forgot-password", "/forgot-password", user_name="a@b.example").status_code
        for _ in range(11)
    ]
    assert statuses == [200] * 10 + [429]


def test_no_password_is_sent_without_tls(
    config: Config, mails: tuple[int, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mails[0],
        "smtp_from": "a@b.example",
        "smtp_user": "u",
        "smtp_password": "p",
    }
    assert not mail.send(replace(config, **settings), "c@d.example", "s", "t")
    assert mails[1] == []
    assert "c@d.example" not in caplog.text
