"""Two apps on two folders share a PostgreSQL database and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.background import alone, forget_people, sweep
from quizapp.config import Config
from tests.conftest import SECRET, Clock
from tests.web import _walk
from tests.web._classes import code_of, join, press
from tests.web._room import Room

RIGHT = ["Three ships had been lost"]


@pytest.fixture
def config(tmp_path: Path, questions: Path, postgres_url: str) -> Config:
    return Config(
        questions=questions,
        instance=tmp_path / "one",
        secret_key=SECRET,
        database_url=postgres_url,
    )


@pytest.fixture
def other(tmp_path: Path, app: Flask, config: Config, clock: Clock) -> Iterator[Flask]:
    """Return the app of another machine. Its folder of quizzes is empty."""
    folder = tmp_path / "other-questions"
    folder.mkdir()
    other = create_app(replace(config, questions=folder, instance=tmp_path / "two"), clock)
    yield other
    other.extensions["quizapp"].database.close()


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def test_an_attempt_goes_on_where_its_quiz_is_no_file(
    app: Flask, other: Flask, client: FlaskClient
) -> None:
    attempt = _walk.start(client).partition("/questions")[0]
    there = _walk.same_device(other, client)
    assert there.get("/quizzes/lighthouse").status_code == 404

    assert _walk.answer(there, attempt, 1, RIGHT).status_code == 303
    assert _walk.answer(client, attempt, 2, "whale oil").status_code == 303
    assert _walk.post(there, f"{attempt}/check", f"{attempt}/check").status_code == 303
    for machine in (client, there):
        assert "2 of 2" in _walk.get(machine, f"{attempt}/result").text


def test_who_leaves_here_is_gone_there(app: Flask, other: Flask, room: Room) -> None:
    there = _walk.same_device(other, room.teacher)
    assert there.get("/teach").status_code == 200
    assert _walk.post(room.teacher, "/sign-out", "/account").status_code == 303
    assert there.get("/teach").status_code != 200


def test_wrong_passwords_are_counted_together(app: Flask, other: Flask, room: Room) -> None:
    def guess(machine: Flask) -> int:
        fields = {"user_name": "ms-hale", "password": "wrong"}
        client = machine.test_client()
        return _walk.post(client, "/sign-in", "/sign-in", **fields).status_code

    told = [guess(machine) for machine in (app, other) * 6]
    assert told[:10] == [422] * 10
    assert told[10:] == [429] * 2


def test_a_join_code_that_was_changed_here_is_no_use_there(
    app: Flask, other: Flask, room: Room
) -> None:
    press(room.teacher, room.class_id, "short")
    old = code_of(app, room.class_id)
    assert join(other.test_client(), old, "Ida").status_code == 303
    press(room.teacher, room.class_id, "short")
    assert join(other.test_client(), old, "Bo").status_code == 422


def test_what_another_process_has_just_saved_is_in_the_bank(
    app: Flask, room: Room, questions: Path
) -> None:
    text = (questions / "lighthouse.yaml").read_text(encoding="utf-8")
    (questions / "tower.yaml").write_text(text.replace("at Hale Point", "of another process", 1))

    assert "of another process" in _walk.get(room.teacher, "/teach/bank").text


def test_the_live_page_here_shows_who_answers_there(app: Flask, other: Flask, room: Room) -> None:
    given = room.give()
    attempt = _walk.start(room.pupils["Mira"]).partition("/questions")[0]
    room.pupils["Mira"] = _walk.same_device(other, room.pupils["Mira"])
    assert room.here("Mira", attempt, 2).status_code == 204
    _walk.answer(room.pupils["Mira"], attempt, 1, RIGHT)

    cells = room.teacher.get(f"/teach/assignments/{given}/live/state").get_json()["cells"]
    pupil = f"pupil-{room.ids['Mira']}"
    told = [cells[f"{pupil}-{what}"]["text"] for what in ("place", "answered", "right")]
    assert told == ["Question 2 of 2", "1 of 2", "1 right, 0 wrong"]


def test_background_work_is_done_once(
    app: Flask, other: Flask, room: Room, client: FlaskClient, clock: Clock
) -> None:
    parts: list[Any] = [machine.extensions["quizapp"] for machine in (app, other)]
    _walk.add_quiz(client, "timed", (room.parts.bank.folder / "lighthouse.yaml").read_text(),
                   time_limit="10 min")  # fmt: skip
    _walk.start(room.pupils["Mira"], "timed")
    clock.move(hours=1)
    assert [sweep(machine) for machine in parts] == [1, 0]

    with parts[0].database.alone("tidy"):
        assert not alone(parts[1], "tidy", lambda _: pytest.fail("it is being done"))
    clock.move(days=800)
    erased = [forget_people(machine) for machine in parts]
    assert erased[0] > 0
    assert erased[1] == 0
