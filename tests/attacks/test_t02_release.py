"""T2: no page, table or message tells of a result before its time, in any state of an attempt.

`release.toml` says what each route may tell in each state under each setting. All else that a pupil
can ask for, the desk's addresses included, may tell nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from quizapp.app import create_app
from quizapp.background import sweep
from quizapp.config import Config
from quizapp.storage.hand_marks import Judgement, Place, mark_answers
from quizapp.storage.mark_release import batches, release_batch
from quizapp.storage.sight import Onlooker
from tests.attacks.counts import IS_FULL
from tests.conftest import SECRET, Clock
from tests.web import _walk
from tests.web._room import Room
from tests.web._routes import address, methods

TABLE: Final = tomllib.loads(Path(__file__).with_name("release.toml").read_text(encoding="utf-8"))
QUIZ: Final = """\
title: The storm
passage: {text: Three ships were lost in one winter. The town built a lighthouse.}
questions:
  - id: one
    type: single-choice
    prompt: One?
    points: 100
    tags: [keyzqtag]
    process: find
    evidence: Three ships were lost
    explanation: whyzqone
    choices: [{text: Oil, correct: true}, {text: Coal, credit: 36.87%, feedback: verdictzqone}]
  - id: two
    type: short-answer
    prompt: Two?
    points: 30
    answers: [keyzqtwo]
    explanation: whyzqtwo
  - {id: three, type: open-response, prompt: Three?, points: 40, sample-answer: keyzqthree}
settings: {feedback: FEEDBACK, time-limit: 20 min}
"""
TOLD: Final = {
    "points": ("36.87", "3687/100", "28%", "22%"),
    "more-points": ("68.12", "1703/25", "40%"),
    "verdict": ("verdictzqone", "is-wrong", "is-partial", "Not right", "Partly right"),
    "key": ("keyzqtwo", "keyzqthree"),
    "why": ("whyzqone", "whyzqtwo", "is-evidence"),
    "remark": ("remarkzq",),
}
"""What can be told, and the words by which it is known."""
SETTINGS: Final = {
    "after-submit": "after-submit",
    "immediate": "immediate",
    "score-only": "score-only",
    "none": "none",
    "after-close": "after-close",
    "after-close without a date": "after-close",
    "after-close unassigned": "after-close",
}
PUPILS: Final = ("/attempts", "/history", "/quizzes")
"""What is asked for on every change; `make attacks` asks for everything."""


class Cell:
    """A pupil with an attempt of their own, in a class of their own."""

    def __init__(self, room: Room, name: str, setting: str) -> None:
        self.room, self.clock = room, room.clock
        self.quiz = setting.replace(" ", "-")
        class_id = room.add_class(name)
        self.client = room.add_pupil(name, class_id)
        closes = None if setting.endswith("date") else room.clock() + timedelta(hours=3)
        self.assignment = 0
        if not setting.endswith("unassigned"):
            self.assignment = room.give(self.quiz, class_id=class_id, closes_at=closes)
        self.attempt, self.replies = "/attempts/none", list[Any]()

    def begin(self) -> None:
        self.attempt = _walk.start(self.client, self.quiz)

    def answer(self) -> None:
        self.begin()
        token = _walk.csrf(self.client)
        for position, given in ((1, ["Coal"]), (2, "gas"), (3, "So it was.")):
            self.replies.append(_walk.answer(self.client, self.attempt, position, given))
            sent = {"base": 1, "response": {"": "x"}}
            self.replies.append(_walk.save(self.client, self.attempt, position, token, **sent))

    def check(self) -> None:
        self.answer()
        page = f"{self.attempt}/questions/1"
        fields = dict(_walk.get(self.client, page).fields)
        self.replies.append(self.client.post(page, data={**fields, "action": "check:1"}))

    def time_is_up(self) -> None:
        self.answer()
        self.clock.move(minutes=21)

    def cut_off(self) -> None:
        self.time_is_up()
        assert sweep(self.room.parts)

    def hand_in(self) -> None:
        self.answer()
        _walk.hand_in(self.client, self.attempt)

    def close(self) -> None:
        self.hand_in()
        self.clock.move(hours=4)

    def mark(self) -> None:
        """Give 31.25 points and a remark to the answer that waits."""
        self.hand_in()
        place = Place(self.attempt.rpartition("/")[2], 3)
        said = Judgement(Fraction("31.25"), (), "remarkzq")
        parts, by, now = self.room.parts, self.room.teacher_id, self.clock()
        self.room.write(lambda c: mark_answers(c, parts.versions, [place], by, said, now))

    def release(self) -> None:
        self.mark()
        by, now, mine = Onlooker(self.room.teacher_id, False), self.clock(), self.assignment
        versions = self.room.parts.versions
        self.room.write(
            lambda c: release_batch(
                c, versions, batches(c, by, [mine])[mine], by, now, is_released=True
            )
        )

    def look(self) -> Iterator[tuple[str, Any]]:
        """Yield every route that can be looked at, and what it gives."""
        for rule in self.room.app.url_map.iter_rules():
            is_asked = IS_FULL or rule.rule == "/" or rule.rule.startswith(PUPILS)
            if "GET" not in methods(rule) or rule.endpoint == "static" or not is_asked:
                continue
            values = {"name": self.quiz, "assignment_id": str(self.assignment)}
            for position in "123" if "<int:position>" in rule.rule else "1":
                path = address(rule.rule, self.attempt, position=position, **values)
                yield rule.rule, self.client.get(path, buffered=True)

    def told(self) -> dict[str, list[str]]:
        """Return what is told where."""
        found: dict[str, set[str]] = {}
        for route, reply in [("a reply", reply) for reply in self.replies] + list(self.look()):
            seen = reply.text + str(reply.headers)
            what = {name for name, words in TOLD.items() if any(word in seen for word in words)}
            if what:
                found.setdefault(route, set()).update(what)
        return {route: sorted(what) for route, what in sorted(found.items())}


STATES: Final[dict[str, Callable[[Cell], None]]] = {
    "not begun": lambda _: None,
    "open": Cell.answer,
    "checked": Cell.check,
    "time is up": Cell.time_is_up,
    "cut off": Cell.cut_off,
    "handed in": Cell.hand_in,
    "marked by hand": Cell.mark,
    "marks released": Cell.release,
    "closed for all": Cell.close,
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, shared_url: str) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("release")
    (folder / "questions").mkdir()
    for name, feedback in SETTINGS.items():
        path = folder / "questions" / f"{name.replace(' ', '-')}.yaml"
        path.write_text(QUIZ.replace("FEEDBACK", feedback), encoding="utf-8")
    clock = Clock()
    config = Config(folder / "questions", folder, secret_key=SECRET, database_url=shared_url)
    app = create_app(config, clock)
    yield Room(app, clock)
    app.extensions["quizapp"].database.close()


WORDS: Final = {
    (state, setting): word
    for state, words in TABLE["states"].items()
    for setting, word in zip(SETTINGS, words.split(), strict=True)
    if word != "-"
}


def _may_tell(state: str, setting: str) -> dict[str, list[str]]:
    tells = TABLE["tells"][WORDS[state, setting]]
    return {route: what.split() for route, what in tells.items()}


@pytest.mark.parametrize(("state", "setting"), WORDS)
def test_each_state_tells_what_its_setting_allows(room: Room, state: str, setting: str) -> None:
    cell = Cell(room, f"{state}, {setting}", setting)
    STATES[state](cell)
    assert cell.told() == _may_tell(state, setting)


def test_the_table_has_every_state_and_names_no_route_that_is_gone(room: Room) -> None:
    assert list(TABLE["states"]) == list(STATES)
    rules = {rule.rule for rule in room.app.url_map.iter_rules()}
    assert {route for tells in TABLE["tells"].values() for route in tells} <= rules
