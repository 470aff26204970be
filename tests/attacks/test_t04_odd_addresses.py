"""T4: whatever stands in an address or in a form, no page stumbles over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

import quizapp
from tests.attacks._session import House, Request, prepare
from tests.attacks.counts import IS_FULL
from tests.conftest import Clock
from tests.web import _walk
from tests.web._room import Room
from tests.web._routes import VALUES, routes

# The largest number of a row is 2**31 - 1 in PostgreSQL, and of 63 bits in SQLite.
NUMBERS: Final = [str(2**31), str(2**63), "0", "9" * 5_000] if IS_FULL else [str(2**63)]
TEXTS: Final = ["%00", "%ed%a0%80", "%ff", "x" * 2_000, "%27%22;--"]
TYPED: Final = [*NUMBERS, "-1", "\0", "²", "\u202e", "1e400"]
# What pages read from behind the question mark; a new name goes here.
PARAMETERS: Final = (
    "all answer assignment before class copied format joined names one other page part question"
    " quiz ruling second sort text to version view with"
).split()


def _odd(rule: str, **odd: str) -> str:
    """Fill a route in, with odd values for its numbers or its texts."""

    def value(found: re.Match[str]) -> str:
        kind = "number" if found[1] == "int" else "text"
        return odd.get(kind) or {**VALUES, "attempt_id": "none"}[found[2]]

    return re.sub(r"<(?:(\w+):)?(\w+)>", value, rule)


def _addresses(app: Flask, who: str) -> Iterator[str]:
    for method, rule in routes(app):
        is_theirs = who == "teacher" or IS_FULL or not rule.startswith("/teach/")
        if method != "GET" or rule.startswith(("/static", "/help")) or not is_theirs:
            continue
        if "<" in rule:
            yield from (_odd(rule, number=odd) for odd in NUMBERS)
            yield from (_odd(rule, text=odd) for odd in TEXTS if IS_FULL)
        for odd in [*NUMBERS, *TEXTS] if IS_FULL else NUMBERS:
            yield f"{_odd(rule)}?{'&'.join(f'{name}={odd}' for name in PARAMETERS)}"


@pytest.mark.parametrize("who", ["teacher", "Mira"])
def test_no_address_is_too_odd(app: Flask, clock: Clock, who: str) -> None:
    room = Room(app, clock)
    room.give()
    attempt = _walk.start(room.pupils["Mira"])
    client = room.teacher if who == "teacher" else room.pupils["Mira"]
    addresses = (path.replace("/attempts/none", attempt) for path in _addresses(app, who))
    asked = {path: client.get(path, buffered=True).status_code for path in addresses}
    assert [path for path, status in asked.items() if status >= 500] == []
    assert {200, 404} <= set(asked.values())


def test_every_parameter_that_a_page_reads_is_tried() -> None:
    read = {
        name
        for path in Path(quizapp.__file__).parent.glob("web/**/*.py")
        for name in re.findall(r'request\.args\.get\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert "class" in read
    assert read <= set(PARAMETERS)


def _with_odd_fields(sent: list[Request]) -> Iterator[Request]:
    """Yield each form once for each of its fields, with something odd in it."""
    for request in sent:
        for name, value in request.fields.items():
            if isinstance(value, str):
                for odd in TYPED:
                    fields = {**request.fields, name: odd}
                    yield Request(request.who, request.method, request.path, fields)


@pytest.mark.skipif(not IS_FULL, reason="a whole term: in `make attacks`")
def test_no_field_of_any_form_is_too_odd(app: Flask, clock: Clock) -> None:
    prepare(app)
    house = House(app, "zqodd", clock)
    house.live()
    forms = [request for request in house.sent if request.method == "POST" and request.fields]
    tokens = {who: _walk.csrf(client) for who, client in house.clients.items()}
    stumbled, tried = [], 0
    for request in _with_odd_fields(list(forms)):
        client = house.clients[request.who]
        reply = client.open(
            request.path,
            method="POST",
            data={"csrf_token": tokens[request.who], **request.fields},
            is_replay=True,
        )
        tried += 1
        if reply.status_code >= 500:
            stumbled.append((request.path, request.fields))
    assert stumbled == []
    assert tried > 20
