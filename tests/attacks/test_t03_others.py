"""T3: what belongs to another class is out of reach, whoever asks and whatever ids they send.

Two houses live through a term; then the requests of each are sent again by the people of the other,
as they were and with their own ids exchanged for the other house's.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage.models import Base
from tests.attacks._session import House, Request, prepare
from tests.attacks.counts import count
from tests.conftest import SECRET, Clock
from tests.web import _walk
from tests.web._routes import address, routes
from tests.web._undo import Undo

REQUESTS: Final = count(150, 6_000)
OURS, THEIRS = "zqours", "zqtheirs"
# The bank is all teachers' and who has a code may join. The texts of the manual are nobody's.
SHARED: Final = ("/teach/bank", "/join", "/static", "/help", "/teach/near-misses")
BY_FIELD: Final = {
    "pupil": "reader_id",
    "one": "reader_id",
    "other": "reader_id",
    "keep": "reader_id",
    "seat": "reader_id",
    "target": "class_id",
    "classes": "class_id",
    "class": "class_id",
    "assignment": "assignment_id",
    "answer": "attempt_id",
}
IN_PATH: Final = {
    "class_id": r"(?<=/classes/)\d+",
    "assignment_id": r"(?<=/assignments/)\d+",
    "reader_id": r"(?<=/pupils/)\d+",
    "attempt_id": r"(?<=/attempts/)[\w-]+",
}
IN_QUERY: Final = {"class_id": r"(?<=class=)\d+", "reader_id": r"(?<=one=|her=)\d+"}


class Town:
    """Two houses in one app, put back as it was after each attack."""

    def __init__(self, folder: Path, url: str) -> None:
        (folder / "questions").mkdir()
        self.clock = Clock()
        config = Config(folder / "questions", folder, secret_key=SECRET, database_url=url)
        self.app = create_app(config, self.clock)
        prepare(self.app)
        self.ours, self.theirs = (House(self.app, name, self.clock) for name in (OURS, THEIRS))
        for house in (self.ours, self.theirs):
            house.live()
        self.ids = self.theirs.ids()
        self.own = self.ours.ids()
        for house in (self.ours, self.theirs):
            for client in house.clients.values():
                client.sent, client.before = [], None
        self.tokens = {who: _walk.csrf(c) for who, c in self.ours.clients.items()}
        self.undo = Undo(self.app)

    def templates(self) -> list[Request]:
        """Return what can be asked: what both houses sent, and every route there is."""
        sent = [*self.ours.sent, *self.theirs.sent]
        made = [
            Request("teacher", method, address(rule, f"/attempts/{self.ids['attempt_id'][0]}"))
            for method, rule in routes(self.app)
        ]
        return [r for r in [*sent, *made] if not r.path.startswith(SHARED)]

    def owned(self) -> dict[str, list[Any]]:
        """Return the rows that are about the other house."""
        found: dict[str, list[Any]] = {}
        for table in Base.metadata.sorted_tables:
            places = [
                (place, self.ids[name])
                for place, column in enumerate(table.columns)
                if (name := _kind(table.name, column.name))
            ]
            found[table.name] = [
                row
                for row in _walk.rows(self.app)[table.name]
                if any(row[place] in ids for place, ids in places)
            ]
        return found


def _kind(table: str, column: str) -> str | None:
    if column == "id":
        return {"readers": "reader_id", "classes": "class_id", "attempts": "attempt_id"}.get(
            table, "assignment_id" if table == "assignments" else None
        )
    return column if column in IN_PATH else None


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, shared_url: str) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"), shared_url)
    yield town
    town.undo.close()
    town.app.extensions["quizapp"].database.close()


def _with_their_ids(town: Town, request: Request, chance: random.Random) -> Request:
    """Put ids of the other house for those in an address and in a form."""
    path = request.path
    for patterns in (IN_PATH, IN_QUERY):
        for kind, pattern in patterns.items():
            path = re.sub(pattern, lambda _, k=kind: str(chance.choice(town.ids[k])), path)
    fields = {name: _field(town, name, value, chance) for name, value in request.fields.items()}
    return Request(request.who, request.method, path, fields, request.json)


def _field(town: Town, name: str, value: Any, chance: random.Random) -> Any:
    if kind := BY_FIELD.get(name):
        return str(chance.choice(town.ids[kind]))
    # What is sent may be shown again: it may not be taken for what was found.
    if isinstance(value, tuple):
        return value[0].replace(THEIRS.encode(), b"mine"), value[1]
    return value.replace(THEIRS, "mine") if isinstance(value, str) else value


def _half_swapped(town: Town, request: Request, chance: random.Random) -> Request:
    """Leave the address our own, and put their ids into the form alone."""
    swapped = _with_their_ids(town, request, chance)
    path = request.path
    for kind, pattern in IN_PATH.items():
        path = re.sub(pattern, lambda _, k=kind: str(chance.choice(town.own[k])), path)
    return Request(request.who, request.method, path, swapped.fields, request.json)


def _attacks(town: Town) -> Iterator[tuple[FlaskClient, str, Request]]:
    chance = random.Random(3)
    templates = town.templates()
    hands = list(town.ours.clients.items())
    for number in range(REQUESTS):
        request = templates[number % len(templates)]
        swap = _half_swapped if request.fields and chance.random() < 0.4 else _with_their_ids
        who, client = chance.choice(hands)
        if request.method != "GET" and chance.random() < 0.7:
            # A form is taken from those alone who could have sent it.
            who = request.who
            client = town.ours.clients[who]
        yield client, town.tokens[who], swap(town, request, chance)


def test_no_request_with_the_ids_of_another_house_reaches_it(town: Town) -> None:
    before, told, changed, statuses = town.owned(), [], [], set[int]()
    for client, token, request in _attacks(town):
        reply = request.send(client, token)
        statuses.add(reply.status_code)
        assert reply.status_code < 500, request
        if THEIRS in reply.text + str(reply.headers):
            told.append(request)
        if town.undo.changed():
            if town.owned() != before:
                changed.append(request)
            town.undo.restore()
    assert (told, changed) == ([], [])
    # Some were let in where nothing of the others was: so not everything was refused.
    assert {200, 303, 404} <= statuses


def test_their_own_people_are_shown_and_change_what_the_attacks_asked_for(town: Town) -> None:
    """So the test above would have seen it."""
    teacher = town.theirs.teacher
    seen = teacher.get(f"/teach/classes/{town.ids['class_id'][0]}")
    assert THEIRS in seen.text
    before = town.owned()
    page = f"/teach/classes/{town.ids['class_id'][0]}"
    _walk.post(teacher, page, page, action="lock")
    assert town.owned() != before
    assert set(town.undo.changed()) >= {"classes"}
    town.undo.restore()
    assert town.undo.changed() == {}
    assert town.owned() == before
