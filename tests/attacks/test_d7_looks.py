"""D7: whoever looks at a pupil's work is written down, with numbers and no names."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests.attacks._session import House, prepare
from tests.conftest import Clock
from tests.web import _walk


class Events(logging.Handler):
    """What the security log says."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(json.loads(record.getMessage()))


@pytest.fixture
def log() -> Iterator[Events]:
    handler, logger = Events(), logging.getLogger("quizapp.security")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)


def test_every_look_at_a_pupils_work_is_logged(app: Flask, clock: Clock, log: Events) -> None:
    prepare(app)
    house = House(app, "zqlook", clock)
    house.make_classes()
    house.give()
    house.pupils_work()
    hub, own = house.hub, house.ids()
    pupil, attempt = own["reader_id"][0], house.attempts["ann"]
    for path in (
        f"/teach/pupils/{pupil}",
        f"{hub}/pupils/{pupil}",
        f"/teach{attempt}",
        f"{hub}/results",
        f"{hub}/results/grades.csv",
        f"{house.given}/live",
        "/teach/quizzes/storm",
        "/teach/quizzes/storm/download/answers.csv",
        "/teach/quizzes/storm/map",
        "/teach/quizzes/storm/analysis",
        "/teach/marking/storm/why",
        "/teach/near-misses/storm",
    ):
        log.events.clear()
        assert house.teacher.get(path).status_code == 200, path
        assert log.events, path
        told = log.events[-1]
        assert told["by"] == house.teacher_id, path
        assert told["at"].startswith("2026-03-02T09:00:00"), path
        assert "zqlook" not in json.dumps(log.events).lower().replace("c zqlook", ""), path


def test_what_is_refused_or_of_nobody_is_no_look(app: Flask, clock: Clock, log: Events) -> None:
    prepare(app)
    house, other = House(app, "zqlook", clock), House(app, "zqother", clock)
    house.make_classes()
    house.give()
    house.pupils_work()
    log.events.clear()
    for path in (house.hub, f"/teach{house.attempts['ann']}", "/teach/pupils/9999"):
        assert other.teacher.get(path).status_code == 404
    assert _walk.get(house.teacher, "/teach").text
    assert [event for event in log.events if "seen" in event["event"]] == []
