"""The key cannot be told from anything a reader gets while the attempt is open.

Two quizzes that differ only in their key are taken in the same way: all bytes have to be equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.core.arrangement import draw_questions
from quizapp.storage.models import Attempt
from tests.attacks._twins import twin_quizzes
from tests.attacks.counts import count
from tests.conftest import SECRET, Clock
from tests.web import _walk

SEEDS = range(count(5, 300))
_BLANKED = [
    (re.compile(r'(name="csrf_token" value=")[^"]+'), "csrf"),
    (re.compile(r"()\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b"), "code"),
    (re.compile(r"(quizapp=)[^;]+"), "cookie"),
    (re.compile(r"(X-Request-Id: )[0-9A-Z]{8}\b"), "number"),
]


@pytest.fixture
def twins(tmp_path: Path, empty_database: Path) -> Iterator[list[Flask]]:
    apps = []
    for name in ("first", "second"):
        folder, instance = tmp_path / name, tmp_path / f"{name}-instance"
        folder.mkdir()
        instance.mkdir()
        copy(empty_database, instance / "quizapp.sqlite")
        apps.append(create_app(Config(folder, instance, secret_key=SECRET), Clock()))
    yield apps
    for app in apps:
        app.extensions["quizapp"].database.close()


def _with_known_seed(app: Flask, attempt: str, seed: str) -> str:
    """Give the attempt an id and a seed that its twin has too, before it is looked at."""
    parts = app.extensions["quizapp"]
    old = attempt.rpartition("/")[2]
    same = {"id": f"{seed:_<22}", "seed": seed}
    quiz = parts.bank.get("twin").quiz
    change = update(Attempt).where(Attempt.id == old)
    parts.database.write(
        lambda connection: connection.execute(
            change.values(questions=list(draw_questions(quiz, seed)), **same)
        ).close()
    )
    return f"/attempts/{same['id']}"


def _script(client: FlaskClient, attempt: str, given: dict[str, list[Any]]) -> Iterator[Any]:
    """Do what a curious reader could, and yield every reply."""
    yield client.get(attempt)
    token = _walk.csrf(client)
    yield from _everything_at_once(client, attempt)
    for position in range(1, len(given) + 1):
        path = f"{attempt}/questions/{position}"
        yield client.get(path)
        asked = _walk.get(client, path).text
        answers = next(given[word] for word in given if f"Question {word}?" in asked)
        for number, answer in enumerate(answers):
            page = _walk.get(client, f"{attempt}/questions/{position}")
            fields = _walk.filled(page, answer)
            yield client.post(path, data={**fields.to_dict(flat=False), "action": "save"})
            yield client.post(path, data={**fields.to_dict(flat=False), "action": "save"})
            yield client.get(path)
            yield _walk.save(
                client, attempt, position, token, tab="t", seq=number, **_message(fields)
            )
        yield client.post(path, data={"csrf_token": "stale", **fields.to_dict(flat=False)})
        for action in (f"retry:{position}", f"clear:{position}", f"go:{position}", "previous"):
            yield client.post(path, data={"csrf_token": token, "action": action})
    for path in ("/check", "/result", "/passage", "/questions/99", "/pictures/x.png"):
        yield client.get(attempt + path)
    for path in ("/", "/quizzes/twin", "/history", "/history/my-scores.csv"):
        yield client.get(path)
    yield client.get("/history/my-data.json")
    yield client.post(f"{attempt}/practice", data={"csrf_token": token})


def _everything_at_once(client: FlaskClient, attempt: str) -> Iterator[Any]:
    """Tick every box of a page and take the last of every menu."""
    path = f"{attempt}/questions/1"
    page = _walk.get(client, path)
    fields = MultiDict(page.fields)
    for name, value in page.choices.values():
        fields.add(name, value)
    for name in page.text_fields:
        fields[name] = "1,234"
    yield client.post(path, data={**fields.to_dict(flat=False), "action": "review"})
    yield client.get(path)
    yield client.get(f"{attempt}/check")


def _message(fields: Any) -> dict[str, Any]:
    response = {
        name.removeprefix("response").removeprefix("."): values
        for name, values in fields.lists()
        if name.startswith("response")
    }
    return {"base": int(fields["base"]), "ordered": True, "response": response}


def _seen(reply: Any) -> tuple[int, str, str]:
    body, head = reply.text, str(reply.headers)
    for pattern, name in _BLANKED:
        body, head = (pattern.sub(rf"\1<{name}>", text) for text in (body, head))
    return reply.status_code, head, body


def _observe(app: Flask, quiz: str, given: Any, seed: str, **settings: str) -> list[Any]:
    client = app.test_client()
    _walk.add_quiz(client, "twin", quiz, **settings)
    attempt = _with_known_seed(app, _walk.start(client, "twin"), seed)
    replies = [_seen(reply) for reply in _script(client, attempt, given)]
    assert all(status < 500 for status, *_ in replies)
    return replies


def test_twins_with_all_questions_on_one_page_cannot_be_told_apart(twins: list[Flask]) -> None:
    first, second, _ = twin_quizzes(1)
    one, other = (
        _observe(app, quiz, {}, "seed", layout="all")
        for app, quiz in zip(twins, (first, second), strict=True)
    )
    assert one == other


@pytest.mark.parametrize("seed", SEEDS)
def test_twins_cannot_be_told_apart(twins: list[Flask], seed: int) -> None:
    first, second, given = twin_quizzes(seed)
    settings = [
        {},
        {"feedback": "score-only"},
        {"shuffle": "[questions, choices]", "confidence": '"on"'},
        {"feedback": "none"},
        {"feedback": "immediate", "tries": "3"},
    ][seed % 5]
    one, other = (
        _observe(app, quiz, given, f"seed-{seed}", **settings)
        for app, quiz in zip(twins, (first, second), strict=True)
    )
    assert first != second
    assert len(one) == len(other) > 100
    for left, right in zip(one, other, strict=True):
        assert left == right


def test_this_would_see_a_key_in_a_page(twins: list[Flask]) -> None:
    """With one word of the page different the twins are told apart: the tests above can fail."""
    first, _, _ = twin_quizzes(0)
    one = _observe(twins[0], first, {}, "seed")
    other = _observe(twins[1], first.replace("title: The lamp", "title: A lamp"), {}, "seed")
    assert one != other
