"""A class with its teacher and pupils, each on a device of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from werkzeug.test import TestResponse

from quizapp.core.terms import Accommodation, Conditions
from quizapp.storage import accounts, assignments, classes, terms
from quizapp.storage.models import Attempt, Presence, Reader, Role
from quizapp.storage.people import add_reader
from quizapp.storage.sessions import add_session, new_token
from tests.conftest import Clock
from tests.web import _walk
from tests.web._page import Page

T = TypeVar("T")


class Room:
    """The class 7b of Ms Hale, with Mira and Ola in it."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.parts = app.extensions["quizapp"]
        self.teacher = app.test_client()
        self.teacher_id = self.add_teacher("Ms Hale", self.teacher)
        self.class_id = self.add_class("7b")
        self.pupils: dict[str, FlaskClient] = {}
        self.ids: dict[str, int] = {}
        for name in ("Mira", "Ola"):
            self.add_pupil(name)

    def write(self, job: Callable[[Connection], T]) -> T:
        return self.parts.database.write(job)

    def add_teacher(self, name: str, client: FlaskClient) -> int:
        """Let somebody who teaches be known on a device, without the time a password takes."""
        user_name, token = name.lower().replace(" ", "-"), new_token()

        def job(connection: Connection) -> int:
            now = self.clock()
            added = accounts.add_account(connection, None, name, user_name, Role.TEACHER, now)
            assert isinstance(added, int)
            add_session(connection, token, added, now)
            return added

        client.set_cookie("quizapp", token)
        return self.write(job)

    def add_class(self, name: str) -> int:
        return self.write(lambda c: classes.add_class(c, name, self.teacher_id, self.clock()))

    def add_pupil(self, name: str, class_id: int | None = None) -> FlaskClient:
        """Let somebody join; return their device."""
        token = add_reader(self.parts.database, self.parts.secret, name, self.clock())
        client = self.pupils[name] = self.app.test_client()
        client.set_cookie("quizapp", token)
        with self.parts.database.read() as connection:
            self.ids[name] = connection.execute(
                select(Reader.id).where(Reader.name == name)
            ).scalar_one()
        into = class_id or self.class_id
        self.write(lambda c: classes.take_seat(c, into, self.ids[name], self.clock()))
        return client

    def give(
        self,
        quiz: str = "lighthouse",
        *,
        class_id: int | None = None,
        to: list[int] | None = None,
        **says: Any,
    ) -> int:
        """Assign a quiz; return the assignment's id."""
        given = Conditions()._replace(**says)
        return self.write(
            lambda c: assignments.add_assignment(
                c, class_id or self.class_id, quiz, given, self.teacher_id, self.clock(), to or []
            )
        )

    def accommodate(self, name: str, **values: Any) -> None:
        given = Accommodation()._replace(**values)
        self.write(
            lambda c: terms.set_accommodation(
                c, self.parts.versions, self.ids[name], given, self.clock()
            )
        )

    def given(self) -> list[assignments.Given]:
        """Return what the class is given."""
        with self.parts.database.read() as connection:
            return assignments.assignments_of_class(connection, self.class_id)

    def page(self, path: str) -> Page:
        """Return a page as the teacher sees it."""
        return _walk.get(self.teacher, path)

    def send(self, path: str, form_on: str = "", **fields: Any) -> TestResponse:
        """Send a form as the teacher."""
        return _walk.post(self.teacher, path, form_on or path, **fields)

    def here(self, name: str, attempt: str, position: int = 1) -> TestResponse:
        """Let a pupil's page say that it is there."""
        client = self.pupils[name]
        headers = {"X-CSRF-Token": _walk.csrf(client)}
        return client.post(f"{attempt}/here", json={"position": position}, headers=headers)

    def deadline(self) -> Any:
        with self.parts.database.read() as connection:
            return connection.execute(select(Attempt.deadline)).scalar()

    def presences(self) -> list[tuple[str, int]]:
        with self.parts.database.read() as connection:
            found = select(Presence.attempt_id, Presence.position)
            return [(row[0], row[1]) for row in connection.execute(found)]
