"""One event is one line, with the number of its request, and nothing of what somebody typed."""

from __future__ import annotations

import io
import json
import logging
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from quizapp import logs, security_log
from quizapp.web.observing import new_number
from tests.web import _walk

NASTY = '\n\r\x1b[31m\x00\u2028\u202e\x85\x0b"\\{}%s'


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], io.StringIO]]:
    """Return a function that lets events go, in a style, to a text; all is as before afterwards."""
    root, security = logging.getLogger(), logging.getLogger(security_log.NAME)
    kept = (root.handlers[:], root.level, security.level, logging.raiseExceptions)

    def begin(style: str) -> io.StringIO:
        text = io.StringIO()
        monkeypatch.setattr(sys, "stderr", text)
        logs.write_to_standard_error(style)
        return text

    yield begin
    root.handlers[:], level, security_level, logging.raiseExceptions = kept
    root.setLevel(level)
    security.setLevel(security_level)


def nasty_texts() -> list[str]:
    chosen = random.Random(16)
    return ["".join(chosen.choices(NASTY + "abc ", k=20)) for _ in range(1_000)]


@pytest.mark.parametrize("style", logs.STYLES)
def test_a_thousand_hostile_texts_are_a_thousand_lines(
    style: str, written: Callable[[str], io.StringIO]
) -> None:
    lines = written(style)
    for text in nasty_texts():
        logging.getLogger("quizapp.test").warning("a text: %s", text)
    security_log.note("signed in", datetime.now(UTC), who=3, seen=nasty_texts()[0])

    found = lines.getvalue().splitlines()
    assert len(found) == 1_001
    assert all(line.isprintable() for line in found)
    if style == "json":
        assert [json.loads(line)["message"][8:] for line in found[:-1]] == nasty_texts()
        assert json.loads(found[-1])["event"] == "signed in"
    else:
        assert "event=signed in" in found[-1]


@pytest.mark.parametrize("style", logs.STYLES)
def test_what_fails_is_told_by_kind_and_place_and_not_by_what_was_typed(
    style: str, written: Callable[[str], io.StringIO]
) -> None:
    lines = written(style)
    try:
        int("canary answer of Mira")
    except ValueError:
        logging.getLogger("quizapp.test").exception("a job failed")
    [line] = lines.getvalue().splitlines()
    assert "canary" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (KeyError("Mira"), "KeyError"),
        (AttributeError("'NoneType' object has no attribute 'quiz'"), "has no attribute 'quiz'"),
        (OSError(28, "No space left on device", "Mira.csv"), "OSError: No space left on device"),
        (
            IntegrityError("INSERT", {"name": "Mira"}, Exception("duplicate key\nDETAIL: (Mira)")),
            "IntegrityError: duplicate key",
        ),
    ],
)
def test_an_exception_speaks_only_where_its_words_are_the_programs(
    error: Exception, told: str
) -> None:
    assert logs.describe(error).endswith(told)
    assert "Mira" not in logs.describe(error)


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    def fail(typed: str) -> None:
        raise ValueError(typed)

    app.add_url_rule("/fail/<typed>", "fail", fail)
    return app.test_client()


def test_the_page_of_a_failure_shows_the_number_that_is_in_the_log(
    failing: FlaskClient, written: Callable[[str], io.StringIO]
) -> None:
    lines = written("json")
    reply = failing.get("/fail/canary", headers={"X-Request-Id": "mine\tmine"})
    number = reply.headers["X-Request-Id"]
    [event] = [json.loads(line) for line in lines.getvalue().splitlines()]

    assert reply.status_code == 500
    assert event["request"] == number
    assert event["message"] == "request failed: GET /fail/<typed>"
    assert event["error"] == "ValueError"
    assert event["where"].endswith(f"test_logs.py:{event_line()} fail")
    assert number in reply.text
    assert "canary" not in lines.getvalue() + reply.text
    assert "tell your teacher this number" in reply.text


def event_line() -> int:
    """Return the line on which `fail` raises."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return lines.index("        raise ValueError(typed)") + 1


def test_each_reply_has_a_number_of_its_own(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    paths = ["/", "/nothing", f"{attempt}/questions/1", "/static/quizapp.css", "/healthz"] * 3
    replies = [client.get(path, buffered=True) for path in paths]
    numbers = [reply.headers.getlist("X-Request-Id") for reply in replies]
    assert all(len(number) == 1 for number in numbers)
    assert len({number for [number] in numbers}) == len(paths)
    assert "this number" not in replies[1].text


def test_numbers_have_no_letters_that_look_like_others() -> None:
    seen = {new_number() for _ in range(2_000)}
    assert len(seen) == 2_000
    assert {len(number) for number in seen} == {8}
    assert not set("".join(seen)) & set("ILOU")


def test_a_log_that_cannot_be_written_stops_nothing(
    failing: FlaskClient, written: Callable[[str], io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(io, "StringIO", FullDisk)
    written("json")
    assert failing.get("/fail/x").status_code == 500
    assert failing.get("/").status_code == 200
