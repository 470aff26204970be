"""What every response carries, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.config import Config
from tests.core import hostile_pictures
from tests.web import _walk

EXACT = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; media-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), "
    "gyroscope=(), microphone=(), midi=(), payment=(), usb=()",
}


@pytest.fixture
def app(app: Flask) -> Flask:
    """Return an app with a page that fails."""

    def fail() -> str:
        raise RuntimeError("a secret of the inside")

    app.add_url_rule("/fail", view_func=fail)
    return app


@pytest.fixture
def secure(config: Config) -> Iterator[FlaskClient]:
    app = create_app(replace(config, https=True))
    yield app.test_client()
    app.extensions["quizapp"].database.close()


def _replies(client: FlaskClient) -> Iterator[tuple[int, str, object]]:
    attempt = _walk.start(client)
    _walk.hand_in(client, attempt)
    big = {"data": b"x" * 2_000_000, "content_type": "application/x-www-form-urlencoded"}
    wrong = {"headers": {"Host": "evil.example"}}
    for status, method, path, options in [
        (200, "GET", "/", {}),
        (200, "HEAD", "/", {}),
        (200, "OPTIONS", "/", {}),
        (200, "GET", f"{attempt}/result", {}),
        (200, "GET", "/history/my-scores.csv", {}),
        (200, "GET", "/history/my-data.json", {}),
        (200, "GET", "/static/quizapp.css", {}),
        (200, "GET", "/static/quizapp.css", {"headers": {"Accept-Encoding": "gzip"}}),
        (200, "GET", "/", {"headers": {"Accept-Encoding": "gzip"}}),
        (200, "GET", "/healthz", {}),
        (302, "GET", attempt, {}),
        (308, "GET", "/quizzes//lighthouse", {}),
        (400, "POST", "/leave", {}),
        (400, "GET", "/", wrong),
        (400, "POST", "/leave", wrong),
        (400, "POST", "/leave", big | wrong),
        (404, "GET", "/nothing", {}),
        (404, "GET", "/static/nothing", {}),
        (404, "GET", "/static/../app.py", {}),
        (404, "GET", f"{attempt}/questions/1/.css", {}),
        (405, "PUT", "/history", {"headers": {"X-CSRF-Token": _walk.csrf(client)}}),
        (413, "POST", "/resume", big),
        (500, "GET", "/fail", {}),
    ]:
        yield status, path, client.open(path, method=method, buffered=True, **options)


def test_every_response_has_every_header_exactly(client: FlaskClient) -> None:
    for status, path, reply in _replies(client):
        assert reply.status_code == status, path
        for name, value in EXACT.items():
            assert reply.headers.getlist(name) == [value], path
        assert "Strict-Transport-Security" not in reply.headers
        is_kept = path.startswith("/static/") and status == 200
        assert reply.headers.getlist("Cache-Control") == ["no-cache" if is_kept else "no-store"]
        if not is_kept:
            assert "Cookie" in reply.vary


def test_a_static_file_with_its_fingerprint_is_kept_for_ever(client: FlaskClient) -> None:
    address = _walk.get(client, "/").first("link", rel="stylesheet")["href"]
    first = client.get(address, buffered=True)
    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == EXACT["Content-Security-Policy"]


def test_an_error_tells_nothing_of_the_inside(client: FlaskClient) -> None:
    for path in ("/fail", "/nothing"):
        text = client.get(path).text
        assert "Traceback" not in text
        assert "a secret of the inside" not in text
        assert "To the quizzes" in text
    reply = client.get("/fail", headers={"Accept": "application/json"})
    assert reply.json["error"] == "refused"


def test_the_cookie_is_for_the_server_alone(client: FlaskClient, secure: FlaskClient) -> None:
    plain = client.get("/resume").headers["Set-Cookie"]
    assert plain.startswith("quizapp=")
    assert plain.endswith("; Max-Age=31536000; HttpOnly; Path=/; SameSite=Lax")
    under_tls = secure.get("/resume").headers["Set-Cookie"]
    assert under_tls.startswith("__Host-quizapp=")
    assert under_tls.endswith("; Max-Age=31536000; Secure; HttpOnly; Path=/; SameSite=Lax")


def test_under_https_browsers_are_told_to_stay_there(secure: FlaskClient) -> None:
    for path in ("/", "/nothing", "/static/quizapp.css"):
        value = secure.get(path, buffered=True).headers["Strict-Transport-Security"]
        assert value == "max-age=31536000; includeSubDomains"


def test_who_only_looks_around_gets_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/history", "/help", "/nothing", "/static/quizapp.css"):
        assert "Set-Cookie" not in client.get(path, buffered=True).headers


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:1@evil.example", "a b", "[::2]"]
)
def test_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    for path in ("/", "/quizzes//lighthouse", "/static/quizapp.css"):
        reply = client.get(path, headers={"Host": host})
        assert reply.status_code == 400
        assert not reply.location
        assert "evil" not in reply.text


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "/%2f%2fevil.example", "/%0d%0aX-A:b", "/quizzes/%0d%0aX-A:b"]
)
def test_no_address_leads_to_another_site(client: FlaskClient, path: str) -> None:
    _walk.start(client)
    for query in ("", "?next=//evil.example", "?page=//evil.example"):
        reply = client.get("/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": query[1:]})
        assert reply.status_code in {308, 404}
        assert (reply.location or "http://localhost/").startswith("http://localhost/")
        assert "X-A" not in reply.headers


def test_forwarding_headers_of_strangers_are_not_believed(client: FlaskClient) -> None:
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    reply = client.get("/quizzes//lighthouse", headers=headers)
    assert reply.location == "http://localhost/quizzes/lighthouse"


def test_the_editor_frames_pages_and_a_picture_may_do_nothing(
    app: Flask, client: FlaskClient
) -> None:
    folder = app.extensions["quizapp"].bank.folder
    (folder / "tower.png").write_bytes(hostile_pictures.draw("png"))
    _walk.become_teacher(app, client)
    whole = EXACT["Content-Security-Policy"]
    framing = whole.replace("frame-ancestors", "frame-src 'self'; frame-ancestors")
    file = "/teach/bank/files/lighthouse.yaml"
    for path, policy in (
        ("/teach/bank", whole),
        (file, framing),
        (f"{file}/preview", framing.replace("ancestors 'none'", "ancestors 'self'")),
        (f"{file}/versions", whole),
        (f"{file}/download", whole),
        ("/teach/bank/files/nothing.yaml", whole),
        ("/teach/bank/pictures/tower.png", "default-src 'none'; sandbox"),
        ("/teach/bank/pictures/nothing.png", whole),
    ):
        reply = client.get(path)
        assert reply.headers.getlist("Content-Security-Policy") == [policy], path
        for name, value in EXACT.items():
            assert name == "Content-Security-Policy" or reply.headers.getlist(name) == [value]
