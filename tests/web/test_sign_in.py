"""Signing in and out: passwords, guessing, sessions that end, links to choose a password."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage import accounts, links, passwords
from quizapp.storage.throttle import ACCOUNT_FREE
from tests.conftest import Clock
from tests.web import _walk
from tests.web._walk import PASSWORD, Page, get, post

pytestmark = pytest.mark.both_databases


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    """Return a device on which teacher-1, an administrator, is signed in."""
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


def sign_in(client: FlaskClient, password: str = PASSWORD, user_name: str = "teacher-1") -> Any:
    return post(client, "/sign-in", "/sign-in", user_name=user_name, password=password)


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("quizapp")
    assert found
    return str(found.value)


def with_cookie(app: Flask, value: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("quizapp", value)
    return client


def is_teacher(client: FlaskClient) -> bool:
    return client.get("/teach").status_code == 200


def link_for(app: Flask, user_name: str = "teacher-1") -> str:
    parts = app.extensions["quizapp"]
    with parts.database.read() as connection:
        person = accounts.person_called(connection, user_name)
    token = parts.database.write(
        lambda c: links.new_password_link(c, person.reader_id, parts.clock())
    )
    return f"/set-password/{token}"


# In and out


def test_who_signs_in_comes_to_the_desk_from_any_device(app: Flask, teacher: FlaskClient) -> None:
    elsewhere = app.test_client()
    assert not is_teacher(elsewhere)
    assert sign_in(elsewhere, user_name=" Teacher-1 ").location == "/teach"
    assert "Ms Hale" in get(elsewhere, "/teach").text
    assert is_teacher(teacher)


def test_who_wanted_a_page_comes_to_it_by_signing_in(app: Flask, teacher: FlaskClient) -> None:
    elsewhere = app.test_client()
    asked = elsewhere.get("/teach/quizzes/lighthouse/analysis")
    assert asked.status_code == 404
    [link] = [href for name, href in Page(asked.text).links if name == "Sign in"]
    fields = {"user_name": "teacher-1", "password": "wrong"}
    assert post(elsewhere, link, link, **fields).status_code == 422
    found = post(elsewhere, link, link, **{**fields, "password": PASSWORD})
    assert found.location == "/teach/quizzes/lighthouse/analysis"
    assert elsewhere.get(found.location).status_code == 200


def test_who_has_signed_in_meanwhile_comes_to_the_page_at_once(
    app: Flask, teacher: FlaskClient
) -> None:
    [link] = [
        href
        for name, href in Page(app.test_client().get("/teach/bank").text).links
        if name == "Sign in"
    ]
    assert teacher.get(link).location == "/teach/bank"
    assert teacher.get("/sign-in").location == "/account"
    assert teacher.get("/sign-in?to=//evil.example").location == "/account"


@pytest.mark.parametrize(
    "made_up",
    [
        *("", "/", "/history", "/teachers", "/teach/nowhere", "/teach/../history", "/teach/%2e%2e"),
        *("//evil.example", "/teach//evil.example", "/teach?x", "/teach\n"),
        "/teach/quizzes/a/regrade/undo",
    ],
)
def test_what_is_no_page_for_teachers_leads_to_the_desk(
    app: Flask, teacher: FlaskClient, made_up: str
) -> None:
    client, fields = app.test_client(), {"user_name": "teacher-1", "password": PASSWORD}
    fields["csrf_token"] = _walk.csrf(client, "/sign-in")
    reply = client.post("/sign-in", query_string={"to": made_up}, data=fields)
    assert (reply.status_code, reply.location) == (303, "/teach")


@pytest.mark.parametrize(
    ("user_name", "password"),
    [
        ("teacher-1", "four words by hear"),
        ("teacher-1", PASSWORD.upper()),
        ("nobody", PASSWORD),
        ("teacher-1", f"{PASSWORD} "),
        ("x" * 5_000, "y" * 5_000),
        ("\x00\u202e", "\x00\u202e"),
    ],
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(
    app: Flask, teacher: FlaskClient, user_name: str, password: str
) -> None:
    reply = sign_in(app.test_client(), password, user_name)
    assert reply.status_code == 422
    page = Page(reply.text)
    assert page.title == "Error: Sign in"
    assert page.text.count("The user name or the password is not right.") == 2
    assert page.value("password") == ""


def test_the_token_is_another_one_after_each_step(app: Flask, teacher: FlaskClient) -> None:
    """Nobody can lay a cookie on a device and wait until somebody signs in with it."""
    client = app.test_client()
    _walk.start(client)
    laid = cookie(client)
    sign_in(client)
    assert cookie(client) != laid
    assert not is_teacher(with_cookie(app, laid))
    assert "You are known here as" not in get(with_cookie(app, laid), "/resume").text


def test_a_saved_cookie_is_worth_nothing_after_signing_out(
    app: Flask, teacher: FlaskClient
) -> None:
    saved = cookie(teacher)
    reply = post(teacher, "/sign-out", "/account", queue="empty")
    assert (reply.status_code, reply.location) == (303, "/sign-in")
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    for _ in range(100):
        assert with_cookie(app, saved).get("/account").status_code == 303
    assert not is_teacher(teacher)


@pytest.mark.parametrize("way", ["/sign-out", "/leave"])
def test_what_the_browser_keeps_stays_while_answers_wait_in_it(
    teacher: FlaskClient, way: str
) -> None:
    assert post(teacher, way, "/account").headers["Clear-Site-Data"] == '"cache"'


def test_a_teacher_comes_in_by_no_resume_code(app: Flask, client: FlaskClient) -> None:
    attempt = _walk.start(client)
    code = _walk.resume_code(client)
    _walk.become_teacher(app, client, "Mira")
    assert get(client, f"{attempt}/questions/1")
    assert "resume code" not in get(client, f"{attempt}/questions/1").text
    other = app.test_client()
    assert post(other, "/resume", code=code).status_code == 422
    assert not is_teacher(other)


# How long


def test_a_sign_in_ends_when_it_is_not_used(app: Flask, teacher: FlaskClient, clock: Clock) -> None:
    clock.move(hours=11, minutes=59)
    assert is_teacher(teacher)
    clock.move(minutes=1)
    assert not is_teacher(teacher)


def test_use_prolongs_a_sign_in_and_its_last_day_does_not_move(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    parts = app.extensions["quizapp"]
    for _ in range(71):
        clock.move(hours=10)
        assert is_teacher(teacher)
        before = _walk.rows(app)["sessions"]
        parts.last_use.write(parts.database)
        assert _walk.rows(app)["sessions"] != before
    clock.move(hours=10)
    assert not is_teacher(teacher)


def test_looking_again_within_five_minutes_is_not_written_down(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    parts, before = app.extensions["quizapp"], _walk.rows(app)
    clock.move(minutes=4)
    assert is_teacher(teacher)
    parts.last_use.write(parts.database)
    assert _walk.rows(app) == before


def test_the_limits_can_be_set(config: Config, clock: Clock) -> None:
    app = create_app(replace(config, sign_in_idle_hours=1, sign_in_days=1), clock)
    client = app.test_client()
    _walk.become_teacher(app, client)
    clock.move(hours=1)
    assert not is_teacher(client)
    app.extensions["quizapp"].database.close()


def test_a_readers_device_is_known_for_a_year(client: FlaskClient, clock: Clock) -> None:
    attempt = _walk.start(client)
    clock.move(days=364)
    assert client.get(f"{attempt}/questions/1").status_code == 200
    clock.move(days=1)
    assert client.get(f"{attempt}/questions/1").status_code == 404


# Devices


def test_one_sees_where_one_is_signed_in_and_ends_it_there(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    phone, laptop = app.test_client(), app.test_client()
    for device in (phone, laptop):
        clock.move(hours=1)
        sign_in(device)
    page = get(teacher, "/account/devices")
    assert page.text.count("Another browser") == 2
    assert "last used 2 March 2026, 11:00" in page.text
    names = [value for name, value in page.fields if name == "device" and value != "all"]
    assert post(teacher, "/account/devices", "/account", device=names[0]).status_code == 303
    assert (is_teacher(laptop), is_teacher(phone), is_teacher(teacher)) == (False, True, True)
    post(teacher, "/account/devices", "/account", device="all")
    assert (is_teacher(phone), is_teacher(teacher)) == (False, True)


def test_nobody_ends_the_session_of_somebody_else(app: Flask, teacher: FlaskClient) -> None:
    other = app.test_client()
    _walk.become_teacher(app, other, "Mr Dale")
    sign_in(app.test_client())
    page = get(teacher, "/account/devices")
    name = next(value for field, value in page.fields if field == "device" and value != "all")
    before = _walk.rows(app)
    for wanted in (name, "", "%", "_" * 16):
        post(other, "/account/devices", "/account", device=wanted)
    assert _walk.rows(app) == before


# The password


def change(client: FlaskClient, current: str, new: str, again: str | None = None) -> Any:
    fields = {"current": current, "password": new, "again": new if again is None else again}
    return post(client, "/account/password", "/account/password", **fields)


def test_a_new_password_ends_all_other_sessions(app: Flask, teacher: FlaskClient) -> None:
    phone = app.test_client()
    sign_in(phone)
    saved = cookie(teacher)
    assert change(teacher, PASSWORD, "a better one by far").location == "/account?done=password"
    assert is_teacher(teacher)
    assert not is_teacher(phone)
    assert not is_teacher(with_cookie(app, saved))
    assert sign_in(phone).status_code == 422
    assert sign_in(phone, "a better one by far").location == "/teach"


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("seven77", None, "A password needs at least 8 characters."),
        ("Baseball", None, "one of the most common passwords"),
        ("ms hale 2024", None, "too near to your name"),
        ("teacher-1!!", None, "too near to your name"),
        ("QuizApp2026", None, "too near to your name"),
        ("something long", "something lonh", "The two passwords are not the same."),
        ("x" * 1_001, None, "A password has at most 1000 characters."),
        ("", None, "Type a new password."),
    ],
)
def test_a_bad_new_password_is_explained(
    teacher: FlaskClient, new: str, again: str | None, says: str
) -> None:
    before = _walk.rows(teacher.application)
    reply = change(teacher, PASSWORD, new, again)
    assert reply.status_code == 422
    assert says in Page(reply.text).text
    assert _walk.rows(teacher.application) == before


@pytest.mark.parametrize("new", ["x7 käse ☃", "p" * 64, " spaces count ", "n" * 1_000, "aaaaaaab"])
def test_any_other_password_will_do(app: Flask, teacher: FlaskClient, new: str) -> None:
    assert change(teacher, PASSWORD, new).status_code == 303
    assert sign_in(app.test_client(), new).location == "/teach"


def test_the_present_password_is_asked_for(teacher: FlaskClient) -> None:
    reply = change(teacher, "not mine at all", "a better one by far")
    assert reply.status_code == 422
    assert "This is not your password now." in Page(reply.text).text
    assert is_teacher(teacher)


def test_three_thousand_passwords_are_refused() -> None:
    common = passwords._common_passwords()
    assert len(common) == 3_000
    assert all(passwords.complaint(word, ()) for word in common)


# Guessing


def test_after_ten_wrong_passwords_each_guess_has_to_wait(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    client = app.test_client()
    for _ in range(ACCOUNT_FREE):
        assert sign_in(client, "wrong wrong").status_code == 422
    reply = sign_in(client)
    assert reply.status_code == 429
    assert reply.headers["Retry-After"] == "31"
    assert "There were too many wrong tries. Wait 1 minute, then try again." in reply.text
    assert sign_in(client, user_name="TEACHER-1").status_code == 429
    clock.move(seconds=31)
    assert sign_in(client, "wrong wrong").status_code == 422
    clock.move(seconds=31)
    assert sign_in(client).status_code == 429
    clock.move(seconds=31)
    assert sign_in(client).location == "/teach"
    for _ in range(ACCOUNT_FREE):
        assert sign_in(app.test_client(), "wrong wrong").status_code == 422


def test_unknown_names_have_to_wait_as_well(app: Flask) -> None:
    client = app.test_client()
    statuses = [sign_in(client, "wrong wrong", "nobody").status_code for _ in range(12)]
    assert statuses == [422] * ACCOUNT_FREE + [429] * 2


def test_right_passwords_never_count(app: Flask, teacher: FlaskClient) -> None:
    for _ in range(12):
        assert sign_in(app.test_client()).location == "/teach"


def test_the_present_password_is_guessed_no_more_often_than_at_the_sign_in(
    app: Flask, teacher: FlaskClient
) -> None:
    statuses = [change(teacher, "wrong wrong", "a better one by far") for _ in range(11)]
    assert [reply.status_code for reply in statuses] == [422] * ACCOUNT_FREE + [429]
    assert sign_in(app.test_client()).status_code == 429


def test_a_class_behind_one_address_comes_in_at_once(app: Flask, client: FlaskClient) -> None:
    """A hundred right codes and ten slips within a minute, from one address.

    tests/storage/test_throttle.py has six hundred.
    """
    _walk.start(client)
    code = _walk.resume_code(client)
    school = app.test_client()
    at = {"REMOTE_ADDR": "192.0.2.7"}
    token = _walk.csrf(school)
    for number in range(100):
        fields = {"csrf_token": token, "code": code}
        reply = school.post("/resume", data=fields, environ_overrides=at)
        assert reply.status_code == 303, number
        token = _token_of(app, school)
        if number % 10 == 0:
            fields = {"csrf_token": token, "code": "ABCD-EFGH-JKMN"}
            assert school.post("/resume", data=fields, environ_overrides=at).status_code == 422


def _token_of(app: Flask, client: FlaskClient) -> str:
    from quizapp.web import csrf

    with app.test_request_context(headers={"Cookie": f"quizapp={cookie(client)}"}):
        app.preprocess_request()
        return csrf.csrf_token()


def _guess(app: Flask, address: str, code: str = "ABCD-EFGH-JKMN") -> int:
    client = app.test_client()
    fields = {"csrf_token": _walk.csrf(client), "code": code}
    at = {"REMOTE_ADDR": address}
    return client.post("/resume", data=fields, environ_overrides=at).status_code


def test_thirty_wrong_codes_a_minute_from_one_address(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    _walk.start(client)
    code = _walk.resume_code(client)
    assert [_guess(app, "192.0.2.7") for _ in range(31)] == [422] * 30 + [429]
    assert _guess(app, "192.0.2.7", code) == 429
    assert _guess(app, "192.0.2.8", code) == 303
    clock.move(minutes=1)
    assert _guess(app, "192.0.2.7", code) == 303


def test_a_code_with_a_slip_of_form_is_no_guess(app: Flask) -> None:
    assert [_guess(app, "192.0.2.7", "ABC") for _ in range(40)] == [422] * 40
    assert _guess(app, "192.0.2.7") == 422


@pytest.mark.parametrize(
    ("proxies", "passed", "blocked"),
    [(0, "192.0.2.1, 192.0.2.9", False), (1, "192.0.2.1, 192.0.2.9", True), (2, "a, b", True)],
)
def test_behind_a_proxy_the_address_is_the_one_it_passes_on(
    config: Config, clock: Clock, proxies: int, passed: str, blocked: bool
) -> None:
    app = create_app(replace(config, proxies=proxies), clock)
    client = app.test_client()
    fields = {"csrf_token": _walk.csrf(client), "code": "ABCD-EFGH-JKMN"}
    headers = {"X-Forwarded-For": passed}
    last = [client.post("/resume", data=fields, headers=headers).status_code for _ in range(31)][-1]
    assert last == (429 if blocked else 422)
    app.extensions["quizapp"].database.close()


# Links to choose a password


def test_a_password_link_works_once_and_ends_every_session(
    app: Flask, teacher: FlaskClient
) -> None:
    page, other = link_for(app), app.test_client()
    for _ in range(3):
        assert "Your user name is teacher-1" in get(other, page).text
    fields = {"password": "a better one by far", "again": "a better one by far"}
    assert post(other, page, page, **fields).location == "/sign-in?done=password"
    assert not is_teacher(other)
    assert not is_teacher(teacher)
    assert other.get(page).status_code == 404
    assert post(other, page, "/sign-in", **fields).status_code == 404
    assert sign_in(other, "a better one by far").location == "/teach"


def test_a_password_link_works_for_half_an_hour(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    page = link_for(app)
    clock.move(minutes=29)
    assert teacher.get(page).status_code == 200
    clock.move(minutes=1)
    assert teacher.get(page).status_code == 404
    assert sign_in(app.test_client()).location == "/teach"


def test_a_newer_link_and_a_changed_password_end_an_older_link(
    app: Flask, teacher: FlaskClient
) -> None:
    first = link_for(app)
    second = link_for(app)
    assert teacher.get(first).status_code == 404
    change(teacher, PASSWORD, "a better one by far")
    assert teacher.get(second).status_code == 404


def test_a_bad_password_does_not_spend_the_link(app: Flask, teacher: FlaskClient) -> None:
    page = link_for(app)
    reply = post(app.test_client(), page, page, password="baseball", again="baseball")
    assert reply.status_code == 422
    assert teacher.get(page).status_code == 200


def test_no_token_of_a_link_stands_in_the_database(app: Flask, teacher: FlaskClient) -> None:
    token = link_for(app).rpartition("/")[2]
    stored = repr(_walk.rows(app))
    assert token not in stored
    assert cookie(teacher) not in stored
    assert PASSWORD not in stored


def test_a_new_password_ends_the_wait(app: Flask, teacher: FlaskClient) -> None:
    for _ in range(ACCOUNT_FREE):
        sign_in(app.test_client(), "wrong wrong")
    page = link_for(app)
    post(teacher, page, page, password="a better one by far", again="a better one by far")
    assert sign_in(app.test_client(), "a better one by far").location == "/teach"


# The log


@pytest.fixture
def events(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    found: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(record.getMessage()))

    log, keep = logging.getLogger("quizapp.security"), Keep()
    log.addHandler(keep)
    caplog.set_level(logging.INFO, "quizapp.security")
    yield found
    log.removeHandler(keep)


def test_what_matters_is_logged_without_a_secret(
    app: Flask, events: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    client = app.test_client()
    _walk.become_teacher(app, client)
    sign_in(app.test_client(), "wrong\nwrong", "my password in\nthe wrong field")
    sign_in(app.test_client())
    page = link_for(app)
    post(client, page, page, password="a better one by far", again="a better one by far")
    assert [event["event"] for event in events] == [
        "became teacher",
        "sign-in refused",
        "signed in",
        "password set by link",
    ]
    assert events[0]["role"] == "administrator"
    assert {event["at"] for event in events} == {"2026-03-02T09:00:00+00:00"}
    for secret in (PASSWORD, "wrong", "better", page.rpartition("/")[2], cookie(client)):
        assert secret not in json.dumps(events).replace("sign-in refused", "")
