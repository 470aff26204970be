"""From the library to the score history: one reader, a question of every type."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from tests.web import _walk
from tests.web._walk import EVERY_KEY, EVERY_TYPE, add_quiz, get

pytestmark = pytest.mark.both_databases


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    add_quiz(client, "every-type", EVERY_TYPE)
    return client


def test_who_knows_the_whole_key_gets_every_point_that_no_teacher_has_to_give(
    client: FlaskClient,
) -> None:
    result = _walk.take(client, "every-type", EVERY_KEY)
    assert "10 of 10 points (100%), 2 more when marked" in result.text
    assert result.text.count("✓ Right") == 10
    assert "To be marked by your teacher" in result.text
    assert "The passage names the lost ships as what came before the tower." in result.text


@pytest.mark.parametrize("position", EVERY_KEY)
def test_an_answer_stands_on_its_page_and_on_the_check_page(
    client: FlaskClient, position: int
) -> None:
    attempt = _walk.start(client, "every-type")
    assert "11 questions are not answered yet." in get(client, f"{attempt}/check").text
    _walk.answer(client, attempt, position, EVERY_KEY[position])
    page = get(client, f"{attempt}/questions/{position}")
    again = _walk.filled(page, EVERY_KEY[position])
    assert sorted(f for f in page.fields if f[0].startswith("response")) == sorted(
        f for f in again.items(multi=True) if f[0].startswith("response")
    )
    assert f"Question {position}, answered" in page.buttons
    assert "Saved 09:00" in page.text
    check = get(client, f"{attempt}/check").text
    assert "10 questions are not answered yet." in check
    assert check.rindex(f"Question {position} ") > check.rindex("Not answered")


def test_nothing_answered_earns_nothing(client: FlaskClient) -> None:
    result = _walk.take(client, "every-type", {})
    assert "0 of 12 points (0%)" in result.text
    assert result.text.count("– Not answered") == 11


def test_the_library_says_how_long_a_quiz_is_and_how_well_one_did(client: FlaskClient) -> None:
    before = get(client, "/").text
    assert "Every type 1 minute to read 11 questions" in before
    assert "Your best" not in before
    _walk.take(client, "every-type", EVERY_KEY)
    assert "11 questions Your best: 100%" in get(client, "/").text


def test_the_quiz_page_says_what_one_lets_oneself_in_for(
    client: FlaskClient,
) -> None:
    settings = {"attempts": "2", "time_limit": "1 h 30 min", "pass_mark": "60%"}
    add_quiz(client, "strict", EVERY_TYPE, feedback="immediate", **settings)
    page = get(client, "/quizzes/strict").text
    for fact in (
        "Reading 1 minute",
        "Questions 11",
        "Attempts 2 attempts",
        "Time 1 h 30 min",
        "To pass 60%",
        "Feedback You can check each question as you answer it.",
    ):
        assert fact in page


def test_a_name_is_asked_once(client: FlaskClient) -> None:
    assert "Your name" in get(client, "/quizzes/lighthouse").text
    refused = _walk.post(client, "/quizzes/lighthouse", name=" \u200b ")
    assert refused.status_code == 422
    page = _walk.Page(refused.text)
    assert page.title.startswith("Error: ")
    assert ("Type your name.", "#name") in page.links
    _walk.start(client, name="  Mira   \u202e Berg ")
    assert "Your name" not in get(client, "/quizzes/every-type").text
    assert "You are known here as Mira Berg" in get(client, "/resume").text


def test_a_name_of_41_letters_is_too_long_and_one_of_40_is_not(client: FlaskClient) -> None:
    assert _walk.post(client, "/quizzes/lighthouse", name="x" * 41).status_code == 422
    _walk.start(client, name="x" * 40)


def test_an_open_attempt_is_continued_where_it_was_left(client: FlaskClient) -> None:
    attempt = _walk.start(client, "every-type")
    _walk.answer(client, attempt, 1, EVERY_KEY[1])
    for page in ("/", "/quizzes/every-type"):
        links = {words.partition(" ")[0]: href for words, href in get(client, page).links}
        assert links["Continue"] == attempt
    assert client.get(attempt).location == f"{attempt}/questions/2"
    assert _walk.start(client, "every-type") == attempt


def test_the_scores_can_be_taken_away_as_a_table(client: FlaskClient) -> None:
    add_quiz(client, "formula", EVERY_TYPE.replace("Every type", "=cmd()"))
    _walk.take(client, "formula", EVERY_KEY)
    reply = client.get("/history/my-scores.csv")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="my-scores.csv"'
    assert reply.mimetype == "text/csv"
    head, row = csv.reader(io.StringIO(reply.text.removeprefix("\ufeff")))
    assert dict(zip(head, row, strict=True)) == {
        "quiz": "formula",
        "title": "'=cmd()",
        "attempt": "1",
        "practice": "no",
        "started": "2026-03-02T09:00:00+00:00",
        "finished": "2026-03-02T09:00:00+00:00",
        "points": "10",
        "possible": "10",
        "percent": "100",
    }


def test_ones_data_can_be_taken_away_whole(client: FlaskClient) -> None:
    _walk.take(client, "every-type", EVERY_KEY)
    data = json.loads(client.get("/history/my-data.json").text)
    assert data["name"] == "Mira"
    (attempt,) = data["attempts"]
    assert (attempt["points"], attempt["possible"]) == ("10", "10")
    assert [row["question"] for row in attempt["answers"]] == list(EVERY_KEY)
    assert attempt["answers"][3]["response"] == [["", "hikers"]]
    assert sorted(attempt["answers"][8]["response"]) == [["count", "112"], ["time", "evening"]]


def test_erasing_leaves_nothing_of_a_reader(client: FlaskClient) -> None:
    before = _walk.rows(client.application)
    result = _walk.take(client, "lighthouse", {1: ["Three ships had been lost"]}, "Mira Berg")
    attempt = next(href for words, href in result.links if words == "Mira Berg")
    refused = _walk.post(client, "/history/erase")
    assert refused.status_code == 422
    assert "Tick the box if you are sure." in refused.text
    assert _walk.post(client, "/history/erase", sure="yes").location == "/history/erased"
    after = _walk.rows(client.application)
    # Of `erasures` no more than a hash, for other machines and older backups.
    kept = {"quiz_versions", "readers", "attempts", "answers", "marks", "erasures"}
    assert {name: after[name] for name in after if name not in kept} == {
        name: before[name] for name in before if name not in kept
    }
    # What was chosen stays for the statistics, and leads to nobody.
    assert "Mira Berg" not in repr(after)
    ((_, name, role, *_rest),) = after["readers"]
    assert (name, role) == ("", "erased")
    assert "Three ships had been lost" in repr(after["answers"])
    assert attempt == "/resume"
    assert "You are known here as" not in get(client, "/resume").text
