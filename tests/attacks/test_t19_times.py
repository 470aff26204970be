"""T19: right and wrong, known and unknown take the same time of the processor.

Two requests that nobody may tell apart are sent in turns, the first one first in every other pair:
what else the machine does meets both alike. Their quartiles have to lie together. Only
`make attacks` measures.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from quizapp.storage.models import Failures
from tests.attacks.counts import IS_FULL, count
from tests.web import _classes, _walk

PAIRS: Final = count(20, 2_000)
SIGN_INS: Final = count(5, 200)
LEAST: Final = 0.0002  # seconds
SHARE: Final = 0.02
measured: Final = pytest.mark.skipif(not IS_FULL, reason="times are compared by `make attacks`")
Act = Callable[[int], object]


class Lead(NamedTuple):
    """By how much the quartiles of one act lie behind those of the other, in seconds."""

    seconds: list[float]
    typical: float

    def is_told(self, share: float = SHARE) -> bool:
        """Tell whether somebody could tell one from the other."""
        # The slowest quarter is what the machine did besides.
        return any(abs(one) > max(LEAST, share * self.typical) for one in self.seconds[:2])

    def __str__(self) -> str:
        leads = ", ".join(f"{one * 1000:+.3f}" for one in self.seconds)
        return f"{leads} ms of {self.typical * 1000:.2f} ms"


def lead(one: Act, other: Act, pairs: int) -> Lead:
    """Do both in turns, and compare."""
    taken: dict[Act, list[float]] = {one: [], other: []}
    with _no_collection():
        for number in range(pairs):
            for act in (one, other) if number % 2 else (other, one):
                begun = time.process_time()
                act(number)
                taken[act].append(time.process_time() - begun)
    first, second = (statistics.quantiles(taken[act], n=4) for act in (one, other))
    return Lead([a - b for a, b in zip(first, second, strict=True)], second[1])


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let no collection of garbage fall upon one of the two."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def test_what_takes_twice_as_long_is_told() -> None:
    """So the tests below can fail."""
    found = lead(lambda _: sum(range(200_000)), lambda _: sum(range(400_000)), 12)
    assert found.is_told()
    assert not Lead([0.00019, -0.00019, 0.5], 0.005).is_told()


@pytest.fixture
def code(app: Flask) -> str:
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    return str(_classes.make_class(app, teacher).code)


@measured
def test_a_right_answer_is_saved_as_fast_as_a_wrong_one(client: FlaskClient) -> None:
    attempt, bases = _walk.start(client), iter(range(10**9))
    token = _walk.csrf(client)

    def save(words: str) -> Act:
        def act(_number: int) -> None:
            sent = {"base": next(bases), "response": {"": words}}
            assert _walk.save(client, attempt, 2, token, **sent).status_code == 200

        return act

    found = lead(save("whale oil"), save("wheel oil"), PAIRS)
    assert not found.is_told(), found
    print(f"right after wrong: {found}")


@measured
def test_a_code_that_exists_is_shown_as_fast_as_one_that_does_not(app: Flask, code: str) -> None:
    client = app.test_client()
    found = lead(
        lambda _: client.get(f"/join/{code}"), lambda _: client.get("/join/ABCDEFGH"), PAIRS
    )
    assert not found.is_told(), found
    print(f"a code that exists after one that does not: {found}")


@measured
def test_a_name_that_is_taken_joins_as_fast_as_one_that_is_not(app: Flask, code: str) -> None:
    def enter(first: int) -> Act:
        def act(number: int) -> None:
            found = _classes.enter(app, code, f"Pupil {first + number:06}")
            assert _classes.has_joined(found)

        return act

    for number in range(PAIRS):
        assert _classes.has_joined(_classes.enter(app, code, f"Pupil {number:06}"))
    found = lead(enter(0), enter(500_000), PAIRS)
    assert not found.is_told(), found
    print(f"a name that is taken after one that is not: {found}")


@measured
def test_an_attempt_of_another_is_refused_as_fast_as_none(app: Flask) -> None:
    owner, other = app.test_client(), app.test_client()
    attempt, none = _walk.start(owner), f"/attempts/{'A' * 22}"
    _walk.start(other, name="Ben")
    found = lead(
        lambda _: other.get(f"{attempt}/questions/1"),
        lambda _: other.get(f"{none}/questions/1"),
        PAIRS,
    )
    assert not found.is_told(), found
    print(f"an attempt of another after none: {found}")


@measured
def test_a_user_name_that_exists_is_refused_as_fast_as_one_that_does_not(
    app: Flask,
) -> None:
    _walk.become_teacher(app, app.test_client())
    database = app.extensions["quizapp"].database
    client = app.test_client()
    form = _walk.csrf(client, "/sign-in")

    def sign_in(name: str) -> Act:
        fields = {"csrf_token": form, "user_name": name, "password": "wrong wrong"}

        def act(number: int) -> None:
            if number % 4 == 0:  # nobody has to wait
                database.write(lambda c: c.execute(delete(Failures)).close())
            assert client.post("/sign-in", data=fields).status_code == 422

        return act

    found = lead(sign_in("teacher-1"), sign_in("teacher-9"), SIGN_INS)
    assert not found.is_told(0.1), found
    print(f"a user name that exists after one that does not: {found}")
