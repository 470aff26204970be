"""T13: no header is broken, no address leads away, whatever stands in a parameter or a header."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from quizapp.web import wanted
from tests.attacks._session import House, Recorder, Request, prepare
from tests.attacks.counts import IS_FULL
from tests.conftest import Clock
from tests.web import _walk
from tests.web._routes import address, routes
from tests.web._undo import Undo

BREAKS: Final = [
    "\r\nSet-Cookie: evil=1",
    "\nX-Evil: 1",
    "\rX-Evil: 1",
    "%0d%0aX-Evil: 1",
    "\r\n\r\n<script>alert(1)</script>",
    "\u560d\u560aX-Evil: 1",
    "\x0bX-Evil: 1",
    "\u2028X-Evil: 1",
    "\0X-Evil: 1",
]
# Where a site would be sent: the cases of Django's and CTFd's tests, and their kin.
SITES: Final = ["evil.example", "evil.example%2f", "localhost@evil.example", "evil.example:80"]
LEADS: Final = [
    "http://{}", "https://{}", "//{}", "///{}", "////{}", "/\\{}", "\\\\{}", "\\/{}", "/\t/{}",
    "\t//{}", "\n//{}", " //{}", "http:///{}", "http:{}", "http:/{}", "https:\\\\{}", "HtTp://{}",
    "ftp://{}", "/%2f{}", "/%5c{}", "//{}/..", "/.//{}", "/..//{}", "http://localhost@{}",
    "http://localhost\\@{}", "http://localhost.{}", "//localhost:1@{}", "/\x00/{}", "\x08//{}",
    "javascript:alert('{}')", "data:text/html,{}", "vbscript:{}", "http://[::1]@{}",
    "?//{}", "#//{}",
]  # fmt: skip
NEXT: Final = [lead.format(site) for lead, site in product(LEADS, SITES)]
NAMES: Final = ("next", "url", "to", "back", "return", "redirect", "continue", "page", "goto")
FORWARDED: Final = [
    ("X-Forwarded-Host", "evil.example"),
    ("X-Forwarded-Host", "localhost, evil.example"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Proto", "javascript"),
    ("X-Forwarded-Port", "6666"),
    ("X-Forwarded-Prefix", "//evil.example"),
    ("X-Forwarded-Server", "evil.example"),
    ("X-Forwarded-For", "evil.example"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Scheme", "https"),
    ("X-Forwarded-Ssl", "on"),
    ("X-Real-IP", "127.0.0.1"),
    ("X-Host", "evil.example"),
    ("X-HTTP-Host-Override", "evil.example"),
    ("X-Original-URL", "/teach"),
    ("X-Rewrite-URL", "/teach"),
    ("X-Original-Host", "evil.example"),
    ("Forwarded", "host=evil.example;proto=https;for=127.0.0.1"),
    ("X-Forwarded-User", "teacher-1"),
    ("X-Remote-User", "teacher-1"),
    ("Remote-User", "teacher-1"),
    ("Front-End-Https", "on"),
]


def _leads_home(location: str | None) -> bool:
    target = urlsplit(location or "/")
    is_plain = not (location or "/").startswith(("//", "/\\")) and "\\" not in target.netloc
    return is_plain and target.scheme in {"", "http"} and target.netloc in {"", "localhost"}


def test_there_are_as_many_as_were_set() -> None:
    assert len(set(NEXT)) >= 120
    assert len(FORWARDED) >= 20


def test_no_parameter_leads_a_form_or_a_page_to_another_site(
    app: Flask, client: FlaskClient
) -> None:
    _walk.become_teacher(app, client)
    attempt = _walk.start(client)
    token = _walk.csrf(client)
    taken = NEXT if IS_FULL else NEXT[::24]
    for target in taken:
        more = dict.fromkeys(NAMES, target)
        head = {"Referer": target.replace("\n", "").replace("\x00", "")}
        for method, path in [
            ("GET", attempt),
            ("POST", f"{attempt}/passage"),
            ("POST", "/leave"),
            ("POST", "/sign-out"),
            ("GET", "/"),
            ("GET", "/account"),
            ("GET", "/sign-in"),
            ("POST", "/sign-in"),
        ]:
            visitor = app.test_client()
            if method == "GET":
                visitor.set_cookie("quizapp", client.get_cookie("quizapp").value)  # type: ignore[union-attr] - it has one
            fields = {"csrf_token": token, **more}
            reply = visitor.open(
                path, method=method, data=fields, query_string=more, headers=head, buffered=True
            )
            assert reply.status_code < 500, (path, target)
            assert _leads_home(reply.location), (path, target)


def test_who_signs_in_is_led_to_no_other_site(app: Flask) -> None:
    for target in [*NEXT, *(f"/teach{target}" for target in NEXT)]:
        with app.test_request_context("/sign-in", query_string={"to": target}):
            assert wanted.page_url() == "/teach", target
            assert wanted.code_url() == "/sign-in/code", target


def test_no_address_itself_leads_to_another_site(client: FlaskClient) -> None:
    _walk.start(client)
    for target in NEXT if IS_FULL else NEXT[::9]:
        reply = client.get("/", environ_overrides={"PATH_INFO": target})
        assert reply.status_code < 500, target
        assert _leads_home(reply.location), target


def _with_breaks(request: Request) -> Iterator[Request]:
    """Put a break into each field that was sent, one after another."""
    for number, name in enumerate(request.fields):
        breaks = BREAKS if IS_FULL else [BREAKS[number % len(BREAKS)]]
        value = request.fields[name]
        if isinstance(value, str):
            for added in breaks:
                fields = {**request.fields, name: value + added}
                yield Request(request.who, "POST", request.path, fields)


def test_a_line_break_in_any_field_makes_no_header(app: Flask, clock: Clock) -> None:
    prepare(app)
    house, undo = House(app, "zqbreak", clock), Undo(app)
    tried: list[str] = []

    def attack(client: Recorder, path: str, options: dict[str, Any]) -> None:
        data = options.get("data") or {}
        token = data.get("csrf_token", "")
        if client.who in {"ben", "cem"} or path.startswith("/join"):
            return
        kept = {n: v for n, v in data.items() if isinstance(v, str) and n != "csrf_token"}
        undo.keep()
        for request in _with_breaks(Request(client.who, "POST", path, kept)):
            sent = {"csrf_token": token, **request.fields}
            reply = client.open(path, method="POST", data=sent, is_replay=True)
            tried.append(path)
            assert reply.status_code < 500, (path, sent)
            assert "X-Evil" not in reply.headers
            assert "evil=1" not in reply.headers.get("Set-Cookie", "")
            assert not [v for v in reply.headers.values() if "\n" in v or "\r" in v]
        undo.restore()

    house.before = attack
    # A file's name, a class's name and a quiz's name end up in headers of downloads.
    house.make_classes()
    house.give()
    house.pupils_work()
    house.teacher_marks()
    undo.close()
    assert len(tried) > 60


def test_a_line_break_in_any_address_makes_no_header(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)
    for method, rule in routes(app):
        if "<" not in rule:
            continue
        for added in BREAKS if IS_FULL else BREAKS[:1]:
            path = address(rule, f"/attempts/x{added}", name=f"a{added}", file=f"a{added}")
            # A server hands on the bytes of an address, each as a character.
            as_bytes = path.encode().decode("latin-1")
            environ = {"PATH_INFO": as_bytes, "QUERY_STRING": "class=1"}
            reply = client.open("/", method=method, environ_overrides=environ, buffered=True)
            assert reply.status_code < 500, path
            assert "X-Evil" not in reply.headers
            assert "Set-Cookie" not in reply.headers or "evil" not in reply.headers["Set-Cookie"]


@pytest.mark.parametrize(("name", "value"), FORWARDED)
def test_what_a_proxy_would_say_is_not_believed_of_others(
    app: Flask, client: FlaskClient, name: str, value: str
) -> None:
    head = Headers([(name, value)])
    redirected = client.get("/quizzes//lighthouse", headers=head)
    assert redirected.location == "http://localhost/quizzes/lighthouse"
    assert client.get("/teach", headers=head).status_code == 404
    page = client.get("/resume", headers=head)
    assert "evil.example" not in page.text + str(page.headers)
    assert "Secure" not in page.headers["Set-Cookie"]
