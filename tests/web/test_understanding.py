"""The analysis of a quiz and the map of misreading, as a teacher meets them."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.core.terms import Conditions
from quizapp.storage import assignments
from tests.conftest import Clock
from tests.web import _class, _walk

TEXT = """\
title: The lamp
passage:
  title: Light
  text: |
    Hale Point got its *lighthouse* in 1871. Three ships were [lost](https://example.org) before.

    The lamp burned oil & gas until 1904. Nobody asks about this.
questions:
  - id: why
    type: single-choice
    process: infer
    prompt: Why was it built?
    choices: [{text: ships, correct: true}, "=oil & *more*", gas]
    evidence: ships were lost
  - id: proof
    after: why
    type: hot-text
    process: find
    prompt: Mark what proves it.
    select: sentences
    answer: Three ships were lost before.
  - id: fuel
    type: short-answer
    process: find
    prompt: What did it burn?
    answers: [oil]
    evidence: burned oil & gas
"""
PROOF, OTHER = "Three ships were lost before.", "Nobody asks about this."
RIGHT = {"why": "ships", "proof": PROOF, "fuel": "oil"}
LUCKY = {"why": "ships", "proof": OTHER, "fuel": "gas"}
MISREAD = {"why": "=oil & *more*", "proof": PROOF, "fuel": "gas"}
LOST = {"why": "gas", "proof": OTHER}
PUPILS = ("Ann", "Ben", "Cem", "Dora", "Eli", "Fay")
ANSWERS = (RIGHT, RIGHT, LUCKY, MISREAD, LOST, LOST)


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client, "Root")
    other = app.test_client()
    _walk.become_teacher(app, other, "Ms Hale")
    _walk.add_quiz(other, "lamp", TEXT)
    return other


@pytest.fixture
def seventh(app: Flask, teacher: FlaskClient) -> int:
    class_id, readers = _class.add_class(app, "7b", "Ms Hale", PUPILS)
    for reader, answers in zip(readers, ANSWERS, strict=True):
        _class.take(app, "lamp", reader, answers)
    return class_id


def analysis(client: FlaskClient, query: str = "") -> str:
    return _walk.get(client, f"/teach/quizzes/lamp/analysis{query}").text


def reading_map(client: FlaskClient, query: str = "") -> str:
    return _walk.get(client, f"/teach/quizzes/lamp/map{query}").text


def numbers(client: FlaskClient, query: str = "") -> dict:
    path = f"/teach/quizzes/lamp/analysis?format=json{query}"
    return client.get(path).get_json()


def test_before_anybody_has_finished_the_pages_say_what_will_be_there(
    app: Flask, teacher: FlaskClient
) -> None:
    assert "Nobody has finished this quiz yet." in analysis(teacher)
    assert "Nobody has finished this quiz yet." in reading_map(teacher)
    [reader] = _class.add_readers(app, ["Gus"])
    _class.take(app, "lamp", reader, {}, hands_in=False)
    assert "1 reader is working on it." in analysis(teacher)


def test_a_quiz_that_there_is_not_has_no_analysis(teacher: FlaskClient) -> None:
    assert teacher.get("/teach/quizzes/nothing/analysis").status_code == 404
    assert teacher.get("/teach/quizzes/nothing/map").status_code == 404


@pytest.mark.usefixtures("seventh")
def test_a_question_shows_how_many_got_it_before_any_percentage(teacher: FlaskClient) -> None:
    text = analysis(teacher)
    assert "2 of 6 got it right 33% (10% to 70% by chance) 2 left it empty" in text
    # The pair is one item, and its points are shared: 1 of 2 for the lucky and the misreader.
    assert "Questions 1 to 2" in text
    assert "2 of 6 fully right on the average 50% of the points" in text


@pytest.mark.usefixtures("seventh")
def test_choices_are_counted_by_halves(teacher: FlaskClient) -> None:
    page = _walk.get(teacher, "/teach/quizzes/lamp/analysis")
    assert "Choice Chosen Upper 3 Lower 3" in page.text
    # Two have 3 points, two have 1, two have 0: the halves share those with 1.
    assert "ships key 3 (50%) 2.5 0.5" in page.text
    assert "=oil & more 1 (17%) 0.5 0.5" in page.text
    assert "gas 2 (33%) 0 2" in page.text


@pytest.mark.usefixtures("seventh")
def test_a_flag_says_what_to_do(app: Flask, teacher: FlaskClient) -> None:
    for reader in _class.add_readers(app, ["Gus", "Hana"]):
        _class.take(app, "lamp", reader, {**LOST, "fuel": "coal"})
    text = analysis(teacher)
    assert "Question 3: 2 of 8 got it. Teach it again, or is it unclear? hard" in text
    assert "Read the question and its key again." in text


@pytest.mark.usefixtures("seventh")
def test_the_file_has_the_names_of_the_command_line(teacher: FlaskClient) -> None:
    found = numbers(teacher)
    assert set(found) == {"items", "test", "waiting"}
    pair, fuel = found["items"]
    assert (pair["questions"], fuel["right"], fuel["count"]) == (["why", "proof"], 2, 6)
    reply = teacher.get("/teach/quizzes/lamp/analysis?format=csv")
    rows = list(csv.DictReader(io.StringIO(reply.text.removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["why", "fuel"]
    assert float(rows[1]["interval_low"]) == pytest.approx(fuel["interval"][0])
    assert reply.headers["Content-Disposition"] == 'attachment; filename="lamp-analysis.csv"'


@pytest.mark.usefixtures("seventh")
def test_only_the_first_finished_attempt_counts_and_practice_never(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    before = numbers(teacher)
    [ann] = _class.add_readers(app, ["Gus"])
    _class.take(app, "lamp", ann, RIGHT, is_practice=True)
    assert numbers(teacher) == before
    _class.take(app, "lamp", ann, RIGHT)
    clock.move(minutes=1)
    _class.take(app, "lamp", ann, LOST)
    assert numbers(teacher)["items"][1]["right"] == 3


def test_what_is_past_its_deadline_counts_before_anybody_wrote_it_down(
    app: Flask, teacher: FlaskClient, clock: Clock
) -> None:
    [reader] = _class.add_readers(app, ["Gus"])
    soon = {"hands_in": False, "closes_at": clock()}
    _class.take(app, "lamp", reader, RIGHT, **soon)
    clock.move(minutes=1)
    assert [item["right"] for item in numbers(teacher)["items"]] == [1, 1]


def test_below_five_readers_there_are_counts_only(app: Flask, teacher: FlaskClient) -> None:
    for reader in _class.add_readers(app, PUPILS[:4]):
        _class.take(app, "lamp", reader, RIGHT)
    text = analysis(teacher)
    assert "Fewer than 5 readers: there are counts only." in text
    assert "4 of 4 got it right" in text
    assert "%" not in text
    assert "too few readers to tell" in reading_map(teacher)


def test_another_wording_is_never_mixed_in(
    app: Flask, teacher: FlaskClient, seventh: int, clock: Clock
) -> None:
    clock.move(hours=1)
    _walk.add_quiz(teacher, "lamp", TEXT.replace("What did it burn?", "What burned in it?"))
    for reader in _class.add_readers(app, [f"Late {n}" for n in range(5)]):
        _class.take(app, "lamp", reader, RIGHT)
    pair, fuel = numbers(teacher)["items"]
    assert (pair["right"], pair["count"]) == (7, 11)
    assert (fuel["right"], fuel["count"]) == (5, 5)
    page = _walk.get(teacher, f"/teach/quizzes/lamp/analysis?class={seventh}")
    assert "Other wordings of this question" not in page.text
    page = _walk.get(teacher, "/teach/quizzes/lamp/analysis")
    [older] = {href for label, href in page.links if "09:00" in label}
    assert "2 of 6 got it right" in _walk.get(teacher, older.partition("#")[0]).text
    assert teacher.get("/teach/quizzes/lamp/analysis?version=99").status_code == 404
    assert "5 of 5" in reading_map(teacher)


def test_a_group_narrows_the_numbers_down(
    app: Flask, teacher: FlaskClient, seventh: int, clock: Clock
) -> None:
    _, [gus] = _class.add_class(app, "8a", "Ms Hale", ["Gus"])
    parts = app.extensions["quizapp"]
    given = parts.database.write(
        lambda c: assignments.add_assignment(c, seventh, "lamp", Conditions(), None, clock())
    )
    assert numbers(teacher, f"&assignment={given}") is None
    _class.take(app, "lamp", gus, RIGHT)
    assert numbers(teacher)["test"]["count"] == 7
    assert numbers(teacher, f"&class={seventh}")["test"]["count"] == 6
    assert teacher.get("/teach/quizzes/lighthouse/map?assignment=1").status_code == 404


def test_nobody_elses_class_is_in_the_numbers(
    app: Flask, client: FlaskClient, seventh: int
) -> None:
    third = app.test_client()
    _walk.become_teacher(app, third, "Mr Quay")
    assert "Nobody has finished this quiz yet." in analysis(third)
    assert third.get(f"/teach/quizzes/lamp/analysis?class={seventh}").status_code == 404
    assert third.get(f"/teach/quizzes/lamp/map?class={seventh}").status_code == 404
    assert "Dora" not in reading_map(third)
    assert "Dora" in reading_map(client)


@pytest.mark.usefixtures("seventh")
def test_the_map_says_beside_each_sentence_how_many_understood_it(teacher: FlaskClient) -> None:
    page = _walk.get(teacher, "/teach/quizzes/lamp/map")
    # 3 of 6 chose right, 3 of 6 marked right.
    assert "Three ships were lost before. ◐ 6 of 12" in page.text
    assert "The lamp burned oil & gas until 1904. ✗ 2 of 6" in page.text
    plain = {given.get("href") for tag, given in page.tags if "map-words" in given.get("class", "")}
    assert plain - {None} == {"#questions-1-2", "#questions-1-3"}
    assert page.first("section", id="questions-1-3")
    assert "Question 3: What did it burn? 2 of 6 right, 2 left it empty" in page.text
    assert "Most often instead: gas (2)" in page.text


@pytest.mark.usefixtures("seventh")
def test_the_matrix_names_who_was_lucky_and_who_misread(teacher: FlaskClient) -> None:
    text = reading_map(teacher)
    assert "Lucky 1 of 6 right answer, wrong evidence Who: Lucky Cem" in text
    assert "Misread 1 of 6 wrong answer, right evidence Who: Misread Dora" in text
    assert "Not found 2 of 6 wrong answer, wrong evidence Who: Not found Eli, Fay" in text


@pytest.mark.usefixtures("seventh")
def test_the_projector_shows_nobodys_name(teacher: FlaskClient) -> None:
    markup = teacher.get("/teach/quizzes/lamp/map?view=projector").text
    assert "Lucky" in markup
    assert not [name for name in PUPILS if f">{name}<" in markup]


@pytest.mark.usefixtures("seventh")
def test_processes_are_counted_for_each_class(app: Flask, teacher: FlaskClient) -> None:
    _, [gus] = _class.add_class(app, "8a", "Ms Hale", ["Gus"])
    _class.take(app, "lamp", gus, RIGHT)
    text = reading_map(teacher)
    assert "Everybody 3 of 7 4 of 7" in text
    assert "7b 2 of 6 3 of 6" in text
    assert "8a 1 of 1 1 of 1" in text


@pytest.mark.usefixtures("seventh")
def test_what_waits_to_be_marked_is_listed_and_left_out(app: Flask, teacher: FlaskClient) -> None:
    essay = "  - id: essay\n    type: open-response\n    prompt: Tell it.\n    process: evaluate\n"
    _walk.add_quiz(teacher, "lamp", TEXT + essay)
    for reader in _class.add_readers(app, ["Gus"]):
        _class.take(app, "lamp", reader, {**RIGHT, "essay": "It was."})
    assert numbers(teacher)["waiting"] == ["essay"]
    assert "Waiting to be marked" in analysis(teacher)
    assert "Evaluate" not in reading_map(teacher)
