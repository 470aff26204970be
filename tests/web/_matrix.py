"""A world with everybody who may stand in another relation to what is asked for.

Every form is sent so that it is taken from whoever may send it: what is refused to the others is
refused to them, and not for an empty field.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from quizapp.core.terms import Conditions
from quizapp.storage import accounts, assignments, classes, links, pins, roster, sessions
from quizapp.storage.models import HandMark, Role
from tests.conftest import LIGHTHOUSE
from tests.web import _walk
from tests.web._classes import code_of, come, join
from tests.web._right import MARK, POINTS, REGRADE, RIGHT, SAVE, Right
from tests.web._undo import Folder
from tests.web._world import World, cookie_of

WHO: Final = (
    "anonymous",
    "disabled",
    "guest",
    "reader",
    "classmate",
    "outsider",
    "colleague",
    "co-teacher",
    "teacher",
    "administrator",
)
QUIZ: Final = (
    LIGHTHOUSE.replace("passage:", "passage:\n  images: [{file: tower.png, alt: A tower}]")
    + """\
  - id: why
    type: open-response
    prompt: Would you like to live there?
    points: 3
"""
)
PICTURE: Final = b"\x89PNG\r\n\x1a\n and so on"
NOTHING: Final = Right()


class Matrix(World):
    """`ask` sends one request as one of WHO."""

    quiz = QUIZ

    def __init__(self, folder: Path) -> None:
        (folder / "questions").mkdir()
        (folder / "questions" / "tower.png").write_bytes(PICTURE)
        super().__init__(folder)
        self.known: dict[str, Any] = {}
        self.parts.database.write(self._teachers)
        self._pupils()
        self._work()
        self.tokens = {who: _walk.csrf(self.client(who)) for who in WHO}
        self._desk()
        self._undo.keep()
        self._folder = Folder(self.parts.bank)

    def _teachers(self, connection: Connection) -> None:
        """Somebody who teaches beside the owner, and somebody who teaches another class."""
        now, owner = self.clock.now, self.teacher.reader_id
        for who in ("co-teacher", "colleague"):
            added = accounts.add_account(connection, None, who, who, Role.TEACHER, now)
            assert isinstance(added, int)
            self.cookies[who] = sessions.new_token()
            sessions.add_session(connection, self.cookies[who], added, now)
            self.known[who] = added
        classes.add_teacher(connection, self.class_id, self.known["co-teacher"])
        self.known["second_class"] = classes.add_class(connection, "7d", owner, now)
        self.other_class = classes.add_class(connection, "8a", self.known["colleague"], now)
        for class_id in (self.class_id, self.other_class):
            assignments.add_assignment(connection, class_id, "lighthouse", Conditions(), owner, now)

    def _pupils(self) -> None:
        """One has a card, one came by the code alone, and one is of another class."""
        secret, now = self.parts.secret, self.clock.now

        def cards(connection: Connection) -> list[pins.Card]:
            for who in ("classmate", "dora"):
                self.known[who] = roster.add_pupil(connection, secret, self.class_id, who, "", now)
            return pins.make_cards(connection, secret, self.class_id, [self.known["classmate"]])

        [card] = self.parts.database.write(cards)
        code = self.known["code"] = code_of(self.app, self.class_id)
        classmate = self.app.test_client()
        assert join(classmate, code, pin=card.pin).status_code == 303
        self.cookies["classmate"] = cookie_of(classmate)
        self.cookies["guest"] = cookie_of(come(self.app, code, "Gus"))
        outsider = come(self.app, code_of(self.app, self.other_class), "Olaf")
        self.cookies["outsider"] = cookie_of(outsider)

    def _work(self) -> None:
        """The reader hands in and begins once more; others have an attempt of their own."""
        reader = self.client("reader")
        _walk.answer(reader, self.attempt, 2, "wale oil")
        _walk.answer(reader, self.attempt, 3, "No: it is too windy.")
        _walk.hand_in(reader, self.attempt)
        self.known["done"] = self.attempt.removeprefix("/attempts/")
        for who in ("reader", "classmate", "outsider"):
            started = _walk.start(self.client(who))
            self.attempt = started if who == "reader" else self.attempt

    def _desk(self) -> None:
        """Each of these has a number afterwards: points, a regrade, a version of a file."""
        page = _walk.get(self.client("teacher"), "/teach/bank/files/lighthouse.yaml")
        self.known |= {
            "assignment": self.assignment_id,
            "opened": page.value("opened"),
            "text": QUIZ.replace("Would you", "Who would"),
        }
        steps = [("teacher", MARK), ("administrator", MARK)]
        steps += [("teacher", key) for key in (POINTS, REGRADE, SAVE)]
        for who, key in steps:
            reply = self.ask(who, *key)
            assert reply.status_code == 303, (key, reply.text)
        page = _walk.get(self.client("teacher"), "/teach/bank/files/lighthouse.yaml")
        self.known["opened"] = page.value("opened")
        self.known["text"] = QUIZ.replace("to live", "to sleep")
        self.known["link"] = self.parts.database.write(
            lambda c: links.new_password_link(c, self.known["colleague"], self.clock.now)
        )
        with self.parts.database.read() as connection:
            self.known["marking"] = connection.execute(select(HandMark.id)).scalars().first()

    def ask(
        self,
        who: str,
        method: str,
        rule: str,
        *,
        with_token: bool = True,
        without: Collection[str] = (),
    ) -> TestResponse:
        right = RIGHT.get((method, rule), NOTHING)
        path = self.path(rule, **self._filled(right.values))
        fields, client = self._filled(right.fields), self.client(who)
        fields = {name: value for name, value in fields.items() if name not in without}
        if method == "GET":
            return client.get(path, query_string=fields, buffered=True)
        token = self.tokens[who] if with_token else ""
        if right.json is not None:
            head = {"X-CSRF-Token": token}
            return client.open(path, method=method, json=right.json, headers=head)
        return client.open(path, method=method, data={**fields, "csrf_token": token})

    def _filled(self, given: dict[str, str]) -> dict[str, str]:
        return {name: value.format(**self.known) for name, value in given.items()}

    def is_as_it_was(self) -> bool:
        return super().is_as_it_was() and self._folder.files() == self._folder.kept

    def restore(self) -> None:
        super().restore()
        self._folder.restore()
