"""Nothing changes unless it was sent from a page of ours, by the device it was made for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.attacks.counts import IS_FULL
from tests.web import _walk
from tests.web._routes import address
from tests.web._walk import get


def _writing_routes(app: Flask) -> list[tuple[str, str]]:
    return [
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    ]


def _other_token(client: FlaskClient) -> str:
    return _walk.csrf(client.application.test_client())


def _no_token(client: FlaskClient) -> dict[str, Any]:
    return {"data": {}}


def _token_of_another_device(client: FlaskClient) -> dict[str, Any]:
    return {"data": {"csrf_token": _other_token(client)}}


def _token_of_another_device_by_header(client: FlaskClient) -> dict[str, Any]:
    return {"json": {"tab": "t", "seq": 1}, "headers": {"X-CSRF-Token": _other_token(client)}}


def _broken_token(client: FlaskClient) -> dict[str, Any]:
    return {"data": {"csrf_token": "é\0" * 50}}


def _from_another_site(client: FlaskClient) -> dict[str, Any]:
    token = _walk.csrf(client)
    return {"data": {"csrf_token": token}, "headers": {"Sec-Fetch-Site": "cross-site"}}


def _from_a_neighbour(client: FlaskClient) -> dict[str, Any]:
    token = _walk.csrf(client)
    return {"data": {"csrf_token": token}, "headers": {"Sec-Fetch-Site": "same-site"}}


def _message_without_token(client: FlaskClient) -> dict[str, Any]:
    return {"json": {"response": {"": "x"}, "csrf_token": _walk.csrf(client)}}


def _text_that_looks_like_a_form(client: FlaskClient) -> dict[str, Any]:
    return {"data": f"csrf_token={_walk.csrf(client)}", "content_type": "text/plain"}


def _with_origin(origin: str) -> Callable[[FlaskClient], dict[str, Any]]:
    def attack(client: FlaskClient) -> dict[str, Any]:
        return {"data": {"csrf_token": _walk.csrf(client)}, "headers": {"Origin": origin}}

    attack.__name__ = f"from_{origin}"
    return attack


def _in_the_address(client: FlaskClient) -> dict[str, Any]:
    return {"query_string": {"csrf_token": _walk.csrf(client)}}


def _in_a_cookie(client: FlaskClient) -> dict[str, Any]:
    return {"headers": {"Cookie": f"quizapp=x; csrf_token={_walk.csrf(client)}"}}


def _as_json(client: FlaskClient) -> dict[str, Any]:
    return {"json": {"csrf_token": _walk.csrf(client), "action": "save", "name": "Mallory"}}


ORIGINS = [
    "https://evil.example",
    "http://localhost:81",
    "http://localhost.evil.example",
    "http://evil.example/localhost",
    "null",
    "",
    "localhost",
    "http://[",
    "http://localhost:port",
    "file://",
]
ATTACKS = [
    *map(_with_origin, ORIGINS if IS_FULL else ORIGINS[::3]),
    _in_the_address,
    _in_a_cookie,
    _as_json,
    _no_token,
    _token_of_another_device,
    _token_of_another_device_by_header,
    _broken_token,
    _from_another_site,
    _from_a_neighbour,
    _message_without_token,
    _text_that_looks_like_a_form,
]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__.strip("_"))
def test_every_route_that_writes_refuses(
    client: FlaskClient, attack: Callable[[FlaskClient], dict[str, Any]]
) -> None:
    attempt = _walk.start(client)
    routes = _writing_routes(client.application)
    assert len(routes) >= 9
    before = _walk.rows(client.application)
    for method, rule in routes:
        path = address(rule, attempt)
        reply = client.open(path, method=method, **attack(client))
        assert reply.status_code == 400, (method, path)
        assert not reply.location
    assert _walk.rows(client.application) == before


@pytest.mark.parametrize(
    "head", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://e.example"}]
)
def test_a_form_of_another_site_makes_nobody_unknown(
    client: FlaskClient, head: dict[str, str]
) -> None:
    """Browsers send no cookie with it, and would take the one that comes back."""
    attempt = _walk.start(client)
    known = client.get_cookie("quizapp")
    assert known
    for _, rule in _writing_routes(client.application):
        stranger = client.application.test_client()
        reply = stranger.post(address(rule, attempt), headers=head)
        assert "Set-Cookie" not in reply.headers, rule
    own = client.application.test_client().post(
        "/resume", headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert "Set-Cookie" in own.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_no_look_becomes_a_write_by_saying_so(client: FlaskClient, method: str) -> None:
    attempt = _walk.start(client)
    token = _walk.csrf(client)
    names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
    head = {"X-CSRF-Token": token, **dict.fromkeys(names, "POST")}
    fields = {"csrf_token": token, "_method": "POST", "action": "save", "sure": "yes", "base": "0"}
    before = _walk.rows(client.application)
    for _, rule in _writing_routes(client.application):
        path = address(rule, attempt)
        client.open(path, method=method, query_string=fields, headers=head, data=fields)
    assert _walk.rows(client.application) == before


def test_a_route_that_writes_takes_the_token_of_its_own_page(client: FlaskClient) -> None:
    """The test above could pass with everything refused: this one could not."""
    attempt = _walk.start(client)
    assert _walk.answer(client, attempt, 2, "whale oil").status_code == 303
    fields = {"csrf_token": _walk.csrf(client)}
    own = {"Sec-Fetch-Site": "same-origin"}
    for origin in ("http://localhost", "https://localhost"):
        head = {**own, "Origin": origin}
        assert client.post(f"{attempt}/passage", data=fields, headers=head).status_code == 303
    assert client.post(f"{attempt}/check", data=fields, headers=own).status_code == 303


def test_a_refused_page_comes_back_as_it_was_filled_in(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    path = f"{attempt}/questions/2"
    before = dict(get(client, path).fields)
    refused = client.post(path, data={**before, "csrf_token": "old", "response": "whale <oil>"})
    page = _walk.Page(refused.text)
    assert refused.status_code == 400
    assert page.title.startswith("Error: Question 2 of 2")
    assert page.value("response") == "whale <oil>"
    assert "What you typed is still here" in page.text
    assert client.post(path, data=dict(page.fields)).status_code == 303
    assert get(client, path).value("response") == "whale <oil>"


def test_a_refused_page_does_not_pass_over_what_another_tab_saved(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    path = f"{attempt}/questions/2"
    old = dict(get(client, path).fields) | {"csrf_token": "old", "response": "mine"}
    _walk.answer(client, attempt, 2, "other")
    page = _walk.Page(client.post(path, data=old).text)
    assert client.post(path, data=dict(page.fields)).status_code == 409


def test_a_refused_name_and_a_refused_code_come_back_too(client: FlaskClient) -> None:
    reply = client.post("/quizzes/lighthouse", data={"name": "Mira Berg"})
    assert _walk.Page(reply.text).value("name") == "Mira Berg"
    fields = {"code": "ABCD", "carried.response": "what I wrote"}
    page = _walk.Page(client.post("/resume", data=fields).text)
    assert page.value("code") == "ABCD"
    assert page.value("carried.response") == "what I wrote"


def test_a_script_is_told_in_its_own_way(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    reply = _walk.save(client, attempt, 2, "old", response={"": "x"})
    assert (reply.status_code, reply.json["error"]) == (400, "csrf")


def test_every_page_has_a_token_of_its_own(client: FlaskClient) -> None:
    tokens = {_walk.csrf(client) for _ in range(20)}
    assert len(tokens) == 20
    attempt = _walk.start(client)
    early = _walk.csrf(client)
    for _ in range(3):
        assert _walk.save(client, attempt, 2, early).status_code in {200, 409}
