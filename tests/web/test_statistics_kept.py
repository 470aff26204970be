"""What is kept of a class's statistics: until a mark changes, and when a pupil is erased."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from quizapp.core.works import Contents, Marked, Work, Works
from quizapp.storage import read_works
from quizapp.storage.erase import erase_person
from quizapp.storage.first_attempts import first_attempts
from quizapp.storage.models import Answer, Attempt, Reader, Role, StoredMark
from quizapp.storage.sight import EVERYBODY, Onlooker
from quizapp.web.keeping import Keeping
from quizapp.web.understanding.kept import KeptWorks
from tests.conftest import Clock
from tests.web import _class, _walk
from tests.web._heard import first_statements
from tests.web.test_understanding import ANSWERS, PUPILS, TEXT, analysis, numbers, reading_map

ADDRESS = "/teach/quizzes/lamp/analysis"
REGRADE = "/teach/quizzes/lamp/regrade"
ESSAY = "  - {id: essay, type: open-response, prompt: Tell it.}\n"
DOWN = {"why": "=oil & *more*", "fuel": "gas"}


@pytest.fixture
def teacher(app: Flask, client: FlaskClient) -> FlaskClient:
    _walk.become_teacher(app, client, "Ms Hale")
    _walk.add_quiz(client, "lamp", TEXT)
    return client


@pytest.fixture
def readers(app: Flask, teacher: FlaskClient) -> list[int]:
    _, readers = _class.add_class(app, "7b", "Ms Hale", PUPILS)
    for reader, answers in zip(readers, ANSWERS, strict=True):
        _class.take(app, "lamp", reader, answers)
    return readers


def rows_of_erased(app: Flask) -> list[Any]:
    with app.extensions["quizapp"].database.read() as connection:
        ids = select(Attempt.id).join(Reader).where(Reader.role == Role.ERASED)
        return [
            sorted(map(tuple, connection.execute(select(table).where(own.in_(ids)))), key=repr)
            for table, own in (
                (Attempt.__table__, Attempt.id),
                (Answer.__table__, Answer.attempt_id),
                (StoredMark.__table__, StoredMark.attempt_id),
            )
        ]


def erase(app: Flask, reader: int) -> None:
    parts = app.extensions["quizapp"]
    folder = parts.config.instance
    assert erase_person(parts.database, parts.versions, folder, reader, parts.clock())


@pytest.mark.usefixtures("readers")
def test_marks_are_read_once_while_none_changes_and_answers_not_at_all(
    teacher: FlaskClient,
) -> None:
    first, again = (first_statements(teacher, ADDRESS) for _ in range(2))
    assert any("attempts.packed" in one for one in first)
    assert not any("attempts.packed" in one for one in again)
    assert not [one for one in first + again if "answers" in one or "marks.question" in one]


def test_a_new_attempt_and_every_way_to_change_a_mark_are_seen_at_once(
    app: Flask, teacher: FlaskClient, readers: list[int]
) -> None:
    assert "2 of 6 got it right" in analysis(teacher)
    [gus] = _class.add_readers(app, ["Gus"])
    attempt = _class.take(app, "lamp", gus, DOWN)
    assert "2 of 7 got it right" in analysis(teacher)
    page = f"/teach/attempts/{attempt}"
    fields = {"question": "fuel", "points": "1", "reason": "Gas was the oil of the time."}
    _walk.post(teacher, f"{page}/points", page, **fields)
    assert "3 of 7 got it right" in analysis(teacher)
    _walk.post(teacher, f"{page}/points/1/take-back", page)
    assert "2 of 7 got it right" in analysis(teacher)
    _walk.post(teacher, REGRADE, **{"q.fuel": "full"})
    assert "7 of 7 got it right" in analysis(teacher)
    _walk.post(teacher, f"{REGRADE}/1/revert")
    assert "2 of 7 got it right" in analysis(teacher)
    erase(app, readers[0])
    assert "2 of 7 got it right" in analysis(teacher)


@pytest.mark.parametrize(
    "older",
    [
        {"packed": None, "packed_scored": None},  # handed in to a version that does not pack
        {"packed": '[["why","1","1",true],[]]', "packed_scored": 0},  # marked anew by such a one
    ],
)
@pytest.mark.usefixtures("readers")
def test_what_is_not_packed_is_read_from_its_rows(
    app: Flask, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch, older: dict[str, Any]
) -> None:
    before = numbers(teacher)
    monkeypatch.setattr(read_works, "_AT_ONCE", 4)
    app.extensions["quizapp"].database.write(lambda c: c.execute(update(Attempt).values(older)))
    forget(app)
    asked = first_statements(teacher, ADDRESS)
    assert sum("marks.question" in one for one in asked) == 2
    assert numbers(teacher) == before


@pytest.mark.usefixtures("readers")
def test_attempts_that_are_read_in_several_goes_say_the_same(
    app: Flask, teacher: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = numbers(teacher)
    monkeypatch.setattr(read_works, "_AT_ONCE", 4)
    forget(app)
    assert numbers(teacher) == before


def forget(app: Flask) -> None:
    del app.extensions["quizapp.understanding"]


def test_every_type_is_packed_as_it_stands_in_its_rows(app: Flask, teacher: FlaskClient) -> None:
    _walk.add_quiz(teacher, "every", _walk.EVERY_TYPE)
    for given in (_walk.EVERY_KEY, {4: 'é\u2028\n\t\\"[]', 11: "x\n"}):
        pupil = app.test_client()
        attempt = _walk.start(pupil, "every", "Ann")
        for place, answer in given.items():
            _walk.answer(pupil, attempt, place, answer)
        _walk.hand_in(pupil, attempt)
    packed = rows_of(app)
    app.extensions["quizapp"].database.write(
        lambda c: c.execute(update(Attempt).values(packed=None, packed_scored=None))
    )
    stored = rows_of(app)
    assert [len(marks) for marks in packed] == [len(marks) for marks in stored]
    for one, other in zip(packed, stored, strict=True):
        assert one.keys() == other.keys()
        for name, marked in one.items():
            is_by_hand = other[name].earned is None and other[name].response
            assert marked == other[name]._replace(
                response=(("", "…"),) if is_by_hand else other[name].response
            )


def rows_of(app: Flask) -> list[Any]:
    parts = app.extensions["quizapp"]
    by = Onlooker(0, is_administrator=True)
    with parts.database.read() as connection:
        begun = first_attempts(connection, by, "every", EVERYBODY, parts.clock()).begun
        works = read_works.load_works(connection, parts.versions, begun, parts.clock())
    return [work.marks for work in works.rows()]


def test_a_dropped_question_stands_apart_and_the_others_are_counted_without_it(
    teacher: FlaskClient, readers: list[int]
) -> None:
    assert [item["name"] for item in numbers(teacher)["items"]] == ["why", "fuel"]
    before = numbers(teacher)["items"][0]
    _walk.post(teacher, REGRADE, **{"q.fuel": "drop"})
    after = numbers(teacher)
    assert [item["name"] for item in after["items"]] == ["why"]
    assert after["items"][0]["facility"] == before["facility"]
    assert "Counts for nobody" in analysis(teacher)
    assert len(readers) == after["test"]["count"]
    _walk.post(teacher, f"{REGRADE}/1/revert")
    assert numbers(teacher)["items"][0] == before


def test_an_erased_pupil_takes_nothing_from_the_statistics(
    app: Flask, teacher: FlaskClient, readers: list[int]
) -> None:
    before = numbers(teacher)
    for reader in (readers[0], readers[3]):
        erase(app, reader)
    assert numbers(teacher) == before
    text = reading_map(teacher)
    assert (
        "Misread 1 of 6 wrong answer, right evidence Who: Misread somebody who was erased" in text
    )
    assert "Dora" not in text


def test_what_is_left_of_an_erased_pupil_is_never_marked_again(
    app: Flask, teacher: FlaskClient, readers: list[int], clock: Clock
) -> None:
    _walk.add_quiz(teacher, "lamp", TEXT + ESSAY)
    for name in ("Gus", "Hal"):
        [reader] = _class.add_readers(app, [name])
        _class.take(app, "lamp", reader, {**DOWN, "essay": "The very same words."})
    erase(app, reader)
    erase(app, readers[0])
    left = rows_of_erased(app)
    assert [len(rows) for rows in left] == [2, 6, 7]
    essay = "/teach/marking/lamp/essay"
    page = _walk.get(teacher, essay)
    assert "Answer 1 of 1" in page.text
    sent = {"answer": page.value("answer"), "action": "save", "points": "1", "alike": "1"}
    assert _walk.post(teacher, essay, essay, **sent).status_code == 303
    _walk.post(teacher, "/teach/marking", quiz="lamp", assignment="", action="release")
    clock.move(minutes=1)
    _walk.add_quiz(teacher, "lamp", TEXT.replace("answers: [oil]", "answers: [gas]") + ESSAY)
    _walk.post(teacher, REGRADE, **{"q.fuel": "recompute", "q.why": "full"})
    assert rows_of_erased(app) == left
    assert numbers(teacher)["waiting"] == []


def kept_works(texts: list[str]) -> KeptWorks:
    quiz: Any = None
    works = [
        Work(reader, quiz, {"why": Marked(Fraction(1), Fraction(0), False, (("", text),))})
        for reader, text in enumerate(texts)
    ]
    return KeptWorks(Works.of(works), Contents(), ())


@pytest.mark.parametrize("length", [10, 100, 1_000])
def test_what_is_kept_weighs_what_its_answers_take_in_memory(length: int) -> None:
    tracemalloc.start()
    kept = kept_works([f"{n:0{length}}" for n in range(2_000)])
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert size / 2 < kept.weight() < size * 2


def test_what_weighs_too_much_is_not_kept_and_pushes_nothing_out() -> None:
    kept: Keeping[str] = Keeping(10, len)
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    for text in ("a" * 6, "b" * 11, "a" * 6, "c" * 5, "c" * 5, "a" * 6):
        assert kept.get(text[:1].encode(), lambda text=text: make(text), lasts=True) == text
    assert [text[0] for text in made] == ["a", "b", "c", "a"]
