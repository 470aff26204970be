"""The bank in the running app: versions, removed and broken files, drafts, sections, practice."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import LIGHTHOUSE
from tests.web import _walk
from tests.web._walk import add_quiz, get

RIGHT = ["Three ships had been lost"]
SECTIONS = "title: Sections\nsections:\n" + "".join(
    f"  - title: Part {part}\n    draw: 2\n    questions:\n"
    + "".join(
        f"      - {{id: {part}{n}, type: true-false, prompt: '{part}{n}?', answer: 'true'}}\n"
        for n in range(5)
    )
    for part in "xy"
)
GATED = """\
title: Gated
questions:
  - {id: a, type: true-false, prompt: Part A?, answer: "true"}
  - {id: b, type: true-false, prompt: Part B?, answer: "true", after: a, gate: true}
  - {id: c, type: true-false, prompt: Alone?, answer: "true"}
"""


def _write(app: Flask, text: str | None) -> None:
    bank = app.extensions["quizapp"].bank
    path = bank.folder / "lighthouse.yaml"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    assert bank.refresh()


def test_a_changed_file_is_shown_at_once_and_open_attempts_keep_theirs(
    app: Flask, client: FlaskClient
) -> None:
    attempt = _walk.start(client)
    changed = LIGHTHOUSE.replace("[whale oil]", "[coal]").replace("1871", "1872")
    _write(app, changed.replace("The lighthouse at Hale Point", "The tower"))
    assert "The tower" in get(client, "/").text
    assert "in 1871, after" in get(client, f"{attempt}/questions/2").text
    _walk.answer(client, attempt, 2, "whale oil")
    assert "1 of 2 points" in _walk.hand_in(client, attempt).text
    second = _walk.start(client)
    assert "in 1872, after" in get(client, f"{second}/questions/2").text
    _walk.answer(client, second, 2, "whale oil")
    assert "0 of 2 points" in _walk.hand_in(client, second).text


def test_a_removed_file_hides_the_quiz_and_keeps_its_history(
    app: Flask, client: FlaskClient
) -> None:
    result = _walk.take(client, "lighthouse", {1: RIGHT})
    attempt = _walk.start(client)
    _write(app, None)
    assert "Hale Point" not in get(client, "/").text
    assert client.get("/quizzes/lighthouse").status_code == 404
    assert _walk.post(client, "/quizzes/lighthouse").status_code == 404
    assert "The lighthouse at Hale Point 1 Best Counts" in get(client, "/history").text
    _walk.answer(client, attempt, 2, "whale oil")
    ended = _walk.hand_in(client, attempt)
    assert "1 of 2 points (50%)" in ended.text
    assert "Start again" in result.buttons
    assert "Start again" not in ended.buttons
    _walk.become_teacher(app, client)
    assert "1 of 2 points" in get(client, "/teach/quizzes/lighthouse").text


def test_a_file_that_turned_bad_keeps_its_last_good_version(
    app: Flask, client: FlaskClient
) -> None:
    before = _walk.rows(app)
    page = get(client, "/quizzes/lighthouse").text
    _write(app, LIGHTHOUSE.replace("title: The lighthouse at", "titel: The lighthouse at"))
    assert get(client, "/quizzes/lighthouse").text == page
    assert _walk.rows(app) == before
    assert "1 of 2 points" in _walk.take(client, "lighthouse", {1: RIGHT}).text
    assert "Q101" not in get(client, "/").text
    _walk.become_teacher(app, client)
    assert "1 error in lighthouse.yaml" in get(client, "/teach").text
    assert "line 1, column 1 Error Q101 there is no field" in get(client, "/teach/bank").text
    _write(app, LIGHTHOUSE)
    assert "No problems found" in get(client, "/teach").text


def test_a_draft_is_for_teachers_and_a_hidden_quiz_for_who_has_the_link(
    app: Flask, client: FlaskClient
) -> None:
    attempt = _walk.start(client)
    _write(app, f"status: draft\n{LIGHTHOUSE}")
    assert "Hale Point" not in get(client, "/").text
    assert client.get("/quizzes/lighthouse").status_code == 404
    assert _walk.post(client, "/quizzes/lighthouse").status_code == 404
    assert "Start again" not in _walk.hand_in(client, attempt).buttons
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    assert "Draft" in get(teacher, "/").text
    assert _walk.start(teacher)
    _write(app, f"status: hidden\n{LIGHTHOUSE}")
    for visitor in (client, teacher):
        assert "Hale Point" not in get(visitor, "/").text
        assert "Hale Point" in get(visitor, "/quizzes/lighthouse").text
    assert _walk.start(client)


def test_each_attempt_draws_its_questions_and_keeps_them(client: FlaskClient) -> None:
    add_quiz(client, "sections", SECTIONS)
    drawn = set()
    for _ in range(6):
        attempt = _walk.start(client, "sections")
        pages = [get(client, f"{attempt}/questions/{n}").text for n in range(1, 5)]
        assert [text.count("Part x") for text in pages] == [1, 1, 0, 0]
        assert [text.count("Part y") for text in pages] == [0, 0, 1, 1]
        again = [get(client, f"{attempt}/questions/{n}").text for n in range(1, 5)]
        assert again == pages
        assert client.get(f"{attempt}/questions/5").status_code == 404
        drawn.add(tuple(text.partition("?")[0][-2:] for text in pages))
        _walk.hand_in(client, attempt)
    assert len(drawn) > 1


@pytest.mark.parametrize(
    ("given", "points", "missed"),
    [
        ({1: ["True"], 2: ["True"], 3: ["True"]}, "3 of 3", 0),
        ({1: ["False"], 2: ["True"], 3: ["True"]}, "1 of 3", 1),
        ({1: ["True"], 2: ["False"], 3: ["True"]}, "2 of 3", 2),
        ({1: ["False"], 2: ["False"]}, "0 of 3", 3),
    ],
)
def test_part_b_earns_behind_part_a_and_is_practised_with_it(
    client: FlaskClient, given: dict[int, _walk.Given], points: str, missed: int
) -> None:
    add_quiz(client, "gated", GATED)
    result = _walk.take(client, "gated", given)
    assert f"{points} points" in result.text
    assert ("Retry the ones I missed" in result.buttons) == bool(missed)
    action = next((a["action"] for t, a in result.tags if t == "form"), "")
    if missed:
        practice = _walk.post(client, action).location
        assert f"Question 1 of {missed}" in get(client, f"{practice}/questions/1").text


def test_practice_has_the_missed_questions_only_and_counts_nowhere(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, attempts="1")
    attempt = _walk.start(client)
    _walk.answer(client, attempt, 1, RIGHT)
    _walk.hand_in(client, attempt)
    practice = _walk.post(client, f"{attempt}/practice").location
    assert _walk.post(client, f"{attempt}/practice").location == practice
    page = get(client, f"{practice}/questions/1")
    assert "Question 1 of 1" in page.text
    assert "Practice: counts nowhere" in page.text
    assert "What did the lamp burn" in page.text
    _walk.answer(client, practice, 1, "whale oil")
    assert "1 of 1 points (100%)" in _walk.hand_in(client, practice).text
    history = get(client, "/history").text
    assert "Practice on missed questions: counts nowhere" in history
    assert history.count("Counts") == history.count("Best") == 1
    assert "Your best: 50%" in get(client, "/").text
    assert _walk.post(client, f"{practice}/practice").location == f"{practice}/result"
    teacher = client.application.test_client()
    _walk.become_teacher(client.application, teacher)
    assert get(teacher, "/teach/quizzes/lighthouse").text.count("the attempt of Mira") == 1


def test_an_open_attempt_at_a_removed_quiz_is_found_on_the_resume_page(
    app: Flask, client: FlaskClient
) -> None:
    attempt = _walk.start(client)
    _write(app, None)
    assert ("Continue The lighthouse at Hale Point", attempt) in get(client, "/resume").links
    assert "Go on with" not in get(app.test_client(), "/resume").text
    _walk.hand_in(client, attempt)
    assert "Go on with" not in get(client, "/resume").text


def test_a_prompt_that_begins_with_no_paragraph_is_no_gap_text(client: FlaskClient) -> None:
    quoted = LIGHTHOUSE.replace(
        "prompt: What did the lamp burn until 1904?", 'prompt: "> It burned.\\n\\nWhat?"'
    )
    add_quiz(client, "lighthouse", quoted)
    attempt = _walk.start(client)
    for page in (get(client, f"{attempt}/questions/2"), get(client, f"{attempt}/check")):
        assert "It burned." in page.text
        assert "Fill in the gaps." not in page.text
    assert "Fill in the gaps." not in _walk.hand_in(client, attempt).text
