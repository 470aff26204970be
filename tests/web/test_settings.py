"""How a quiz is given: attempts, tries, hints, layouts, recall, sections, practice, versions."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.conftest import LIGHTHOUSE
from tests.web import _walk
from tests.web._walk import EVERY_KEY, EVERY_TYPE, add_quiz, get

WRONG, RIGHT = ["A keeper had asked for it"], ["Three ships had been lost"]
ONE_PIXEL = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_no_attempt_begins_beyond_the_limit(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, attempts="2")
    for left in (2, 1):
        if left == 1:
            assert "2 attempts (1 left)" in get(client, "/quizzes/lighthouse").text
        result = _walk.take(client, "lighthouse", {})
        assert ("Start again" in result.buttons) == (left == 2)
    page = get(client, "/quizzes/lighthouse")
    assert "You have had all your attempts at this quiz." in page.text
    assert "Start quiz" not in page.buttons
    before = _walk.rows(client.application)
    assert _walk.post(client, "/quizzes/lighthouse").location == "/quizzes/lighthouse"
    assert _walk.rows(client.application) == before


def test_each_try_costs_its_penalty_and_brings_a_narrower_hint(client: FlaskClient) -> None:
    settings = {"feedback": "immediate", "tries": "3", "penalty": "25%"}
    add_quiz(client, "lighthouse", LIGHTHOUSE, **settings)
    told = "Tries 3 for each question; each further one costs 25% of its points"
    assert told in get(client, "/quizzes/lighthouse").text
    attempt = _walk.start(client)
    path = f"{attempt}/questions/1"
    assert "Hint" not in get(client, path).text
    page = _walk.check(client, attempt, 1, WRONG)
    assert "Not right" in page.text
    assert "Hint Look again at paragraph 1." in page.text
    assert "2 tries left" in page.text
    assert "The passage names" not in page.text
    assert _walk.save(client, attempt, 1, response={"": "x"}, base=2).status_code == 409
    _walk.post(client, path, action="retry:1")
    page = _walk.check(client, attempt, 1, WRONG)
    assert "Read this sentence again: “Hale Point got its lighthouse in 1871, " in page.text
    _walk.post(client, path, action="retry:1")
    page = _walk.check(client, attempt, 1, RIGHT)
    assert "✓ Right" in page.text
    assert "The passage names the lost ships" in page.text
    assert "0.5 of 1 point · 3 tries" in _walk.hand_in(client, attempt).text


def test_the_last_try_shows_the_key_and_takes_no_more(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback="immediate")
    attempt = _walk.start(client)
    page = _walk.check(client, attempt, 1, WRONG)
    assert "Three ships had been lost right answer" in page.text
    assert "Try again" not in page.buttons
    fields = {"base": "2", "response": get(client, "/quizzes/lighthouse").title, "action": "x"}
    before = _walk.rows(client.application)
    for action in ("save", "check:1", "retry:1", "clear:1"):
        _walk.post(client, f"{attempt}/questions/1", **fields | {"action": action})
    assert _walk.save(client, attempt, 1, response={"": "x"}, base=2).status_code == 409
    assert _walk.rows(client.application) == before


@pytest.mark.parametrize(("position", "given"), [(1, []), (5, "1,234"), (7, {"1871": "—"})])
def test_check_refuses_what_cannot_be_graded_and_takes_no_try(
    client: FlaskClient, position: int, given: _walk.Given
) -> None:
    add_quiz(client, "every-type", EVERY_TYPE, feedback="immediate", tries="2")
    attempt = _walk.start(client, "every-type")
    refused = _walk.answer(client, attempt, position, given, f"check:{position}")
    page = _walk.Page(refused.text)
    assert refused.status_code == 422
    assert page.title.startswith("Error: ")
    assert any(href == f"#question-{position}" for _, href in page.links)
    checked = _walk.check(client, attempt, position, EVERY_KEY[position])
    assert "✓ Right" in checked.text
    assert " tries" not in _walk.hand_in(client, attempt).text


def test_a_question_checked_twice_at_once_hands_nothing_in(client: FlaskClient) -> None:
    """The second of two quick presses once ended the attempt."""
    from concurrent.futures import ThreadPoolExecutor

    add_quiz(client, "lighthouse", LIGHTHOUSE, feedback="immediate")
    attempt = _walk.start(client)
    path = f"{attempt}/questions/1"
    _walk.answer(client, attempt, 1, WRONG)
    fields = {"csrf_token": _walk.csrf(client), "action": "check:1"}
    cookie = client.get_cookie("quizapp").value

    def press(_: int) -> int:
        finger = client.application.test_client()
        finger.set_cookie("quizapp", cookie)
        return finger.post(path, data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(16))) == {303}
    assert client.get(f"{attempt}/result").location == attempt
    assert len(_walk.rows(client.application)["answers"]) == 2


def test_all_questions_stand_on_one_page(client: FlaskClient) -> None:
    add_quiz(client, "lighthouse", LIGHTHOUSE, layout="all")
    attempt = _walk.start(client)
    page = get(client, f"{attempt}/questions/1")
    assert "Question 1 of 2" in page.text
    assert "Question 2 of 2" in page.text
    there = f"{attempt}/questions/1#question-2"
    assert client.get(f"{attempt}/questions/2").location == there
    fields = dict(page.fields) | {"q2.response": "whale oil", "action": "review"}
    fields |= dict([page.choices[RIGHT[0]]])
    assert client.post(f"{attempt}/questions/1", data=fields).location == f"{attempt}/check"
    assert "Every question is answered." in get(client, f"{attempt}/check").text
    assert "2 of 2 points" in _walk.hand_in(client, attempt).text


def test_a_passage_read_before_is_hidden_afterwards(client: FlaskClient) -> None:
    folder = client.application.extensions["quizapp"].bank.folder
    (folder / "tower.png").write_bytes(ONE_PIXEL)
    picture = "  images: [{file: tower.png, alt: A tower}]\nquestions:"
    quiz = LIGHTHOUSE.replace("questions:", picture)
    settings = {"passage": "before", "feedback": "immediate", "tries": "3"}
    add_quiz(client, "lighthouse", quiz, **settings)
    attempt = _walk.start(client)
    words, image = "Hale Point got its lighthouse in 1871", f"{attempt}/pictures/tower.png"
    assert client.get(f"{attempt}/questions/1").location == f"{attempt}/passage"
    assert client.get(f"{attempt}/check").location == f"{attempt}/passage"
    assert _walk.save(client, attempt, 2, response={"": "oil"}).status_code == 409
    assert client.get("/quizzes/lighthouse/pictures/tower.png").status_code == 404
    assert words in get(client, f"{attempt}/passage").text
    assert client.get(image).status_code == 200
    assert _walk.post(client, f"{attempt}/check").status_code == 303
    assert client.get(f"{attempt}/result").location == attempt
    _walk.post(client, f"{attempt}/passage")
    assert client.get(f"{attempt}/passage").location == attempt
    assert client.get(image).status_code == 404
    for _ in range(2):
        page = _walk.check(client, attempt, 1, WRONG)
        _walk.post(client, f"{attempt}/questions/1", action="retry:1")
        assert "1871" not in page.text
    assert words not in client.get(f"{attempt}/check").text
    assert words in _walk.hand_in(client, attempt).text


def test_a_picture_is_given_as_the_attempt_began_with_it(client: FlaskClient) -> None:
    folder = client.application.extensions["quizapp"].bank.folder
    (folder / "tower.png").write_bytes(ONE_PIXEL)
    (folder / "other.png").write_bytes(ONE_PIXEL)
    images = "  images: [{file: tower.png, alt: A tower}]\nquestions:"
    add_quiz(client, "lighthouse", LIGHTHOUSE.replace("questions:", images))
    attempt = _walk.start(client)
    assert get(client, f"{attempt}/questions/1").first("img")["alt"] == "A tower"
    (folder / "tower.png").write_bytes(ONE_PIXEL + b"new")
    assert client.application.extensions["quizapp"].bank.refresh()
    reply = client.get(f"{attempt}/pictures/tower.png")
    assert (reply.mimetype, reply.data) == ("image/png", ONE_PIXEL)
    assert client.get("/quizzes/lighthouse/pictures/tower.png").data == ONE_PIXEL + b"new"
    for name in ("other.png", "lighthouse.yaml", "../lighthouse.yaml", "%2e%2e%2fsecret_key"):
        assert client.get(f"{attempt}/pictures/{name}").status_code == 404
        assert client.get(f"/quizzes/lighthouse/pictures/{name}").status_code == 404
