"""R18: what is around the app fails, the mail server and the disk of the logs. Quizzes go on."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from quizapp import mail
from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage.accounts import add_account
from quizapp.storage.models import Role
from tests.conftest import Clock
from tests.faults.conftest import Pupil
from tests.faults.counts import tell
from tests.faults.readers import Readers
from tests.faults.server import free_port, running
from tests.web._walk import post

NAME = "hale@school.example"
Talk = Callable[[socket.socket], None]


def says(*lines: bytes) -> Talk:
    """Greet and answer with these lines, then hang up."""

    def talk(client: socket.socket) -> None:
        for line in lines:
            client.sendall(line + b"\r\n")
            client.recv(1_000)

    return talk


def says_nothing(client: socket.socket) -> None:
    client.recv(1_000)


WAYS: dict[str, Talk | None] = {
    "nobody is there": None,
    "it says nothing": says_nothing,
    "it hangs up": says(),
    "it is no mail server": says(b"SSH-2.0-OpenSSH_9.2"),
    "it is busy": says(b"421 come back later"),
    "it hangs up while it is greeted": says(b"220 hello"),
    "it takes nobody's mail": says(b"220 hello", b"250 ok", b"550 not from you"),
    "it does not take this mail": says(b"220 hello", b"250 ok", b"250 ok", b"550 who is that"),
    "it is full": says(b"220 hello", b"250 ok", b"250 ok", b"250 ok", b"452 no space"),
}


def serve(server: socket.socket, talk: Talk) -> None:
    with suppress(OSError):
        while True:
            client, _ = server.accept()
            with client, suppress(OSError):
                talk(client)


@pytest.fixture
def app(config: Config, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return an app whose mail server fails as the test says."""
    talk = WAYS[request.param]
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1] if talk else free_port()
    threading.Thread(target=serve, args=(server, talk or says()), daemon=True).start()
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_from": "quizapp@school.example",
        "public_url": "https://quiz.school.example",
    }
    app = create_app(replace(config, **settings), clock)
    database = app.extensions["quizapp"].database
    database.write(lambda c: add_account(c, None, "Hale", NAME, Role.TEACHER, clock.now))
    yield app
    server.close()
    database.close()


@pytest.mark.parametrize("app", WAYS, indirect=True, ids=lambda way: way.replace(" ", "-"))
def test_r18_a_mail_server_that_fails_keeps_nobody_from_a_quiz(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_SECONDS", 0.5)
    with caplog.at_level(logging.ERROR):
        pages = [
            post(app.test_client(), "/forgot-password", "/forgot-password", user_name=name)
            for name in (NAME, "nobody@school.example")
        ]
        pupil = Pupil(app.test_client())
        assert pupil.save(1, 0, "right").status_code == 200
        for _ in range(100):
            if "a mail could not be sent" in caplog.text:
                break
            time.sleep(0.1)
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].text == pages[1].text
    assert "a mail could not be sent" in caplog.text
    assert NAME not in caplog.text


@pytest.mark.kill
def test_r18_a_full_disk_of_logs_stops_nothing(tmp_path: Path) -> None:
    with (
        running(tmp_path, log=Path("/dev/full")) as server,
        Readers(server.port, 8, patience=60) as readers,
        closing(socket.create_connection(("127.0.0.1", server.port))) as nonsense,
    ):
        nonsense.sendall(b"this is no request\r\n\r\n")
        readers.wait_for(30)
        readers.stop()
        lost = set(readers.acknowledged) - server.stored()
        tell("R18", f"a full disk of logs: {len(readers.acknowledged)} acknowledged, 0 refused")
        assert not readers.statuses
        assert not readers.broken
        assert not lost
