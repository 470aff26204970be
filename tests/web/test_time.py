"""The clock: limits, the ten seconds of grace, and attempts that end by themselves."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.background import sweep
from tests.conftest import LIGHTHOUSE, Clock
from tests.web import _walk
from tests.web._walk import add_quiz, get

RIGHT = ["Three ships had been lost"]


@pytest.fixture
def attempt(client: FlaskClient) -> str:
    add_quiz(client, "lighthouse", LIGHTHOUSE, time_limit="20 min", attempts="2")
    attempt = _walk.start(client)
    _walk.answer(client, attempt, 1, RIGHT)
    return attempt


def _state(app: Flask) -> str:
    (row,) = _walk.rows(app)["attempts"]
    return "handed in" if "handed in" in row else "open"


@pytest.mark.parametrize(
    ("seconds", "left"), [(0, "20 minutes"), (1, "20 minutes"), (1141, "1 minute"), (1205, "0 min")]
)
def test_the_page_says_how_long_there_is(
    client: FlaskClient, attempt: str, clock: Clock, seconds: int, left: str
) -> None:
    clock.move(seconds=seconds)
    page = get(client, f"{attempt}/questions/1")
    assert f"{left}" in page.text
    assert "until 09:20" in page.text
    assert page.first("details", **{"data-limit": "1200"})["data-timer"] == str(
        max(0, 1200 - seconds)
    )


@pytest.mark.parametrize("seconds", [1199, 1200, 1201, 1210])
def test_what_arrives_up_to_ten_seconds_late_is_taken(
    client: FlaskClient, attempt: str, clock: Clock, seconds: int
) -> None:
    clock.move(seconds=seconds)
    assert _walk.save(client, attempt, 2, response={"": "whale oil"}).status_code == 200
    page = _walk.answer(client, attempt, 2, "whale oil", "flag:2")
    assert page.location.partition("#")[0] == f"{attempt}/questions/2"
    assert "2 of 2 points" in _walk.hand_in(client, attempt).text


def test_what_arrives_later_is_not(client: FlaskClient, attempt: str, clock: Clock) -> None:
    token = _walk.csrf(client)
    page = get(client, f"{attempt}/questions/2")
    clock.move(seconds=1210.5)
    late = _walk.save(client, attempt, 2, token, response={"": "whale oil"})
    assert (late.status_code, late.json["error"]) == (409, "closed")
    reply = client.post(f"{attempt}/questions/2", data=_walk.filled(page, "whale oil"))
    assert reply.location == f"{attempt}/result"
    result = get(client, reply.location).text
    assert "1 of 2 points (50%)" in result
    assert "2 March 2026, 09:20 · Time was up: what was saved has been handed in." in result
    assert len(_walk.rows(client.application)["answers"]) == 1


def test_who_looks_after_the_end_sees_it_handed_in_though_nobody_wrote_it_down(
    app: Flask, client: FlaskClient, attempt: str, clock: Clock
) -> None:
    clock.move(seconds=1211)
    before = _walk.rows(app)
    for path in (attempt, f"{attempt}/questions/1", f"{attempt}/check", f"{attempt}/passage"):
        assert client.get(path, follow_redirects=True).request.path == f"{attempt}/result"
    assert "Time was up" in get(client, f"{attempt}/result").text
    assert "1 of 2 points 50%" in get(client, "/history").text
    assert "Your best: 50%" in get(client, "/").text
    assert "Continue" not in get(client, "/").text
    assert "Start quiz" in get(client, "/quizzes/lighthouse").buttons
    assert client.get("/history/my-scores.csv").text.endswith(",1,2,50\r\n")
    assert _walk.rows(app) == before
    assert _state(app) == "open"


def test_the_sweep_writes_it_down_once(
    app: Flask, client: FlaskClient, attempt: str, clock: Clock
) -> None:
    parts = app.extensions["quizapp"]
    clock.move(seconds=1210)
    assert sweep(parts) == 0
    clock.move(seconds=1)
    seen = get(client, f"{attempt}/result").text
    assert sweep(parts) == 1
    assert _state(app) == "handed in"
    assert get(client, f"{attempt}/result").text == seen
    after = _walk.rows(app)
    assert sweep(parts) == 0
    assert _walk.rows(app) == after


def test_the_next_attempt_hands_the_forgotten_one_in(
    app: Flask, client: FlaskClient, attempt: str, clock: Clock
) -> None:
    clock.move(hours=5)
    second = _walk.start(client)
    assert second != attempt
    assert "Time was up" in get(client, f"{attempt}/result").text
    assert "20 minutes left" in get(client, f"{second}/questions/1").text
    clock.move(hours=5)
    assert _walk.post(client, "/quizzes/lighthouse").location == "/quizzes/lighthouse"
    assert len(_walk.rows(app)["attempts"]) == 2


def test_nothing_a_browser_sends_moves_the_end(
    client: FlaskClient, attempt: str, clock: Clock
) -> None:
    odd = {"deadline": "2030-01-01", "started_at": "2030-01-01", "state": "open", "share": "1"}
    _walk.save(client, attempt, 2, response={"": "x"}, **odd)
    _walk.post(client, "/quizzes/lighthouse", **odd)
    assert "until 09:20" in get(client, f"{attempt}/questions/2").text
    clock.move(seconds=1211)
    assert _walk.save(client, attempt, 2, response={"": "y"}, base=1, **odd).status_code == 409


def test_practice_has_no_clock(client: FlaskClient, attempt: str, clock: Clock) -> None:
    _walk.hand_in(client, attempt)
    practice = _walk.post(client, f"{attempt}/practice").location
    clock.move(days=3)
    assert "left" not in get(client, f"{practice}/questions/1").text
