"""Long lists of the teacher's: fifty a page."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.core.question import Message
from quizapp.storage import log
from tests.conftest import LIGHTHOUSE
from tests.web import _walk


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client)
    folder = app.extensions["quizapp"].bank.folder
    for n in range(60):
        (folder / f"quiz-{n:02}.yaml").write_text(LIGHTHOUSE, encoding="utf-8")
        (folder / f"text-{n:02}.md").write_text("Words.", encoding="utf-8")
    app.extensions["quizapp"].bank.refresh()
    return client


@pytest.mark.parametrize("path", ["/teach", "/teach/bank"])
def test_fifty_files_stand_on_a_page_and_each_on_one(teacher: FlaskClient, path: str) -> None:
    names = [f"quiz-{n:02}.yaml" for n in range(60)]
    pages = [teacher.get(f"{path}?page={number}").text for number in (1, 2)]
    shown = [[name for name in names if f"<code>{name}</code>" in page] for page in pages]

    assert [len(one) for one in shown] == [49, 11]  # lighthouse.yaml comes first
    assert sorted(shown[0] + shown[1]) == names
    assert "Page 1 of 2" in pages[0]
    assert 'rel="next"' in pages[0]
    assert 'rel="next"' not in pages[1]


@pytest.mark.parametrize("number", ["0", "-3", "99", "x"])
def test_a_page_that_is_none_is_the_nearest(teacher: FlaskClient, number: str) -> None:
    page = teacher.get(f"/teach/bank?page={number}").text

    assert f"Page {2 if number == '99' else 1} of 2" in page


def test_passages_are_turned_over_with_the_quizzes(teacher: FlaskClient) -> None:
    first, second = (teacher.get(f"/teach/bank?page={n}").text for n in (1, 2))

    assert "text-49.md" in first
    assert "text-50.md" not in first
    assert "text-50.md" in second


def test_the_log_goes_back_to_its_beginning(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)
    parts = app.extensions["quizapp"]
    for n in range(250):
        done = Message(f"Deed {n:03}.")
        parts.database.write(
            lambda c, done=done: log.add_entry(c, None, "test", done, parts.clock(), quiz="lamp")
        )
    seen, path = [], "/teach/log?quiz=lamp"
    while path:
        page = client.get(path).text
        seen += re.findall(r"Deed (\d{3})", page)
        older = re.search(r'href="(/teach/log[^"]+)" rel="next"', page)
        path = html.unescape(older[1]) if older else ""

    assert seen == [f"{n:03}" for n in reversed(range(250))]


def test_a_long_history_is_turned_over(app: Flask, client: FlaskClient) -> None:
    attempt = _walk.start(client)
    _walk.hand_in(client, attempt)
    numbers = []
    for _ in range(52):
        numbers.append(_walk.start(client))
        _walk.post(client, f"{numbers[-1]}/check")
    first, second = (client.get(f"/history?page={page}").text for page in (1, 2))

    assert [first.count("/result"), second.count("/result")] == [50, 3]
    assert f"{numbers[-1]}/result" in first
    assert f"{attempt}/result" in second
    assert 'href="?page=2"' in first
    assert "Page 2 of 2" in second
