"""An app on the quiz of the readers, and pupils who answer it without a server between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from quizapp.storage.database import Database
from tests.faults.readers import QUIZ, Acknowledged


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "load.yaml").write_text(QUIZ, encoding="utf-8")
    return folder


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["quizapp"].database


class Pupil:
    """A device with an attempt at the quiz; `save` sends an answer as the page's script does."""

    def __init__(self, client: FlaskClient, quiz: str = "load") -> None:
        self.client = client
        self.token = token_of(client.get(f"/quizzes/{quiz}").text)
        form = {"csrf_token": self.token, "name": "Pupil"}
        began = client.post(f"/quizzes/{quiz}", data=form)
        found = re.search(r"/attempts/([\w-]+)", began.location)
        assert found
        self.attempt = found[1]
        self.url = f"/attempts/{self.attempt}"
        self.token = token_of(client.get(f"{self.url}/questions/1").text)

    def save(
        self, position: int, base: int, text: str, *, tab: str = "t", seq: int = 0
    ) -> TestResponse:
        message = {"tab": tab, "seq": seq, "base": base, "response": {"": [text]}}
        headers = {"X-CSRF-Token": self.token, "Accept": "application/json"}
        return self.client.post(f"{self.url}/questions/{position}", json=message, headers=headers)

    def submit(self) -> TestResponse:
        return self.client.post(f"{self.url}/check", data={"csrf_token": self.token})

    def receipt(self, position: int, reply: TestResponse) -> Acknowledged:
        assert reply.status_code == 200, reply.text
        assert reply.json
        return Acknowledged(self.attempt, position, reply.json["number"], reply.json["digest"])


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.fixture
def pupil(app: Flask) -> Iterator[Pupil]:
    return Pupil(app.test_client())
