"""T19: right and wrong take the same bytes, and so do what exists and what does not."""

from __future__ import annotations

from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from tests.attacks.counts import count
from tests.web import _classes, _walk

PAIRS: Final = count(20, 2_000)


def _size(reply) -> tuple[int, int, list[str]]:
    return reply.status_code, len(reply.data), sorted(reply.headers.keys())


def test_a_receipt_for_a_right_answer_is_as_long_as_for_a_wrong_one(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    token = _walk.csrf(client)
    # The first save of a version is Flask's, which writes the same receipt with other spaces.
    assert _walk.save(client, attempt, 2, token, base=0, response={"": "oil"}).status_code == 200
    for base in range(1, 2 * PAIRS + 1, 2):
        right, wrong = (
            _walk.save(client, attempt, 2, token, base=base + n, response={"": words})
            for n, words in enumerate(("whale oil", "wheel oil"))
        )
        assert _size(right)[0] == 200
        if len(str(base + 1)) == len(str(base + 2)):
            assert _size(right) == _size(wrong)


def test_a_code_that_exists_is_told_like_one_that_does_not(app: Flask) -> None:
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    code = str(_classes.make_class(app, teacher).code)
    for number in range(count(5, 200)):
        other = "".join("ABCDEFGHJK"[int(figure)] for figure in f"{number:0{len(code)}}")
        known, unknown = (app.test_client().get(f"/join/{one}") for one in (code, other))
        assert _size(known) == _size(unknown)


def test_a_name_that_is_taken_joins_like_one_that_is_not(app: Flask) -> None:
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    code = str(_classes.make_class(app, teacher).code)
    _classes.come(app, code, "Anna")
    taken, free = (_classes.join(app.test_client(), code, name) for name in ("Anna", "Emma"))
    assert _size(taken) == _size(free)


def test_an_attempt_of_another_is_as_far_away_as_none(app: Flask) -> None:
    owner, other = app.test_client(), app.test_client()
    attempt = _walk.start(owner)
    _walk.start(other, name="Ben")
    for path in ("/questions/1", "/check", "/result", "/time"):
        one = other.get(attempt + path)
        none = other.get(f"/attempts/{'A' * 22}{path}")
        assert _size(one) == _size(none)
