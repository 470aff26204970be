"""What readers do, as plain functions over a test client."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

import quizapp
from quizapp.storage import accounts
from quizapp.storage.links import new_teacher_link
from quizapp.storage.models import Base
from tests.web._page import Page

Given = str | Sequence[str] | Mapping[str, str]
"""What a reader gives: a text typed, choices ticked or items in order, or menus and gaps filled."""

PASSWORD = "four words by heart"
_EXAMPLE = Path(quizapp.__file__).parent / "core/skeletons/quiz.yaml"
EVERY_TYPE = _EXAMPLE.read_text(encoding="utf-8").replace("$title", "Every type")
EVERY_KEY: dict[int, Given] = {
    1: ["Three ships had been lost"],
    2: ["Whale oil", "Kerosene"],
    3: ["False"],
    4: "hikers",
    5: "33",
    6: ["climbing the steps", "lighting the lamp", "winding up the clockwork"],
    7: {
        "1871": "The tower was built",
        "1904": "The lamp changed its fuel",
        "1987": "The lamp was left to a timer",
    },
    8: {
        "a lamp lit by hand": "The keepers' time",
        "a clockwork to wind up": "The keepers' time",
        "a motor": "Today",
        "guests in the house": "Today",
    },
    9: {"Gap 1": "112", "Gap 2": "evening"},
    10: ["The villagers had asked for a tower for years."],
    11: "The timer does its work every night, but it never looks out of the window as keepers did.",
}


def add_quiz(client: FlaskClient, name: str, text: str, **settings: str) -> None:
    """Put a quiz into the bank, or another version of it; `time_limit` is `time-limit`."""
    bank = client.application.extensions["quizapp"].bank
    lines = "".join(f"  {key.replace('_', '-')}: {value}\n" for key, value in settings.items())
    text = f"{text}\nsettings:\n{lines}" if lines else text
    (bank.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert bank.refresh()
    wrong = [found for found in bank.get(name).diagnostics if found.is_error]
    assert not wrong, wrong


def get(client: FlaskClient, path: str, **options: Any) -> Page:
    response = client.get(path, **options)
    assert response.status_code == 200, (response.status, response.headers.get("Location"))
    return Page(response.text)


def csrf(client: FlaskClient, path: str = "/resume") -> str:
    """Return a token from a page with a form."""
    return get(client, path).value("csrf_token")


def post(client: FlaskClient, path: str, form_on: str = "/resume", **fields: Any) -> TestResponse:
    return client.post(path, data={"csrf_token": csrf(client, form_on), **fields})


def start(client: FlaskClient, quiz: str = "lighthouse", name: str = "Mira") -> str:
    """Start a quiz, or continue it; return the attempt's address."""
    response = post(client, f"/quizzes/{quiz}", name=name)
    assert response.status_code == 303, response.text
    assert response.location.startswith("/attempts/"), response.location
    return str(response.location)


def filled(page: Page, given: Given) -> MultiDict[str, str]:
    """Return the page's fields with an answer in them."""
    names = {name for name, _ in page.choices.values()} | set(page.text_fields)
    fields = MultiDict((k, v) for k, v in page.fields if k not in names)
    if isinstance(given, str):
        fields.add(page.text_fields[0], given)
    elif isinstance(given, Mapping):
        for label, words in given.items():
            if (label, words) in page.choices:
                fields.add(*page.choices[label, words])
            else:
                fields.add(page.labels[label], words)
    else:
        for words in given:
            fields.add(*page.choices[words])
        if any(tag == "ol" and "data-ordering" in attrs for tag, attrs in page.tags):
            fields["ordered"] = "1"
    return fields


def answer(
    client: FlaskClient, attempt: str, position: int, given: Given, action: str = "save"
) -> TestResponse:
    """Fill in a question's page and press a button."""
    path = f"{attempt}/questions/{position}"
    fields = filled(get(client, path), given)
    fields["action"] = action
    return client.post(path, data=fields)


def check(client: FlaskClient, attempt: str, position: int, given: Given) -> Page:
    """Answer, press Check and return the page that follows."""
    response = answer(client, attempt, position, given, f"check:{position}")
    assert response.status_code == 303, response.text
    return get(client, response.location)


def save(
    client: FlaskClient, attempt: str, position: int, token: str = "", **message: Any
) -> TestResponse:
    """Save as the page's script does."""
    headers = {"X-CSRF-Token": token or csrf(client)}
    return client.post(f"{attempt}/questions/{position}", json=message, headers=headers)


def hand_in(client: FlaskClient, attempt: str) -> Page:
    response = post(client, f"{attempt}/check")
    assert response.status_code == 303
    return get(client, response.location)


def take(client: FlaskClient, quiz: str, given: Mapping[int, Given], name: str = "Mira") -> Page:
    """Take a quiz from start to result."""
    attempt = start(client, quiz, name)
    for position, words in given.items():
        assert answer(client, attempt, position, words).status_code == 303
    return hand_in(client, attempt)


def become_teacher(app: Flask, client: FlaskClient, name: str = "Ms Hale") -> None:
    """Become the teacher with the user name `teacher-1`: the first one is administrator too."""
    parts = app.extensions["quizapp"]
    link = new_teacher_link(parts.database, parts.clock())
    page = f"/become-teacher/{link}"
    with parts.database.read() as connection:
        user_name = f"teacher-{len(accounts.people(connection)) + 1}"
    fields = {"name": name, "user_name": user_name, "password": PASSWORD, "again": PASSWORD}
    response = post(client, page, page, **fields)
    assert response.location == "/teach", response.text


def resume_code(client: FlaskClient) -> str:
    found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b", get(client, "/resume").text)
    assert found
    return found[0]


def rows(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table: whoever compares two of these sees each change."""
    with app.extensions["quizapp"].database.read() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def same_device(app: Flask, client: FlaskClient) -> FlaskClient:
    """Return a client of an app with another one's cookie: a second tab, or a second machine."""
    cookie = client.get_cookie("quizapp")
    assert cookie
    other = app.test_client()
    other.set_cookie("quizapp", cookie.value)
    return other
