"""T15: no cache gives a page of one to another, and replies tell nothing of what they run on."""

from __future__ import annotations

import random
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.attacks.counts import count
from tests.web import _walk
from tests.web._routes import address, routes

REQUESTS: Final = count(80, 2_000)


class GreedyCache:
    """A cache that keeps all that a reply does not forbid it to keep, whoever asked for it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}
        self.hits = 0

    def get(self, client: FlaskClient, path: str) -> str:
        cookie = client.get_cookie("quizapp")
        for key in ((path, ""), (path, cookie.value if cookie else "none")):
            if key in self.kept:
                self.hits += 1
                return str(self.kept[key])
        reply = client.get(path, buffered=True)
        said = reply.headers.get("Cache-Control", "")
        if "no-store" not in said and "private" not in said:
            varies = "cookie" in {name.lower() for name in reply.vary}
            self.kept[path, (cookie.value if cookie else "none") if varies else ""] = reply.text
        return reply.text


def test_a_greedy_cache_gives_nobody_the_page_of_another(app: Flask) -> None:
    names = ("Zqmira", "Zqola", "Zqben")
    people = {name: app.test_client() for name in names}
    attempts = {name: _walk.start(client, name=name) for name, client in people.items()}
    paths = ["/", "/history", "/resume", "/quizzes/lighthouse", "/history/my-data.json", "/help"]
    paths += ["/static/quizapp.css", "/static/quizapp.css?v=1", "/nothing", "/healthz"]
    cache, chance = GreedyCache(), random.Random(15)
    for _ in range(REQUESTS):
        name = chance.choice(names)
        own = [*paths, *(f"{attempt}/questions/1" for attempt in attempts.values())]
        seen = cache.get(people[name], chance.choice(own))
        assert not [other for other in names if other != name and other in seen]
    assert cache.hits


@pytest.mark.parametrize(
    "more", ["/.css", "/x.css", ".css", "%2f.css", ";.css", "/..%2fx.js", "%00.css"]
)
def test_an_address_with_more_behind_it_is_not_there(client: FlaskClient, more: str) -> None:
    attempt = _walk.start(client)
    for path in (f"{attempt}/questions/1", f"{attempt}/check", "/history", "/static"):
        reply = client.get(path + more, buffered=True)
        assert reply.status_code == 404, path
        assert reply.headers["Cache-Control"] == "no-store"


def test_no_trace(client: FlaskClient) -> None:
    for path in ("/", "/history", "/static/quizapp.css"):
        head = {"X-Seen": "zqtrace"}
        reply = client.open(path, method="TRACE", headers=head, buffered=True)
        assert reply.status_code in {400, 405}
        assert "zqtrace" not in reply.text


def _every_reply(app: Flask, client: FlaskClient) -> list[Any]:
    _walk.become_teacher(app, client)
    attempt = _walk.start(client)
    paths = [address(rule, attempt) for method, rule in routes(app) if method == "GET"]
    return [client.get(path, buffered=True) for path in [*paths, "/nothing", "/static/nothing"]]


def test_every_reply_names_its_type(app: Flask, client: FlaskClient) -> None:
    for reply in _every_reply(app, client):
        if reply.data:
            assert reply.content_type, reply.request.path
            if reply.mimetype.startswith("text/"):
                assert "charset=utf-8" in reply.content_type.lower(), reply.request.path


def test_no_reply_names_what_the_server_runs_on(app: Flask, client: FlaskClient) -> None:
    for reply in _every_reply(app, client):
        told = str(reply.headers).lower()
        assert not [
            n for n in ("werkzeug", "python/", "flask", "granian", "x-powered-by") if n in told
        ]
