"""T4: fifty requests at once get no more than one would: one attempt, one score, no extra try."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.attacks.counts import count
from tests.conftest import LIGHTHOUSE
from tests.storage.conftest import together
from tests.web import _walk

MANY: Final = 50
ROUNDS: Final = range(count(1, 20))


def _all_at_once(
    app: Flask, client: FlaskClient, path: str, fields: dict[str, str]
) -> list[TestResponse]:
    tabs = [_walk.same_device(app, client) for _ in range(MANY)]
    return together(lambda n: tabs[n].post(path, data=fields), MANY)


@pytest.mark.parametrize("number", ROUNDS)
def test_fifty_starts_at_once_begin_the_one_attempt_there_is(
    app: Flask, client: FlaskClient, number: int
) -> None:
    _walk.add_quiz(client, "lighthouse", LIGHTHOUSE, attempts="1")
    _walk.add_quiz(client, "other", LIGHTHOUSE)
    _walk.start(client, "other")
    token = {"csrf_token": _walk.csrf(client)}
    replies = _all_at_once(app, client, "/quizzes/lighthouse", token)
    assert len({reply.location for reply in replies}) == 1
    mine = [row for row in _walk.rows(app)["attempts"] if "lighthouse" in row]
    assert len(mine) == 1
    _walk.hand_in(client, replies[0].location)
    replies = _all_at_once(app, client, "/quizzes/lighthouse", token)
    assert {reply.location for reply in replies} == {"/quizzes/lighthouse"}
    assert len([row for row in _walk.rows(app)["attempts"] if "lighthouse" in row]) == 1


@pytest.mark.parametrize("number", ROUNDS)
def test_fifty_who_hand_in_at_once_hand_in_once(
    app: Flask, client: FlaskClient, number: int
) -> None:
    attempt = _walk.start(client)
    _walk.answer(client, attempt, 2, "whale oil")
    replies = _all_at_once(app, client, f"{attempt}/check", {"csrf_token": _walk.csrf(client)})
    assert {reply.location for reply in replies} == {f"{attempt}/result"}
    rows = _walk.rows(app)
    assert len(rows["marks"]) == 2
    assert "1 of 2 points" in _walk.get(client, f"{attempt}/result").text


@pytest.mark.parametrize("number", ROUNDS)
def test_what_is_acknowledged_while_handing_in_counts_and_the_rest_is_refused(
    app: Flask, client: FlaskClient, number: int
) -> None:
    attempt = _walk.start(client)
    token = _walk.csrf(client)
    tabs = [_walk.same_device(app, client) for _ in range(MANY)]

    def act(n: int) -> TestResponse:
        if n % 10 == 5:
            return tabs[n].post(f"{attempt}/check", data={"csrf_token": token})
        said = {"tab": str(n), "seq": 1, "base": 0, "response": {"": "whale oil"}}
        return _walk.save(tabs[n], attempt, 2, token, **said)

    replies = together(act, MANY)
    saved = Counter(reply.status_code for n, reply in enumerate(replies) if n % 10 != 5)
    # One is taken, if one came before the end; all others are told what stands there, or the end.
    assert saved[200] <= 1
    assert saved.keys() <= {200, 409}
    shown = _walk.get(client, f"{attempt}/result").text
    assert f"{saved[200]} of 2 points" in shown
    assert len(_walk.rows(app)["answers"]) == saved[200]
    late = _walk.save(client, attempt, 2, token, base=saved[200], response={"": "whale oil"})
    assert (late.status_code, late.json["error"]) == (409, "closed")
    assert len(_walk.rows(app)["answers"]) == saved[200]


@pytest.mark.parametrize("number", ROUNDS)
def test_fifty_checks_at_once_are_one_try(app: Flask, client: FlaskClient, number: int) -> None:
    _walk.add_quiz(client, "lighthouse", LIGHTHOUSE, feedback="immediate", tries="3")
    attempt = _walk.start(client)
    page = f"{attempt}/questions/2"
    fields = dict(_walk.get(client, page).fields) | {"response": "coal", "action": "check:2"}
    replies = _all_at_once(app, client, page, fields)
    assert {reply.status_code for reply in replies} <= {303, 409}
    # What was filled in is one row, and the check of it another.
    assert len(_walk.rows(app)["answers"]) == 2
    assert "2 tries left" in _walk.get(client, page).text


@pytest.mark.parametrize("number", ROUNDS)
def test_fifty_who_practise_at_once_begin_once(
    app: Flask, client: FlaskClient, number: int
) -> None:
    attempt = _walk.start(client)
    _walk.hand_in(client, attempt)
    token = {"csrf_token": _walk.csrf(client)}
    replies = _all_at_once(app, client, f"{attempt}/practice", token)
    assert len({reply.location for reply in replies}) == 1
    assert len(_walk.rows(app)["attempts"]) == 2
