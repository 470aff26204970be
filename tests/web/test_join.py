"""Joining a class: a typed name never leads to somebody's work, and guessing leads nowhere."""

from __future__ import annotations

import re
import unicodedata

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.storage.joining import Joined
from quizapp.storage.throttle import ADDRESS_A_MINUTE, SITE_A_MINUTE, Wait
from tests.storage.conftest import together
from tests.web import _walk
from tests.web._classes import (
    code_of,
    come,
    enter,
    has_joined,
    join,
    make_class,
    press,
    pupils,
)
from tests.web._walk import get

SCHOOL = {"REMOTE_ADDR": "192.0.2.7"}
LOOK_ALIKES = {"A": "АΑ", "a": "а", "n": "ո", "i": "іι", "e": "е", "o": "оο", "M": "МΜ", "r": "г"}
INVISIBLE = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\u0000", "\t"]


@pytest.fixture
def teacher(app: Flask) -> FlaskClient:
    client = app.test_client()
    _walk.become_teacher(app, client)
    return client


@pytest.fixture
def code(app: Flask, teacher: FlaskClient) -> str:
    return str(make_class(app, teacher).code)


def test_a_code_and_a_name_are_enough(app: Flask, client: FlaskClient, code: str) -> None:
    page = get(client, f"/join/{code}")
    assert page.value("code") == code
    reply = join(client, code, "Anna")
    assert reply.location == "/?joined=1"
    welcome = get(client, reply.location)
    assert "Welcome to 7b, Anna." in welcome.text
    assert _walk.resume_code(client) in welcome.text
    assert [pupil.name for pupil in pupils(app)] == ["Anna"]


def test_a_code_may_be_typed_as_it_is_read_aloud(
    app: Flask, client: FlaskClient, code: str
) -> None:
    spelled = " - ".join((code[:4].lower(), code[4:].lower()))
    assert join(client, spelled, "Anna").status_code == 303


def test_who_is_known_joins_as_they_are(app: Flask, client: FlaskClient, code: str) -> None:
    attempt = _walk.start(client, name="Mira")
    assert "Join as Mira" in get(client, f"/join/{code}").text
    assert join(client, code, how="known").location == "/?joined=1"
    assert [pupil.name for pupil in pupils(app)] == ["Mira"]
    assert client.get(attempt, follow_redirects=True).status_code == 200


def test_on_a_shared_device_somebody_else_joins_and_is_not_the_one_before(
    app: Flask, client: FlaskClient, code: str
) -> None:
    attempt = _walk.start(client, name="Mira")
    assert join(client, code, "Mira", how="name").status_code == 303
    assert client.get(attempt).status_code == 404
    assert [pupil.name for pupil in pupils(app)] == ["Mira"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"code": "", "name": "Anna"}, "A class code has 6 or 8 letters and digits."),
        ({"code": "ABCDEFGH", "name": ""}, "Type your name."),
        ({"code": "ABCDEFGH", "name": "\u200b \t"}, "Type your name."),
        ({"code": "ABCDEFGH", "name": "x" * 41}, "A name has at most 40 characters."),
        ({"code": "ABCDEFGH", "name": "Anna"}, "No class has this code."),
        ({"code": "ABCDEFGH", "name": "", "pin": "123"}, "A PIN has 8 digits"),
        ({"code": "ABCDEFGH", "name": "", "pin": "12345678"}, "do not belong together"),
        ({"code": "ABCDEFGH", "how": "known"}, "Type your name."),
    ],
)
def test_what_is_wrong_is_said(client: FlaskClient, fields: dict[str, str], says: str) -> None:
    reply = join(client, **fields)
    assert reply.status_code == 422
    assert says in reply.text


def test_a_card_without_its_pin_is_told_so_beside_the_pin(client: FlaskClient, code: str) -> None:
    page = join(client, code, "", pin="", how="card").text
    assert "A PIN has 8 digits" in page
    assert "Type your name." not in page
    assert re.search(r"<details open>\s*<summary>I have a card", page)


def test_the_page_tells_nobody_whether_a_code_is_right(client: FlaskClient, code: str) -> None:
    def body(code: str) -> str:
        page = client.get(f"/join/{code}").text
        token = _walk.Page(page).value("csrf_token")
        return page.replace(token, "").replace(code, "")

    assert body(code) == body("ABCDEFGH")


def test_a_locked_class_takes_nobody_and_an_archived_one_has_no_code(
    app: Flask, client: FlaskClient, teacher: FlaskClient, code: str
) -> None:
    press(teacher, 1, "lock")
    assert "takes nobody at the moment" in join(client, code, "Anna").text
    press(teacher, 1, "unlock")
    press(teacher, 1, "archive")
    assert "No class has this code" in join(client, code, "Anna").text
    press(teacher, 1, "restore")
    assert join(client, code, "Anna").status_code == 303


def test_a_new_code_ends_the_old_one_and_a_short_one_ends_by_itself(
    app: Flask, client: FlaskClient, teacher: FlaskClient, code: str, clock
) -> None:
    press(teacher, 1, "short")
    short = code_of(app)
    assert len(short) == 6
    assert join(client, code, "Anna").status_code == 422
    assert has_joined(enter(app, short, "Anna"))
    clock.move(hours=24)
    assert enter(app, short, "Ben") is None


def variants(name: str) -> st.SearchStrategy[str]:
    """Spell a name as somebody would who wants to be taken for another."""
    letter = st.sampled_from(range(len(name)))

    def insert(at: int, what: str) -> str:
        return name[:at] + what + name[at:]

    def look_alike(at: int, nth: int) -> str:
        other = LOOK_ALIKES.get(name[at], name[at])
        return name[:at] + other[nth % len(other)] + name[at + 1 :]

    def wide(at: int) -> str:
        return name[:at] + chr(ord(name[at]) + 0xFEE0) + name[at + 1 :]

    spellings = st.one_of(
        st.just(name),
        st.sampled_from([name.upper(), name.lower(), name.swapcase(), name[::-1]]),
        st.builds(insert, letter, st.sampled_from(INVISIBLE)),
        st.builds(look_alike, letter, st.integers(0, 3)),
        st.builds(wide, letter),
        st.sampled_from([unicodedata.normalize(f, name) for f in ("NFD", "NFKC", "NFKD")]),
    )
    around = st.sampled_from(["", " ", "  ", "\u00a0", "\u3000", "\u2003", "\r\n"])
    return st.builds(lambda a, n, b: a + n + b, around, spellings, around)


def test_500_spellings_of_a_name_never_reach_the_attempt_of_another(app: Flask, code: str) -> None:
    mira = come(app, code, "Marina")
    attempt = _walk.start(mira)
    _walk.answer(mira, attempt, 2, "whale oil")
    thief = app.test_client()
    token, tries = _walk.csrf(thief), 0

    @settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(variants("Marina"))
    def tried(name: str) -> None:
        nonlocal token, tries
        thief.delete_cookie("quizapp")
        token = _walk.csrf(thief, "/join")
        fields = {"csrf_token": token, "code": code, "name": name, "how": "name"}
        assert thief.post("/join", data=fields).status_code == 303
        assert thief.get(f"{attempt}/questions/2").status_code == 404
        tries += 1

    tried()
    ids = {pupil.reader_id for pupil in pupils(app)}
    assert tries >= 500
    assert len(ids) == 1 + tries, "every one is somebody new"
    assert 'value="whale oil"' in mira.get(f"{attempt}/questions/2").text


def test_fifty_who_join_at_once_with_one_name_are_fifty(app: Flask, code: str) -> None:
    found = together(lambda _: enter(app, code, "Anna"), 50)
    assert all(isinstance(one, Joined) for one in found)
    assert len({one.token for one in found}) == 50
    assert len({pupil.reader_id for pupil in pupils(app)}) == 50


def test_600_right_joins_from_one_address_in_a_minute_all_pass(app: Flask, code: str) -> None:
    joined = [has_joined(enter(app, code, f"Pupil {n}", "192.0.2.7")) for n in range(600)]
    assert all(joined)


def test_wrong_codes_are_counted_by_address(app: Flask, code: str, clock) -> None:
    for _ in range(ADDRESS_A_MINUTE):
        assert enter(app, "ABCDEFGH", "Anna", "192.0.2.7") is None
    assert isinstance(enter(app, code, "Anna", "192.0.2.7"), Wait)
    assert has_joined(enter(app, code, "Anna", "192.0.2.8"))
    clock.move(minutes=1)
    assert has_joined(enter(app, code, "Anna", "192.0.2.7"))


def test_wrong_codes_from_everywhere_are_counted_for_the_site(app: Flask, code: str) -> None:
    for number in range(SITE_A_MINUTE):
        assert enter(app, "ABCDEFGH", "Anna", f"198.51.100.{number % 250}") is None
    assert isinstance(enter(app, code, "Anna", "192.0.2.7"), Wait)


def test_who_has_to_wait_is_told_for_how_long(app: Flask, client: FlaskClient, code: str) -> None:
    token = _walk.csrf(client)
    fields = {"csrf_token": token, "code": "ABCDEFGH", "name": "Anna", "how": "name"}
    replies = [
        client.post("/join", data=fields, environ_overrides=SCHOOL)
        for _ in range(ADDRESS_A_MINUTE + 1)
    ]
    assert replies[-1].status_code == 429
    assert "Wait 1 minute" in replies[-1].text
    assert replies[-2].status_code == 422
