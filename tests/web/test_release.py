"""What a finished attempt shows, under each setting and on each page."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from tests.conftest import LIGHTHOUSE
from tests.web import _walk
from tests.web._walk import add_quiz, get

RIGHT = {1: ["Three ships had been lost"], 2: "whale oil"}
HALF = {1: ["Three ships had been lost"], 2: "coal"}
POINTS, PERCENT = "1 of 2 points", "50%"
EXPLAINED = "The passage names the lost ships"


def _everywhere(client: FlaskClient, result: _walk.Page) -> dict[str, str]:
    data = json.loads(client.get("/history/my-data.json").text)
    return {
        "result": result.text,
        "history": get(client, "/history").text,
        "quiz": get(client, "/quizzes/lighthouse").text,
        "library": get(client, "/").text,
        "csv": client.get("/history/my-scores.csv").text,
        "json": json.dumps(data["attempts"]),
    }


@pytest.mark.parametrize("feedback", ["after-submit", "immediate"])
def test_everything_is_shown(client: FlaskClient, feedback: str) -> None:
    processed = LIGHTHOUSE.replace(
        "    type: single-choice", "    type: single-choice\n    process: find"
    )
    add_quiz(client, "lighthouse", processed, feedback=feedback)
    shown = _everywhere(client, _walk.take(client, "lighthouse", HALF))
    assert "1 of 2 points (50%)" in shown["result"]
    assert EXPLAINED in shown["result"]
    assert "Right answer whale oil" in shown["result"]
    assert "Show in passage" in shown["result"]
    assert "Retry the ones I missed" in shown["result"]
    assert "1 of 2 points 50%" in shown["history"]
    assert "Find Find what the text says" in shown["history"]
    assert POINTS in shown["quiz"]
    assert "Your best: 50%" in shown["library"]
    assert shown["csv"].endswith(",1,2,50\r\n")
    assert '"points": "1"' in shown["json"]


@pytest.mark.parametrize("feedback", ["score-only", "after-close"])
def test_points_alone_are_shown(client: FlaskClient, feedback: str) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback=feedback, confidence='"on"')
    result = _walk.take(client, "lighthouse", HALF)
    shown = _everywhere(client, result)
    assert "1 of 2 points (50%)" in shown["result"]
    for word in (EXPLAINED, "Right", "Not right", "Show in passage", "Retry", "How sure"):
        assert word not in shown["result"]
    assert "Strengths by comprehension process" not in shown["history"]
    assert shown["csv"].endswith(",1,2,50\r\n")
    # Nobody assigned it: there is no date to wait for.
    assert "when the quiz is closed" not in shown["result"]
    assert "closing date" not in shown["quiz"]


def test_nothing_is_shown(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback="none", pass_mark="60%")
    shown = _everywhere(client, _walk.take(client, "lighthouse", HALF))
    for page in ("result", "history", "quiz"):
        assert "Handed in" in shown[page]
    for page, text in shown.items():
        for word in (POINTS, PERCENT, EXPLAINED, "assed", "Best", "best", "Counts", "Retry"):
            assert word not in text, (page, word)
    assert shown["csv"].endswith(",,,\r\n")
    assert "points" not in shown["json"]


@pytest.mark.parametrize("feedback", ["score-only", "after-close", "none"])
def test_practice_is_offered_only_where_right_and_wrong_are_shown(
    client: FlaskClient, feedback: str
) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback=feedback)
    attempt = _walk.start(client)
    _walk.hand_in(client, attempt)
    before = _walk.rows(client.application)
    assert _walk.post(client, f"{attempt}/practice").status_code == 404
    assert _walk.rows(client.application) == before


def test_an_attempt_keeps_the_silence_it_began_with(client: FlaskClient) -> None:
    """The quiz page and the library once showed its points when the file changed its mind."""
    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback="none")
    result = _walk.take(client, "lighthouse", HALF)
    add_quiz(client, "lighthouse", LIGHTHOUSE)
    for page, text in _everywhere(client, result).items():
        assert POINTS not in text, page
        assert PERCENT not in text, page


def test_a_result_is_not_there_before_the_quiz_is_handed_in(client: FlaskClient) -> None:
    attempt = _walk.start(client)
    assert client.get(f"{attempt}/result").location == attempt
    assert _walk.post(client, f"{attempt}/practice").status_code == 404


ALMOST = """\
title: Almost
questions:
  - {id: a, type: true-false, prompt: One?, answer: "true", points: 119}
  - {id: b, type: true-false, prompt: Two?, answer: "true", points: 81}
"""


def test_a_failed_pass_is_never_rounded_up_to_one(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", ALMOST, pass_mark="60%", attempts="3")
    _walk.take(client, "lighthouse", {1: ["True"]})
    shown = _everywhere(client, _walk.take(client, "lighthouse", {1: ["True"]}))
    assert "119 of 200 points (59.5%)" in shown["result"]
    assert "Not passed yet: 60% is needed." in shown["result"]
    assert "Almost: 59.5% (2 March 2026)" in shown["history"]
    assert "119 of 200 points 59.5%" in shown["history"]
    assert "Your best: 59.5%" in shown["library"]
    assert shown["csv"].endswith(",119,200,59.5\r\n")
    passed = _walk.take(client, "lighthouse", {1: ["True"], 2: ["True"]})
    assert "Passed: 60% was needed." in passed.text


@pytest.mark.parametrize(
    ("grade", "counted"),
    [("best", [2]), ("last", [3]), ("first", [1]), ("average", [1, 2, 3])],
)
def test_the_best_attempt_and_those_that_count_are_marked(
    client: FlaskClient, grade: str, counted: list[int]
) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, grade=grade)
    for given in (HALF, RIGHT, {}):
        result = _walk.take(client, "lighthouse", given)
    badges = {
        number: "Best " * (number == 2) + "Counts " * (number in counted) for number in (1, 2, 3)
    }
    scores = {1: "1 of 2 points", 2: "2 of 2 points", 3: "0 of 2 points"}
    shown = _everywhere(client, result)
    for number, badge in badges.items():
        row = f"The lighthouse at Hale Point {number} {badge}2 March 2026, 09:00 {scores[number]}"
        assert row in shown["history"]
        assert f"2 March 2026, 09:00 {scores[number]} {badge}".strip() in shown["quiz"]
    assert shown["quiz"].count("Counts") == len(counted)
    assert "Your best: 100%" in shown["library"]
    points = [attrs for tag, attrs in _walk.get(client, "/history").tags if tag == "circle"]
    assert [("is-best" in point["class"]) for point in points] == [False, True, False]


def test_sureness_is_compared_with_rightness(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, confidence='"on"')
    attempt = _walk.start(client)
    for position, level in ((1, "2"), (2, "3")):
        path = f"{attempt}/questions/{position}"
        fields = _walk.filled(get(client, path), HALF[position])
        client.post(path, data={**fields.to_dict(), "confidence": level})
        assert get(client, path).value("confidence") == level
    text = _walk.hand_in(client, attempt).text
    assert "Guessing 0 0 0 Fairly sure 1 1 2 Certain 1 0 -6" in text
    assert "1 of 2 points (50%)" in text
