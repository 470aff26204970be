"""One server with somebody of every role, which can be put back as it was after each request."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.core.terms import Conditions
from quizapp.storage import accounts, assignments, classes, links, sessions
from quizapp.storage.looking import begin_look
from quizapp.storage.sight import Onlooker
from tests.conftest import LIGHTHOUSE, SECRET, Clock
from tests.web import _walk
from tests.web._routes import address
from tests.web._undo import Undo

WHO: Final = ("anonymous", "reader", "teacher", "administrator", "disabled")


class World:
    """`ask` sends one request as somebody; what it changed is undone before the next one."""

    quiz = LIGHTHOUSE

    def __init__(self, folder: Path) -> None:
        (folder / "questions").mkdir(exist_ok=True)
        (folder / "questions" / "lighthouse.yaml").write_text(self.quiz, encoding="utf-8")
        self.clock = Clock()
        config = Config(questions=folder / "questions", instance=folder, secret_key=SECRET)
        self.app = create_app(config, self.clock)
        # A device that has opened a form once, and that nobody is known on.
        self.cookies: dict[str, str] = {"anonymous": sessions.new_token()}
        self._people()
        self._attempt()
        self._class()
        self.tokens = {who: _walk.csrf(self.client(who)) for who in WHO}
        self._undo = Undo(self.app)

    @property
    def parts(self) -> Any:
        return self.app.extensions["quizapp"]

    def _people(self) -> None:
        """The first teacher is the administrator; each has another attempt than the reader's."""
        for who in ("administrator", "teacher", "disabled"):
            client = self.app.test_client()
            _walk.become_teacher(self.app, client, who.title())
            self.cookies[who] = cookie_of(client)
        with self.parts.database.read() as connection:
            self.disabled = accounts.person_called(connection, "teacher-3")
            self.teacher = accounts.person_called(connection, "teacher-2")
        now = self.clock.now
        self.parts.database.write(lambda c: accounts.disable(c, self.disabled.reader_id, now))
        self.parts.database.write(
            # As if somebody had kept a session alive that should have ended.
            lambda c: sessions.add_session(
                c, self.cookies["disabled"], self.disabled.reader_id, now
            )
        )
        self.token = links.new_teacher_link(self.parts.database, now)

    def _attempt(self) -> None:
        client = self.app.test_client()
        self.attempt = _walk.start(client)
        self.cookies["reader"] = cookie_of(client)
        with self.parts.database.read() as connection:
            visitor = sessions.visitor(connection, self.cookies["reader"], self.clock.now)
        self.reader_id = visitor.reader_id

    def _class(self) -> None:
        """The teacher's class, in which the reader sits, and what it is given."""

        def job(connection: Connection) -> None:
            now, owner = self.clock.now, self.teacher.reader_id
            self.class_id = classes.add_class(connection, "7b", owner, now)
            classes.take_seat(connection, self.class_id, self.reader_id, now)
            self.assignment_id = assignments.add_assignment(
                connection, self.class_id, "lighthouse", Conditions(), owner, now
            )
            self.look = begin_look(
                connection, Onlooker(owner, is_administrator=False), self.reader_id, now
            )

        self.parts.database.write(job)

    def client(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        client.set_cookie("quizapp", self.cookies[who])
        return client

    def ask(self, who: str, method: str, rule: str) -> TestResponse:
        fields = {} if method == "GET" else {"csrf_token": self.tokens[who]}
        return self.client(who).open(self.path(rule), method=method, data=fields, buffered=True)

    def path(self, rule: str, **values: str) -> str:
        """Return a route's address, of what belongs to the reader and the teacher."""
        usual = {
            "token": self.token,
            # The people's page is about accounts, the others about pupils.
            "reader_id": str(self.teacher.reader_id if "/people/" in rule else self.reader_id),
            "class_id": str(self.class_id),
            "assignment_id": str(self.assignment_id),
        }
        if "/views/" in rule:
            usual["number"] = str(self.look)
        attempt = values.pop("attempt_id", self.attempt)
        return address(rule, attempt, **(usual | values))

    def is_as_it_was(self) -> bool:
        return not self._undo.changed()

    def restore(self) -> None:
        self._undo.restore()

    def close(self) -> None:
        self.parts.database.close()
        self._undo.close()


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("quizapp")
    assert cookie
    return str(cookie.value)
