"""The fixtures of this folder do what the tests rely on."""

from __future__ import annotations

from flask import Flask, has_app_context, has_request_context
from flask.testing import FlaskClient

from tests.conftest import Clock
from tests.web import _walk


def test_no_request_stays_open_around_a_test(app: Flask) -> None:
    assert not has_request_context()
    assert not has_app_context()


def test_inside_an_open_request_one_client_is_taken_for_the_other(app: Flask) -> None:
    """This is what pytest-flask's own fixture would do to every test."""
    known, stranger = app.test_client(), app.test_client()
    _walk.start(known, name="Mira")
    with app.test_request_context():
        _walk.get(known, "/resume")
        assert "You are known here as Mira" in _walk.get(stranger, "/resume").text
    assert "You are known here as" not in _walk.get(stranger, "/resume").text


def test_the_clock_stands_still_until_it_is_moved(clock: Clock, client: FlaskClient) -> None:
    _walk.start(client)
    assert "2 March 2026, 09:00" in _walk.get(client, "/quizzes/lighthouse").text
    clock.move(days=1)
    assert "2 March 2026, 09:00" in _walk.get(client, "/quizzes/lighthouse").text
    assert clock().day == 3
