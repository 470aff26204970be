"""T5: an answer is taken up to ten seconds after the end and never later, whatever is sent.

126 cases: seven moments around the end, three ways to send, three ways in which the end is set, and
each with and without requests in between (CVE-2025-62401: one that was left out stopped a timer).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quizapp.storage.models import Attempt
from tests.attacks.counts import IS_FULL
from tests.conftest import Clock
from tests.web import _walk
from tests.web._room import Room

MOMENTS: Final = [-1, 0, 9, 10, 10.5, 11, 3_600]
TRIED: Final = MOMENTS if IS_FULL else [10, 10.5]
GRACE: Final = 10
# What a browser could claim: no clock but the server's counts.
CLAIMS: Final = {
    "now": "2026-03-02T09:00:00+00:00",
    "deadline": "2030-01-01T00:00:00+00:00",
    "started_at": "2030-01-01T00:00:00+00:00",
    "seconds_left": "9999",
    "time": "0",
    "timezone": "Pacific/Kiritimati",
}
HEAD: Final = {"Date": "Mon, 02 Mar 2026 09:00:00 GMT", "X-Time": "0"}
Send = Callable[[FlaskClient, str, str, dict[str, Any]], int]


def _by_form(client: FlaskClient, attempt: str, token: str, fields: dict[str, Any]) -> int:
    data = {"csrf_token": token, "base": "0", "response": "whale oil", "action": "save", **CLAIMS}
    return client.post(f"{attempt}/questions/2", data=data, headers=HEAD).status_code


def _by_script(client: FlaskClient, attempt: str, token: str, fields: dict[str, Any]) -> int:
    message = {"base": 0, "response": {"": "whale oil"}, **CLAIMS}
    head = {**HEAD, "X-CSRF-Token": token}
    return client.post(f"{attempt}/questions/2", json=message, headers=head).status_code


def _on_another_device(
    client: FlaskClient, attempt: str, token: str, fields: dict[str, Any]
) -> int:
    other = client.application.test_client()
    other.set_cookie("quizapp", fields["cookie"])
    return _by_script(other, attempt, token, fields)


def _plain(room: Room, name: str, class_id: int) -> None:
    room.give(class_id=class_id, minutes=20)


def _with_more_time(room: Room, name: str, class_id: int) -> None:
    room.give(class_id=class_id, minutes=20)
    room.accommodate(name, time_factor=Fraction(3, 2))


def _until_a_date(room: Room, name: str, class_id: int) -> None:
    room.give(class_id=class_id, minutes=60, closes_at=room.clock() + timedelta(minutes=15))


@pytest.mark.parametrize("asks", [True, False], ids=["asks again", "asks nothing more"])
@pytest.mark.parametrize("send", [_by_form, _by_script, _on_another_device])
@pytest.mark.parametrize("ends", [_plain, _with_more_time, _until_a_date])
def test_what_comes_in_time_is_taken_and_nothing_else(
    app: Flask, clock: Clock, ends: Callable[[Room, str, int], None], send: Send, asks: bool
) -> None:
    room = Room(app, clock)
    for number, seconds in enumerate(TRIED):
        name = f"Pupil {number}"
        class_id = room.add_class(name)
        client = room.add_pupil(name, class_id)
        ends(room, name, class_id)
        attempt = _walk.start(client)
        cookie, token = client.get_cookie("quizapp"), _walk.csrf(client)
        assert cookie
        attempt_id = attempt.rpartition("/")[2]
        with room.parts.database.read() as connection:
            found = select(Attempt.deadline).where(Attempt.id == attempt_id)
            end = connection.execute(found).scalar_one()
        assert end
        clock.now = end + timedelta(seconds=seconds)
        if asks:
            # Asking again, or beginning again, moves nothing.
            client.get(f"{attempt}/time")
            client.post("/quizzes/lighthouse", data={"csrf_token": token, **CLAIMS}, headers=HEAD)
        send(client, attempt, token, {"cookie": cookie.value})
        stored = [row for row in _walk.rows(app)["answers"] if row[0] == attempt_id]
        assert len(stored) == (seconds <= GRACE), (seconds, ends.__name__)


def test_there_are_as_many_as_were_set() -> None:
    assert len(MOMENTS) * 3 * 3 * 2 >= 60
