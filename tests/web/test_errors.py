"""Error pages, also where what they would ask for is what fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from quizapp.storage.database import Database
from tests.web import _walk
from tests.web._classes import LIST, make_class, press
from tests.web._walk import post

TEMPLATES = Path(__file__).parents[2] / "quizapp" / "templates"
FORM = re.compile(r"<form((?:\{\{.*?\}\}|[^>])*)>(.*?)</form>", re.DOTALL)
# Forms with a date: half of one is not sent, and only the browser can say so.
WITH_A_DATE = {"_reopen.html"}


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


def test_what_is_missing_is_said_by_the_page_and_not_by_the_browser() -> None:
    asked = 0
    for template in sorted(TEMPLATES.rglob("*.html")):
        for opening, inside in FORM.findall(template.read_text(encoding="utf-8")):
            if template.name not in WITH_A_DATE and re.search(r"m\.field\(| required\b", inside):
                assert "novalidate" in opening, template.name
                asked += 1
    assert asked > 20


def test_a_complaint_on_a_classes_pages_leads_to_its_field(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)
    make_class(app, client)
    roster = f"{LIST}/1/roster"
    for reply, place in (
        (press(client, 1, "add-teacher", user_name=""), "user_name"),
        (press(client, 1, "rename", name=" "), "name"),
        (post(client, f"{roster}/file", roster), "file"),
    ):
        assert reply.status_code == 422
        assert re.search(rf'class="error-summary".*<a href="#{place}">', reply.text), place
        assert f'id="{place}"' in reply.text
        assert "<title>Error: " in reply.text
    added = post(client, roster, roster, action="add", name=" ").text
    assert "Type a name." in added
    assert "Type your name." not in added
