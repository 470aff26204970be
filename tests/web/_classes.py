"""What teachers and pupils do with classes, as plain functions over a test client."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp.storage import classes, joining
from quizapp.storage.classes import ClassFacts, Pupil
from quizapp.storage.joining import Joined, Newcomer, Visit
from quizapp.storage.models import SchoolClass
from tests.web import _walk

LIST = "/teach/classes"


def make_class(app: Flask, teacher: FlaskClient, name: str = "7b", **fields: str) -> ClassFacts:
    """Make a class on the page, and return it."""
    made = _walk.post(teacher, LIST, LIST, name=name, code="lasting", **fields)
    assert made.status_code == 303, made.text
    return facts(app, int(made.location.rsplit("/", 1)[1]))


def facts(app: Flask, class_id: int = 1) -> ClassFacts:
    with app.extensions["quizapp"].database.read() as connection:
        found = classes.get_class(connection, class_id)
    assert found
    return found


def press(teacher: FlaskClient, class_id: int, action: str, **fields: str) -> TestResponse:
    """Press a button on the class's page."""
    page = f"{LIST}/{class_id}"
    return _walk.post(teacher, page, page, action=action, **fields)


def join(
    client: FlaskClient, code: str, name: str = "", how: str = "name", **fields: str
) -> TestResponse:
    return _walk.post(client, "/join", "/join", code=code, name=name, how=how, **fields)


def come(app: Flask, code: str, name: str) -> FlaskClient:
    """Return the device of a pupil who has joined."""
    client = app.test_client()
    reply = join(client, code, name)
    assert reply.status_code == 303, reply.text
    return client


def pupils(app: Flask, class_id: int = 1) -> list[Pupil]:
    with app.extensions["quizapp"].database.read() as connection:
        return list(classes.pupils_of(connection, class_id))


def code_of(app: Flask, class_id: int = 1) -> str:
    with app.extensions["quizapp"].database.read() as connection:
        found = select(SchoolClass.code).where(SchoolClass.id == class_id)
        return str(connection.execute(found).scalar_one())


def enter(app: Flask, code: str, name: str, address: str | None = None) -> joining.Outcome:
    """Join as storage sees it: for many at once."""
    parts = app.extensions["quizapp"]
    return joining.join(parts.door, Visit(code, address, parts.clock()), Newcomer(name))


def has_joined(found: joining.Outcome) -> bool:
    return isinstance(found, Joined)
