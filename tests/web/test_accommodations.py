"""More time, more attempts, larger text: given once, felt in every quiz, also by one that runs."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import LIGHTHOUSE, Clock
from tests.web import _walk
from tests.web._classes import LIST, come, make_class, pupils
from tests.web._walk import get


class Sitting:
    """A pupil at a quiz of 30 minutes, and a teacher who changes what the pupil gets."""

    def __init__(self, app: Flask) -> None:
        self.teacher = app.test_client()
        _walk.become_teacher(app, self.teacher)
        code = str(make_class(app, self.teacher).code)
        self.pupil = come(app, code, "Mira")
        self.page = f"{LIST}/1/pupils/{pupils(app)[0].reader_id}"
        _walk.add_quiz(self.pupil, "timed", LIGHTHOUSE, time_limit="30 min", attempts="1")
        self.attempt = _walk.start(self.pupil, "timed")

    def give(self, time: str = "1", attempts: str = "0", **fields: str) -> int:
        given = {"name": "Mira", "time": time, "extra_attempts": attempts, **fields}
        return _walk.post(self.teacher, self.page, self.page, **given).status_code

    def time(self) -> tuple[int | None, str]:
        told = self.pupil.get(f"{self.attempt}/time").json
        return told["seconds"], told["until"]

    def question(self) -> _walk.Page:
        return get(self.pupil, f"{self.attempt}/questions/1")


@pytest.fixture
def sitting(app: Flask) -> Sitting:
    return Sitting(app)


def test_more_time_reaches_an_open_page_and_says_why(sitting: Sitting, clock: Clock) -> None:
    assert sitting.time() == (1800, "until 09:30")
    clock.move(minutes=10)
    assert sitting.give("2") == 303
    assert sitting.time() == (3000, "until 10:00 · 60 minutes, extended from 30")
    assert "until 10:00 · 60 minutes, extended from 30" in sitting.question().text
    assert sitting.give("none") == 303
    assert sitting.time() == (None, "no limit, extended from 30 minutes")
    assert "No time limit no limit, extended from 30 minutes" in sitting.question().text
    assert sitting.give("1") == 303
    assert sitting.time() == (1200, "until 09:30")


def test_a_receipt_tells_how_much_time_is_left(sitting: Sitting) -> None:
    def left() -> int:
        saved = _walk.save(
            sitting.pupil, sitting.attempt, 2, base=0, tab="a" * 24, seq=1, response={"": ["oil"]}
        )
        assert saved.status_code == 200, saved.text
        return int(saved.json["seconds_left"])

    assert left() == 1800
    sitting.give("1.5")
    assert left() == 2700


def test_another_factor_is_taken_where_it_makes_sense(sitting: Sitting) -> None:
    assert sitting.give("other", factor="1,75") == 303
    assert sitting.time()[0] == 53 * 60
    assert sitting.give("other", factor="0.5") == 422
    assert sitting.give("other", factor="") == 422
    assert sitting.give("3") == 422
    assert sitting.give("1", attempts="21") == 422
    assert sitting.give("1", attempts="-1") == 422
    assert sitting.time()[0] == 53 * 60


def test_extra_attempts_count_in_every_quiz(sitting: Sitting) -> None:
    _walk.hand_in(sitting.pupil, sitting.attempt)
    assert "You have had all your attempts" in get(sitting.pupil, "/quizzes/timed").text
    sitting.give(attempts="1")
    assert "(1 left)" in get(sitting.pupil, "/quizzes/timed").text


def test_larger_text_stands_in_the_page_itself_on_every_page(sitting: Sitting) -> None:
    addresses = ("/", "/history", "/quizzes/timed", f"{sitting.attempt}/questions/1")

    def is_large(client: FlaskClient, address: str) -> bool:
        return 'class="no-js large-text"' in client.get(address).text

    assert not any(is_large(sitting.pupil, address) for address in addresses)
    sitting.give(has_large_text="y")
    addresses = (*addresses, f"{sitting.attempt}/check")
    assert all(is_large(sitting.pupil, address) for address in addresses)
    assert not is_large(sitting.teacher, "/")
    _walk.hand_in(sitting.pupil, sitting.attempt)
    assert is_large(sitting.pupil, f"{sitting.attempt}/result")
    sitting.give()
    assert not is_large(sitting.pupil, "/")


def test_what_a_pupil_gets_is_logged_without_a_name(sitting: Sitting) -> None:
    sitting.give("1.5", "2")
    text = get(sitting.teacher, f"{LIST}/1").text
    assert "Accommodations of pupil #2: time × 1.5, 2 extra attempts." in text
    assert "Mira" not in text


def test_the_time_of_another_is_nobodys_business(app: Flask, sitting: Sitting) -> None:
    assert app.test_client().get(f"{sitting.attempt}/time").status_code == 404
    assert sitting.teacher.get(f"{sitting.attempt}/time").status_code == 404
