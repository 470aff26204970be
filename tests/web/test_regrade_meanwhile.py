"""What happens while a regrade reckons: nobody is left with the old key, no mark is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.core.correction import Policy
from quizapp.storage import attempts
from quizapp.storage.handing_in import hand_in
from quizapp.storage.regrades import regrade
from tests.conftest import Clock
from tests.web import _walk
from tests.web.test_regrade import School

pytestmark = pytest.mark.both_databases


class Meanwhile:
    """A database in which something happens after all was read, just before it is written."""

    def __init__(self, database: Any, act: Callable[[], object]) -> None:
        self._database, self._act = database, act
        self.read = database.read

    def write(self, job: Any) -> Any:
        self._act()
        return self._database.write(job)


@pytest.fixture
def school(app: Flask, client: FlaskClient, clock: Clock) -> School:
    school = School(app, client, clock)
    dora = app.test_client()
    attempt = _walk.start(dora, "lamp", "Dora")
    _walk.answer(dora, attempt, 1, ["Whale oil"])
    _walk.answer(dora, attempt, 2, "1904")
    school.attempts["Dora"] = (dora, attempt)
    clock.move(minutes=5)
    school.mend()
    return school


def taken_by(school: School) -> dict[str, attempts.Taken]:
    with school.app.extensions["quizapp"].database.read() as connection:
        return dict(attempts.attempts_at(connection, "lamp"))


def stored(school: School) -> dict[str, object]:
    """Return everybody's points as they are stored: a result's page would reckon them itself."""
    return {name: taken.earned for name, taken in taken_by(school).items()}


def mark_anew(school: School, act: Callable[[], object]) -> None:
    """Regrade while something happens."""
    parts = school.app.extensions["quizapp"]
    entry = parts.bank.get("lamp")
    database: Any = Meanwhile(parts.database, act)
    rulings = {"fuel": Policy.RECOMPUTE}
    regrade(database, parts.versions, entry, entry.quiz, rulings, 1, school.clock())


def test_who_hands_in_meanwhile_is_marked_anew_too(school: School) -> None:
    mark_anew(school, lambda: _walk.hand_in(*school.attempts["Dora"]))
    assert stored(school) == {"Ann": 1, "Ben": 2, "Cem": 1, "Dora": 2}


def test_points_set_meanwhile_stay(school: School) -> None:
    page = f"/teach{school.attempts['Cem'][1]}"
    said = {"question": "fuel", "points": "1", "reason": "So"}
    mark_anew(school, lambda: _walk.post(school.teacher, f"{page}/points", page, **said))
    assert stored(school) == {"Ann": 1, "Ben": 2, "Cem": 2, "Dora": None}


def test_who_began_to_hand_in_before_it_is_marked_by_the_mended_key(school: School) -> None:
    parts, taken = school.app.extensions["quizapp"], taken_by(school)["Dora"]
    school.regrade(fuel="recompute")
    hand_in(parts.database, parts.versions, taken, school.clock())
    assert stored(school)["Dora"] == 2
