"""The usual save is answered before Flask; Flask says the same, and everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from quizapp.metrics import REQUESTS, SAVES
from quizapp.web import quick_saves
from quizapp.web.quick_saves import QuickSaves
from tests.conftest import Clock
from tests.web import _walk

ROUTE = ("/attempts/<attempt_id>/questions/<int:position>", "POST", "200")


CHOICE, SHORT = 1, 2


class Reader:
    """A reader with an attempt, and all that a message of its page's script needs."""

    def __init__(self, client: FlaskClient, name: str = "Mira", quiz: str = "lighthouse") -> None:
        self.client = client
        self.attempt = _walk.start(client, quiz, name)
        client.get(f"{self.attempt}/questions/1")
        self.headers = {"X-CSRF-Token": _walk.csrf(client)}

    def save(self, position: int = SHORT, base: int = 0, **more: Any) -> TestResponse:
        options = {"headers": self.headers} | more.pop("options", {})
        body = {"base": base, "response": {"": "whale oil"}} | more
        return self.client.post(f"{self.attempt}/questions/{position}", json=body, **options)


@pytest.fixture
def reader(client: FlaskClient) -> Reader:
    return Reader(client)


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> list[str]:
    """Return a list of the addresses that Flask is asked for."""
    asked: list[str] = []
    door: Any = app.wsgi_app
    flask = door.rest

    def note(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return flask(environ, start_response)

    monkeypatch.setattr(door, "rest", note)
    return asked


@pytest.mark.both_databases
def test_flask_is_not_asked(reader: Reader, asked: list[str]) -> None:
    assert [reader.save(base=n).json["number"] for n in range(3)] == [1, 2, 3]
    assert not asked


@pytest.mark.both_databases
def test_flask_would_have_said_the_same(app: Flask, reader: Reader, asked: list[str]) -> None:
    door: Any = app.wsgi_app
    quick, other = reader.save(tab="a", seq=1), Reader(app.test_client(), "Ola")
    app.wsgi_app = door.rest  # type: ignore[method-assign]
    slow = other.save(tab="a", seq=1)

    assert {**quick.json, "digest": ""} == {**slow.json, "digest": ""}
    assert len(asked) == 5  # to start, and this save
    # The digest is each attempt's own, whoever answers.
    assert quick.json["digest"] == reader.save(base=1).json["digest"] != slow.json["digest"]
    own = {"X-Request-Id", "Content-Length"}
    quick_headers, slow_headers = (
        sorted(pair for pair in reply.headers if pair[0] not in own) for reply in (quick, slow)
    )
    assert quick_headers == slow_headers
    assert len(quick.headers["X-Request-Id"]) == len(slow.headers["X-Request-Id"])


def test_it_is_counted_as_any_request(reader: Reader, asked: list[str]) -> None:
    def counted() -> tuple[float, float]:
        saves, requests = SAVES.numbers(), REQUESTS.numbers()
        return saves.get(("acknowledged",), [0])[0], requests.get(ROUTE, [0])[0]

    before = counted()
    reader.save()
    assert counted() == (before[0] + 1, before[1] + 1)


def test_a_device_in_use_is_noted(app: Flask, reader: Reader, clock: Clock) -> None:
    clock.move(minutes=6)
    reader.save()
    assert len(app.extensions["quizapp"].last_use._seen) == 1


def _with(**headers: str) -> Callable[[Reader], TestResponse]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda reader: reader.save(options={"headers": reader.headers | names})


def _to_another_host(reader: Reader) -> TestResponse:
    cookie = reader.client.get_cookie("quizapp")
    reader.headers |= {"Host": "elsewhere.example", "Cookie": f"quizapp={cookie and cookie.value}"}
    reader.client = reader.client.application.test_client(use_cookies=False)
    return reader.save()


def _of_another(reader: Reader) -> TestResponse:
    stranger = Reader(reader.client.application.test_client(), "Ola")
    stranger.attempt = reader.attempt
    return stranger.save()


def _raw(text: str) -> Callable[[Reader], TestResponse]:
    def send(reader: Reader) -> TestResponse:
        options: Any = {"data": text, "content_type": "application/json"}
        path = f"{reader.attempt}/questions/{SHORT}"
        return reader.client.post(path, headers=reader.headers, **options)

    return send


def _without_a_cookie(reader: Reader) -> TestResponse:
    reader.client.delete_cookie("quizapp")
    return reader.save()


def _handed_in(reader: Reader) -> TestResponse:
    _walk.hand_in(reader.client, reader.attempt)
    return reader.save()


UNUSUAL: dict[str, tuple[Callable[[Reader], TestResponse], int]] = {
    "another site": (_with(Origin="https://elsewhere.example"), 400),
    "a cross-site request": (_with(Sec_Fetch_Site="cross-site"), 400),
    "a wrong token": (_with(X_CSRF_Token="x"), 400),
    "a wrong host": (_to_another_host, 400),
    "another's attempt": (_of_another, 404),
    "no cookie": (_without_a_cookie, 400),
    "no such attempt": (lambda r: setattr(r, "attempt", "/attempts/nobody") or r.save(), 404),
    "no such question": (lambda r: r.save(position=9), 404),
    "a choice that is none": (lambda r: r.save(CHOICE, response={"": ["0" * 16]}), 422),
    "an old page": (lambda r: r.save() and r.save(), 409),
    "after the end": (_handed_in, 409),
    "no message": (_raw("{"), 400),
    "a list": (_raw("[1]"), 400),
    "deep nonsense": (_raw("[" * 100_000), 400),
    "too much": (_raw('"' + "x" * 1024 * 1024 + '"'), 413),
}


@pytest.mark.parametrize(("send", "status"), UNUSUAL.values(), ids=UNUSUAL)
def test_what_is_not_usual_is_left_to_flask(
    reader: Reader, asked: list[str], send: Callable[[Reader], TestResponse], status: int
) -> None:
    assert send(reader).status_code == status
    assert asked
    assert asked[-1].startswith(f"{reader.attempt}/questions/")


def test_a_complaint_is_put_into_words_by_flask(client: FlaskClient, reader: Reader) -> None:
    _walk.add_quiz(client, "number", _NUMBER)
    attempt = _walk.start(client, "number")
    reply = _walk.save(client, attempt, 1, response={"": "many"})
    assert reply.status_code == 200
    assert reply.json["number"] == 1
    assert reply.json["complaint"]


@pytest.mark.parametrize("settings", [{"feedback": "immediate"}, {"passage": "before"}])
def test_where_more_counts_than_the_newest_answer_flask_is_asked(
    app: Flask, client: FlaskClient, asked: list[str], settings: dict[str, str]
) -> None:
    _walk.add_quiz(client, "ships", _NUMBER, **settings)
    attempt = _walk.start(client, "ships")
    _walk.save(client, attempt, 1, response={"": "3"})
    assert asked[-1] == f"{attempt}/questions/1"


@pytest.mark.parametrize(
    ("error", "status"), [(OperationalError("", {}, Exception()), 503), (KeyError("ours"), 200)]
)
def test_what_the_database_could_not_do_is_told_by_flask_and_not_tried_again(
    reader: Reader,
    asked: list[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(quick_saves, "save_own_answer", fail)
    reply = reader.save()
    assert (reply.status_code, len(asked)) == (status, 1)
    assert _answers(reader) == (1 if status == 200 else 0)


def _answers(reader: Reader) -> int:
    return len(_walk.rows(reader.client.application)["answers"])


def test_it_stands_before_flask(app: Flask) -> None:
    assert isinstance(app.wsgi_app, QuickSaves)


_NUMBER = """\
title: A number
passage:
  text: Three ships were lost.
questions:
  - {id: ships, type: numeric, prompt: How many ships?, answer: 3}
"""
