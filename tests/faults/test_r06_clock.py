"""R6: the machine's clock is moved. No attempt ends early, and whoever runs the place is told."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from quizapp.app import create_app
from quizapp.background import sweep
from quizapp.clock import SteadyClock
from quizapp.config import Config
from quizapp.timekeeping import Timekeeper
from tests.faults.conftest import Pupil
from tests.faults.counts import tell
from tests.faults.readers import QUIZ
from tests.web import _walk

LIMIT, GRACE = 10 * 60, 10
HOUR, DAY = 3_600, 86_400


class Machine:
    """The clocks of a machine: `wall` can be moved, what has `passed` cannot."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).timestamp()
        self.passed = 1_000.0

    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.passed += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "questions"
    folder.mkdir()
    timed = QUIZ.replace("questions:", "settings: {time-limit: 10 min}\nquestions:")
    (folder / "load.yaml").write_text(timed, encoding="utf-8")
    return folder


@pytest.fixture
def app(config: Config, machine: Machine) -> Iterator[Flask]:
    app = create_app(config, SteadyClock(lambda: machine.wall, lambda: machine.passed))
    yield app
    app.extensions["quizapp"].database.close()


# By so many seconds, when so many seconds of the attempt had passed; also twice, there and back.
STEPS = [-30 * DAY, -DAY, -HOUR, -60, 60, HOUR, DAY, 30 * DAY]
MOMENTS = [1, LIMIT // 2, LIMIT - 5, LIMIT + GRACE // 2]
CASES = [(moment, [step]) for step in STEPS for moment in MOMENTS]
CASES += [
    (moment, steps)
    for steps in ([HOUR, -HOUR], [-HOUR, HOUR], [HOUR, HOUR], [-1, -1, -1], [1, 1, 1])
    for moment in (1, LIMIT - 5)
]


@pytest.mark.parametrize("moment", sorted({moment for moment, _ in CASES}))
def test_r6_an_attempt_has_its_time_however_the_clock_is_moved(
    app: Flask, machine: Machine, moment: int
) -> None:
    parts = app.extensions["quizapp"]
    keeper = Timekeeper(parts)
    for steps in (steps for at, steps in CASES if at == moment):
        pupil = Pupil(app.test_client())
        machine.wait(moment)
        for step in steps:
            machine.wall += step
            keeper.look()
            assert sweep(parts) == 0, steps
        machine.wait(max(0, LIMIT - 1 - moment))
        keeper.look()
        assert sweep(parts) == 0, steps
        assert pupil.save(1, 0, "in time").status_code == 200, steps

        machine.wait(GRACE + 2)
        assert pupil.save(1, 1, "too late", seq=1).status_code == 409, steps
        assert sweep(parts) == 1, steps
        keeper.look()
        assert parts.clock().timestamp() == pytest.approx(machine.wall, abs=2), steps


def test_r6_there_are_forty_cases() -> None:
    tell("R6", f"{len(CASES)} ways to move the clock while an attempt runs")
    assert len(CASES) >= 40


def test_r6_a_moved_clock_is_said_once_in_the_log_and_on_the_desk(
    app: Flask, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    parts = app.extensions["quizapp"]
    keeper = Timekeeper(parts)
    teacher = app.test_client()
    _walk.become_teacher(app, teacher)
    Pupil(app.test_client())
    assert "moved the server’s clock" not in teacher.get("/teach").text

    machine.wall += HOUR
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            keeper.look()
        assert caplog.text.count("clock was moved by 3600 s") == 1
        assert "moved the server’s clock by 1 h." in teacher.get("/teach").text
        machine.wait(LIMIT + GRACE + 1)
        sweep(parts)
        keeper.look()
    assert "followed" in caplog.text
    assert "moved the server’s clock" not in teacher.get("/teach").text


def test_r6_where_nothing_is_measured_the_clock_is_followed_at_once(
    app: Flask, machine: Machine
) -> None:
    parts = app.extensions["quizapp"]
    machine.wall += 400 * DAY  # a machine without a battery, which has just heard the time
    Timekeeper(parts).look()
    assert parts.clock().timestamp() == pytest.approx(machine.wall)


def test_r6_the_newest_answer_counts_though_it_is_older_by_the_clock(
    app: Flask, machine: Machine
) -> None:
    parts = app.extensions["quizapp"]
    pupil = Pupil(app.test_client())
    assert pupil.save(1, 0, "first").status_code == 200
    machine.wall -= HOUR
    parts.clock.catch_up()
    assert pupil.save(1, 1, "second", seq=1).status_code == 200
    assert "second" in pupil.client.get(f"{pupil.url}/questions/1").text


def test_r6_the_real_clock_is_the_machines() -> None:
    clock = SteadyClock()
    assert abs(clock().timestamp() - time.time()) < 1
    assert clock.moved == timedelta(0)
