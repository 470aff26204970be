"""T26: nothing that can be asked for keeps a core busy for long, however much there is."""

from __future__ import annotations

import http.client
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from tests.attacks.counts import count
from tests.load.house import QUIZ, House, run_house, write_bank
from tests.web._routes import address, routes

QUIZZES: Final = count(50, 1_000)
ATTEMPTS: Final = count(1_000, 30_000)
IN_CLASS: Final = count(200, 1_000)
MOST_SECONDS: Final = 2.0
SHEETS: Final = "/teach/quizzes/<name>/download/<sheet>"
"""Tables cost what they are long: large ones are made one at a time instead."""


def _cost(house: House, path: str) -> tuple[int, float]:
    """Return the status of a page, and the CPU seconds that it took the server."""
    before = house.server.cpu_seconds()
    with closing(http.client.HTTPConnection("127.0.0.1", house.server.port, timeout=120)) as asked:
        asked.request("GET", path, headers={"Cookie": house.teacher.cookie})
        reply = asked.getresponse()
        reply.read()
    return reply.status, house.server.cpu_seconds() - before


@pytest.mark.kill
def test_no_page_of_a_large_school_takes_long(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "school"
    write_bank(folder / "questions", QUIZZES)
    slow, seen = {}, 0
    with run_house(folder) as house:
        house.crowd(IN_CLASS, in_class=True)
        house.crowd(ATTEMPTS - IN_CLASS)
        values = {"name": QUIZ, "file": f"{QUIZ}.yaml", "question": "q1"}
        values["class_id"] = str(house.class_id)
        for method, rule in routes(app):
            if method != "GET" or rule == SHEETS:
                continue
            path = address(rule, f"/attempts/{house.template}", **values)
            status, seconds = _cost(house, path)
            seen += status == 200
            if seconds > MOST_SECONDS:
                slow[path] = seconds
    assert slow == {}
    assert seen >= 40
