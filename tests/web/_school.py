"""A class with a teacher, and pupils who take quizzes without a browser's round trips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quizapp.core.terms import Conditions
from quizapp.storage import assignments, attempts, classes, people, sessions
from quizapp.storage.answers import Sent, save_answer
from quizapp.storage.attempts import Start
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import Reader
from quizapp.storage.versions import store_version
from tests.conftest import Clock
from tests.web import _walk

RIGHT = (("", "Three ships had been lost"),)
WRONG = (("", "A keeper had asked for it"),)
OIL = (("", "whale oil"),)
BLANK: tuple[tuple[str, str], ...] = ()
Response = tuple[tuple[str, str], ...]


class School:
    """Everything is written through storage, as the pages would write it."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock, self.parts = app, clock, app.extensions["quizapp"]
        _walk.become_teacher(app, app.test_client(), "Admin")
        self.teacher = app.test_client()
        _walk.become_teacher(app, self.teacher)
        self.teacher_id = self.reader_id("Ms Hale")
        self.class_id = self.add_class("7b")

    def add_class(self, name: str) -> int:
        return self.write(lambda c: classes.add_class(c, name, self.teacher_id, self.clock()))

    def other_teacher(self) -> FlaskClient:
        client = self.app.test_client()
        _walk.become_teacher(self.app, client, "Mr Other")
        return client

    def wait(self, **by: float) -> None:
        """Let time pass; the teacher signs in again."""
        self.clock.move(**by)
        token = sessions.new_token()
        self.write(lambda c: sessions.add_session(c, token, self.teacher_id, self.clock()))
        self.teacher.set_cookie("quizapp", token)

    def write(self, job: Any) -> Any:
        return self.parts.database.write(job)

    def reader_id(self, name: str) -> int:
        with self.parts.database.read() as connection:
            found = select(Reader.id).where(Reader.name == name).order_by(Reader.id.desc())
            return int(connection.execute(found).scalars().first() or 0)

    def pupil(self, name: str, class_id: int | None = None) -> int:
        """Give somebody a seat."""

        people.add_reader(self.parts.database, self.parts.secret, name, self.clock())
        reader, room = self.reader_id(name), class_id or self.class_id
        self.write(lambda c: classes.take_seat(c, room, reader, self.clock()))
        return reader

    def give(self, quiz: str = "lighthouse", **conditions: Any) -> int:
        given = Conditions()._replace(**conditions)
        return int(
            self.write(
                lambda c: assignments.add_assignment(
                    c, self.class_id, quiz, given, self.teacher_id, self.clock()
                )
            )
        )

    def begin(self, reader: int, assignment: int | None = None, quiz: str = "lighthouse") -> str:
        entry = self.parts.bank.get(quiz)
        ids = [question.id for question in entry.quiz.questions()]
        start = Start(reader, quiz, ids, "seed", None, None, assignment_id=assignment)
        return attempts.start_attempt(
            self.parts.database,
            start,
            lambda c: store_version(c, entry, entry.quiz, self.clock()),
            self.clock(),
        )

    def save(self, attempt: str, position: int, response: Response, **more: Any) -> None:
        sent = Sent(attempt, position, more.pop("base", 0), response, **more)
        save_answer(self.parts.database, sent, self.clock(), self.parts.open_until)

    def hand_in(self, attempt: str) -> None:
        with self.parts.database.read() as connection:
            taken = attempts.attempts_where(connection, attempts.Attempt.id == attempt)[0][1]
        hand_in(self.parts.database, self.parts.versions, taken, self.clock())

    def take(
        self, reader: int, responses: Sequence[Response], assignment: int | None = None, **more: Any
    ) -> str:
        attempt = self.begin(reader, assignment, **more)
        for position, response in enumerate(responses, 1):
            if response:
                self.save(attempt, position, response)
        self.hand_in(attempt)
        return attempt
