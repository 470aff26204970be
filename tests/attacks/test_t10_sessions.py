"""T10: a cookie that somebody else knew is nobody's afterwards, and one that ended stays ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.config import Config, ConfigError
from quizapp.storage import accounts, sessions
from quizapp.storage.links import new_teacher_link
from quizapp.storage.models import Role
from tests.attacks.counts import count
from tests.conftest import Clock
from tests.web import _classes, _walk
from tests.web._walk import PASSWORD, post

REPLAYS: Final = range(count(1, 100))
PLANTED: Final = "a-token-that-the-attacker-knows-well-enough"
Way = Callable[[Flask, FlaskClient], None]


def _start(app: Flask, client: FlaskClient) -> None:
    _walk.start(client)


def _join(app: Flask, client: FlaskClient) -> None:
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    code = _classes.make_class(app, teacher).code
    assert _classes.join(client, str(code), "Mira").status_code == 303


def _resume(app: Flask, client: FlaskClient) -> None:
    device = app.test_client()
    _walk.start(device)
    assert post(client, "/resume", code=_walk.resume_code(device)).status_code == 303


def _sign_in(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, app.test_client())
    fields = {"user_name": "teacher-1", "password": PASSWORD}
    assert post(client, "/sign-in", "/sign-in", **fields).status_code == 303


def _become_teacher(app: Flask, client: FlaskClient) -> None:
    _walk.become_teacher(app, client)


def _is_known(app: Flask, cookie: str) -> bool:
    with app.extensions["quizapp"].database.read() as connection:
        now = app.extensions["quizapp"].clock()
        return sessions.visitor(connection, cookie, now) is not None


@pytest.mark.parametrize("way", [_start, _join, _resume, _sign_in, _become_teacher])
def test_a_planted_cookie_is_worth_nothing_when_somebody_becomes_known_with_it(
    app: Flask, client: FlaskClient, way: Way
) -> None:
    client.set_cookie("quizapp", PLANTED)
    way(app, client)
    mine = client.get_cookie("quizapp")
    assert mine
    assert mine.value != PLANTED
    assert _is_known(app, mine.value)
    assert not _is_known(app, PLANTED)
    attacker = app.test_client()
    attacker.set_cookie("quizapp", PLANTED)
    assert "You are known here as" not in _walk.get(attacker, "/resume").text


def _sign_out(app: Flask, client: FlaskClient) -> None:
    post(client, "/sign-out")


def _leave(app: Flask, client: FlaskClient) -> None:
    post(client, "/leave")


def _new_password(app: Flask, client: FlaskClient) -> None:
    elsewhere = app.test_client()
    fields = {"user_name": "teacher-1", "password": PASSWORD}
    post(elsewhere, "/sign-in", "/sign-in", **fields)
    page, new = "/account/password", "another one to remember"
    fields = {"current": PASSWORD, "password": new, "again": new}
    assert post(elsewhere, page, page, **fields).status_code == 303


def _end_elsewhere(app: Flask, client: FlaskClient) -> None:
    elsewhere = app.test_client()
    fields = {"user_name": "teacher-1", "password": PASSWORD}
    post(elsewhere, "/sign-in", "/sign-in", **fields)
    assert post(elsewhere, "/account/devices", device="all").status_code == 303


def _person(app: Flask, user_name: str) -> int:
    with app.extensions["quizapp"].database.read() as connection:
        found = accounts.person_called(connection, user_name)
    assert found
    return found.reader_id


def _add_administrator(app: Flask) -> None:
    """The last one cannot go."""
    _walk.become_teacher(app, app.test_client(), "Another administrator")
    other = _person(app, "teacher-2")
    write = app.extensions["quizapp"].database.write
    assert write(lambda c: accounts.set_role(c, other, Role.ADMINISTRATOR)) is None


def _disable(app: Flask, client: FlaskClient) -> None:
    _add_administrator(app)
    parts, who = app.extensions["quizapp"], _person(app, "teacher-1")
    assert parts.database.write(lambda c: accounts.disable(c, who, parts.clock())) is None


def _erase(app: Flask, client: FlaskClient) -> None:
    _add_administrator(app)
    assert post(client, "/history/erase", sure="yes").status_code == 303


@pytest.mark.parametrize(
    "end", [_sign_out, _leave, _new_password, _end_elsewhere, _disable, _erase]
)
def test_a_saved_cookie_is_refused_every_time_after_the_end(
    app: Flask, client: FlaskClient, end: Way
) -> None:
    _walk.become_teacher(app, client)
    saved = client.get_cookie("quizapp")
    assert saved
    thief = app.test_client()
    thief.set_cookie("quizapp", saved.value)
    assert thief.get("/teach").status_code == 200
    end(app, client)
    for _ in REPLAYS:
        thief = app.test_client()
        thief.set_cookie("quizapp", saved.value)
        assert thief.get("/teach").status_code == 404
        assert "You are known here as" not in _walk.get(thief, "/resume").text


def test_no_token_of_a_device_and_of_a_link_is_stored_and_all_have_256_bits(
    app: Flask, clock: Clock
) -> None:
    tokens = []
    for name in ("Mira", "Ola"):
        client = app.test_client()
        _walk.start(client, name=name)
        cookie = client.get_cookie("quizapp")
        assert cookie
        tokens.append(cookie.value)
    tokens += [new_teacher_link(app.extensions["quizapp"].database, clock()) for _ in "12"]
    assert {len(token) for token in tokens} == {43}
    stored = repr(_walk.rows(app))
    assert not [token for token in tokens if token in stored]


@pytest.mark.parametrize("secret", ["short", "x" * 31])
def test_a_key_that_could_be_guessed_is_refused_at_the_start(config: Config, secret: str) -> None:
    with pytest.raises(ConfigError, match="at least 32 characters"):
        create_app(replace(config, secret_key=secret))


def test_a_key_of_its_own_is_made_once_and_readable_to_nobody_else(config: Config) -> None:
    own = replace(config, secret_key="")
    assert own.secret() == own.secret()
    assert len(own.secret()) >= 64
    assert (config.instance / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["/sign-in", "/account/password", "/account/second-factor"])
def test_a_password_is_masked_and_a_password_manager_may_fill_it_in(
    app: Flask, client: FlaskClient, path: str
) -> None:
    if path != "/sign-in":
        _walk.become_teacher(app, client)
    fields = [
        given
        for tag, given in _walk.get(client, path).tags
        if tag == "input" and "password" in f"{given.get('name')} {given.get('autocomplete')}"
    ]
    assert fields
    for given in fields:
        if given.get("autocomplete") != "username":
            assert given["type"] == "password"
        assert given["autocomplete"] in {"current-password", "new-password", "username"}
        assert "onpaste" not in given
