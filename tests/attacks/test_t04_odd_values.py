"""Whatever is sent for a field: no request makes the server stumble."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web import _walk
from tests.web._walk import EVERY_TYPE, add_quiz

ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**63,
    10**400,
    1.5,
    "",
    "0",
    "\0",
    "\ud800",
    "²",
    "x" * 100_000,
    [],
    {},
    [[]],
    [None],
    ["\ud800", "\0", "x" * 30_000],
    {"": []},
    {"": {"": ""}},
    {"\0": "\ud800"},
    {"": ["\0"]},
    {"": "\ud800"},
    {"x": 1e300},
]
FIELDS = ["tab", "seq", "base", "confidence", "flag", "ordered", "again", "response", "new"]
RAW = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b'{"response": 1e400}',
    b'{"seq": 1e400, "tab": "t"}',
    b'{"seq": NaN, "base": Infinity}',
    b'{"seq": ' + b"9" * 5000 + b"}",
    b"[" * 200_000,
    b'{"response": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    b'{"response": {"": "' + b"x" * 1_000_000 + b'"}}',
    b'{"response": {"": "' + b"x" * 2_000_000 + b'"}}',
]


@pytest.fixture
def attempt(client: FlaskClient) -> str:
    add_quiz(client, "every-type", EVERY_TYPE)
    return _walk.start(client, "every-type")


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_of_a_message_is_too_odd(client: FlaskClient, attempt: str, field: str) -> None:
    token = _walk.csrf(client)
    for number, value in enumerate(ODD):
        message = {"tab": "t", "seq": number, "base": 0, "response": {}, field: value}
        position = number % 11 + 1
        reply = _walk.save(client, attempt, position, token, **message)
        assert reply.status_code in {200, 409, 422}, (value, reply.text)
        assert client.get(f"{attempt}/questions/{position}").status_code == 200
    assert client.get(f"{attempt}/check").status_code == 200


@pytest.mark.parametrize("body", RAW, ids=lambda body: repr(body[:20]))
def test_no_message_is_too_odd(client: FlaskClient, attempt: str, body: bytes) -> None:
    headers = {"X-CSRF-Token": _walk.csrf(client), "Content-Type": "application/json"}
    reply = client.post(f"{attempt}/questions/4", data=body, headers=headers)
    assert reply.status_code in {200, 400, 413, 422}
    assert reply.is_json


@pytest.mark.parametrize("value", [v for v in ODD if isinstance(v, str) and v != "\ud800"])
@pytest.mark.parametrize(
    "path",
    [
        "/resume",
        "/leave",
        "/history/erase",
        "/quizzes/every-type",
        "/become-teacher/none",
        "{attempt}/questions/2",
        "{attempt}/questions/6",
        "{attempt}/questions/9",
        "{attempt}/check",
        "{attempt}/passage",
        "{attempt}/practice",
    ],
)
def test_no_value_of_a_form_is_too_odd(
    client: FlaskClient, attempt: str, path: str, value: str
) -> None:
    names = "name code sure action base flag confidence response move ordered carried.attempt"
    fields = dict.fromkeys([*names.split(), "carried.position", "q1.base"], value)
    reply = _walk.post(client, path.format(attempt=attempt), **fields)
    assert reply.status_code < 500


@pytest.mark.parametrize("action", ["go:²", "check:²", "retry:99", "go:-1", "save:x:y", "::", "é"])
def test_no_button_is_too_odd(client: FlaskClient, attempt: str, action: str) -> None:
    reply = _walk.answer(client, attempt, 4, "hikers", action)
    assert reply.status_code == 303
    assert reply.location.startswith(attempt)


@pytest.mark.parametrize("position", ["²", "1" * 5000, "-1", "", "x"])
def test_a_carried_answer_with_an_odd_place_goes_nowhere(
    client: FlaskClient, attempt: str, position: str
) -> None:
    code = _walk.resume_code(client)
    fields = {"carried.attempt": "x", "carried.position": position}
    reply = _walk.post(client.application.test_client(), "/resume", code=code, **fields)
    assert reply.status_code in {200, 404}


@pytest.mark.parametrize("place", ["0", "12", "9" * 5000, "-1", "1.5", "%00", "%ff", "a%0d%0ab:c"])
def test_no_address_is_too_odd(client: FlaskClient, attempt: str, place: str) -> None:
    for path in (f"{attempt}/questions/{place}", f"/attempts/{place}", f"/quizzes/{place}"):
        for method in ("GET", "POST", "PUT", "HEAD"):
            reply = client.open(path, method=method)
            assert 400 <= reply.status_code < 500
            assert "Content-Security-Policy" in reply.headers
    assert client.get(f"/?page={place}").status_code == 200


def test_an_order_of_sixty_thousand_items_is_kept_as_one_of_three(
    client: FlaskClient, attempt: str
) -> None:
    page = _walk.get(client, f"{attempt}/questions/6")
    tokens = [value for name, value in page.fields if name == "response"]
    _walk.save(client, attempt, 6, ordered=True, response={"": tokens * 10_000})
    (row,) = _walk.rows(client.application)["answers"]
    assert len(json.loads(row[3])) == 3
