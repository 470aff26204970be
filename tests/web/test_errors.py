"""Error pages, also where what they would ask for is what fails."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from quizapp.storage.database import Database
from tests.web._walk import post


def test_the_page_about_a_database_that_is_away_asks_it_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = post(client, "/quizzes/lighthouse", "/quizzes/lighthouse", name="Ann")
    page = client.get(began.location).request.path

    def fail(_database: Database) -> object:
        raise OperationalError("SELECT", None, RuntimeError("the server is shutting down"))

    monkeypatch.setattr(Database, "read", fail)
    for path in (page, "/history"):
        reply = client.get(path)
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "2")
        assert "Nothing you had saved is lost" in reply.text
