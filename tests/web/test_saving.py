"""Saving an answer: receipts, stale pages, complaints, and whatever else may be sent."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from quizapp.storage.models import Attempt
from tests.conftest import Clock
from tests.web import _walk
from tests.web._walk import EVERY_KEY, EVERY_TYPE, add_quiz, get

pytestmark = pytest.mark.both_databases

SHORT, OPEN = 4, 11
CHOICES, ORDER, MENUS = 1, 6, 7


@pytest.fixture
def attempt(client: FlaskClient) -> str:
    add_quiz(client, "every-type", EVERY_TYPE)
    return _walk.start(client, "every-type")


def _answers(client: FlaskClient) -> list[Any]:
    return _walk.rows(client.application)["answers"]


def test_the_receipt_names_number_time_and_content(client: FlaskClient, attempt: str) -> None:
    reply = _walk.save(client, attempt, SHORT, response={"": "hikers"}, tab="a", seq=1)
    stored = json.dumps([["", "hikers"]], separators=(",", ":"))
    receipt = reply.json
    assert receipt["number"] == 1
    with client.application.extensions["quizapp"].database.read() as connection:
        seed = connection.execute(select(Attempt.seed)).scalar_one()
    assert receipt["digest"] == hashlib.sha256(f"{seed}{stored}".encode()).hexdigest()
    assert datetime.fromisoformat(receipt["saved_at"]).isoformat() == "2026-03-02T09:00:00+00:00"
    assert (receipt["time"], receipt["position"], receipt["complaint"]) == ("09:00", SHORT, "")


def test_a_message_that_comes_twice_gets_the_same_receipt(
    client: FlaskClient, attempt: str, clock: Clock
) -> None:
    message = {"response": {"": "hikers"}, "tab": "a", "seq": 1}
    first = _walk.save(client, attempt, SHORT, **message)
    _walk.save(client, attempt, SHORT, response={"": "nobody"}, base=1, tab="a", seq=2)
    clock.move(minutes=5)
    assert _walk.save(client, attempt, SHORT, **message).json == first.json
    _walk.hand_in(client, attempt)
    assert _walk.save(client, attempt, SHORT, **message).json == first.json
    assert len(_answers(client)) == 2


def test_an_answer_made_on_an_older_one_is_refused_with_the_newest(
    client: FlaskClient, attempt: str
) -> None:
    _walk.save(client, attempt, SHORT, response={"": "hikers"}, tab="a", seq=1)
    stale = _walk.save(client, attempt, SHORT, response={"": "nobody"}, tab="b", seq=1)
    assert stale.status_code == 409
    assert stale.json == {
        "error": "stale",
        "number": 1,
        "time": "09:00",
        "response": {"response": ["hikers"]},
        "flag": False,
        "confidence": None,
    }
    assert len(_answers(client)) == 1


def test_a_page_of_another_tab_lets_the_reader_choose(client: FlaskClient, attempt: str) -> None:
    path = f"{attempt}/questions/{SHORT}"
    mine = _walk.filled(get(client, path), "my words")
    _walk.answer(client, attempt, SHORT, "other words")
    refused = client.post(path, data=mine)
    page = _walk.Page(refused.text)
    assert refused.status_code == 409
    assert "This question was answered somewhere else at 09:00" in page.text
    assert page.value("response") == "my words"
    assert ("Keep the other", path) in page.links
    assert "Keep mine" in page.buttons
    client.post(path, data={**dict(page.fields), "action": f"save:{SHORT}"})
    assert get(client, path).value("response") == "my words"


def test_a_form_sent_again_unchanged_adds_nothing(client: FlaskClient, attempt: str) -> None:
    for position, given in EVERY_KEY.items():
        _walk.answer(client, attempt, position, given)
        path = f"{attempt}/questions/{position}"
        client.post(path, data=_walk.MultiDict(get(client, path).fields))
    _walk.answer(client, attempt, MENUS, EVERY_KEY[MENUS])
    assert len(_answers(client)) == len(EVERY_KEY)


def test_a_complaint_stops_nobody(client: FlaskClient, attempt: str) -> None:
    page = _walk.answer(client, attempt, 5, "1,234", "next")
    assert page.location == f"{attempt}/questions/6#questions"
    complaint = "1,234 can mean two numbers. Type 1234 or 1.234."
    assert complaint in get(client, f"{attempt}/questions/5").text
    assert complaint in get(client, f"{attempt}/check").text
    reply = _walk.save(client, attempt, 5, response={"": "many"}, base=1)
    assert reply.status_code == 200
    assert reply.json["complaint"] == "Type one number, such as 12 or 3.5."
    assert "0 of 12 points" in _walk.hand_in(client, attempt).text


@pytest.mark.parametrize("position", EVERY_KEY)
def test_an_answer_can_be_cleared(client: FlaskClient, attempt: str, position: int) -> None:
    _walk.answer(client, attempt, position, EVERY_KEY[position])
    _walk.answer(client, attempt, position, EVERY_KEY[position], f"clear:{position}")
    assert f"Question {position}, not answered" in get(client, f"{attempt}/questions/1").buttons


def test_a_flag_goes_up_and_down_and_leaves_the_answer(client: FlaskClient, attempt: str) -> None:
    path = f"{attempt}/questions/{SHORT}"
    _walk.answer(client, attempt, SHORT, "hikers", f"flag:{SHORT}")
    assert f"Question {SHORT}, answered, flagged" in get(client, path).buttons
    assert "Flagged" in get(client, f"{attempt}/check").text
    _walk.answer(client, attempt, SHORT, "hikers", f"unflag:{SHORT}")
    assert f"Question {SHORT}, answered" in get(client, path).buttons


def test_an_order_counts_when_it_is_kept_or_moved(client: FlaskClient, attempt: str) -> None:
    path = f"{attempt}/questions/{ORDER}"
    page = get(client, path)
    fields = _walk.MultiDict(page.fields)
    client.post(path, data=fields)
    assert not _answers(client)
    client.post(path, data={**fields.to_dict(flat=False), "ordered": "1"})
    assert len(_answers(client)) == 1
    shown = [value for name, value in page.fields if name == "response"]
    page = get(client, path)
    moved = _walk.MultiDict(page.fields)
    moved["move"] = f"{shown[0]}:down"
    client.post(path, data=moved)
    now = [value for name, value in get(client, path).fields if name == "response"]
    assert now == [shown[1], shown[0], shown[2]]
    moved = _walk.MultiDict(get(client, path).fields)
    moved["move"] = f"{shown[0]}:up"
    client.post(path, data=moved)
    assert [v for n, v in get(client, path).fields if n == "response"] == shown


def test_twenty_thousand_characters_are_kept_to_the_last(client: FlaskClient, attempt: str) -> None:
    text = "a line\n" * 2857 + "!"
    assert len(text) == 20_000
    _walk.answer(client, attempt, OPEN, text.replace("\n", "\r\n"))
    assert json.loads(_answers(client)[0][3]) == [["", text]]
    _walk.save(client, attempt, OPEN, response={"": text + "more"}, base=1)
    assert len(_answers(client)) == 2
    assert json.loads(_answers(client)[1][3]) == [["", text]]


def test_a_base_from_nowhere_hands_nothing_in(client: FlaskClient, attempt: str) -> None:
    """It once did: what could not be stored was taken for the end of the attempt."""
    path = f"{attempt}/questions/{SHORT}"
    fields = {**dict(get(client, path).fields), "base": "7", "response": "hikers"}
    assert client.post(path, data=fields).location == f"{path}#questions"
    assert get(client, path).value("response") == "hikers"
    reply = _walk.save(client, attempt, 5, response={"": "33"}, base=7)
    assert reply.json["number"] == 1


@pytest.mark.parametrize("what", ["response", "confidence"])
def test_what_is_kept_of_a_stale_page(client: FlaskClient, what: str) -> None:
    add_quiz(client, "sure", EVERY_TYPE, confidence='"on"')
    attempt = _walk.start(client, "sure")
    path = f"{attempt}/questions/{SHORT}"
    fields = dict(get(client, path).fields) | {"response": "mine", "confidence": "3"}
    _walk.answer(client, attempt, SHORT, "other")
    assert _walk.Page(client.post(path, data=fields).text).value(what) == fields[what]


def test_a_button_pressed_twice_is_no_conflict(client: FlaskClient, attempt: str) -> None:
    """Without scripts a double click sends the form twice, as made on the same answer."""
    path = f"{attempt}/questions/{SHORT}"
    fields = dict(get(client, path).fields) | {"response": "hikers", "action": "next"}
    for _ in range(2):
        assert client.post(path, data=fields).location == f"{attempt}/questions/5#questions"
    assert len(_answers(client)) == 1
    assert client.post(path, data=fields | {"response": "nobody"}).status_code == 409


def test_an_item_moved_by_a_double_click_moves_once(client: FlaskClient, attempt: str) -> None:
    path = f"{attempt}/questions/{ORDER}"
    fields = get(client, path).fields
    shown = [value for name, value in fields if name == "response"]
    moved = MultiDict([*fields, ("move", f"{shown[0]}:down")])
    for _ in range(2):
        assert client.post(path, data=moved).status_code == 303
    now = [value for name, value in get(client, path).fields if name == "response"]
    assert now == [shown[1], shown[0], shown[2]]


def test_on_one_page_a_conflict_about_one_question_is_none_about_the_next(
    client: FlaskClient,
) -> None:
    add_quiz(client, "one-page", EVERY_TYPE, layout="all")
    attempt = _walk.start(client, "one-page")
    path = f"{attempt}/questions/1"
    fields = dict(get(client, path).fields) | {"q4.response": "mine", "q5.response": "33"}
    _walk.save(client, attempt, 4, response={"": "other"})
    page = _walk.Page(client.post(path, data=fields).text)
    assert page.text.count("This question was answered somewhere else") == 1
    again = client.post(path, data={**dict(page.fields), "action": "save:4"})
    assert again.status_code == 303


def test_a_choice_that_is_not_understood_gets_no_receipt(client: FlaskClient, attempt: str) -> None:
    reply = _walk.save(client, attempt, 1, response={"": "0" * 16})
    assert reply.status_code == 422
    assert "Reload it" in reply.json["message"]
    assert not _answers(client)
