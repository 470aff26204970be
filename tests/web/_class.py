"""A class that takes a quiz, written into the database as its pages would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import select

from quizapp.core.question import Response
from quizapp.storage import attempts, classes
from quizapp.storage.answers import Sent, save_answer
from quizapp.storage.attempts import Start, start_attempt
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import Reader
from quizapp.storage.people import insert_reader
from quizapp.storage.versions import store_version

Answers = Mapping[str, str | Response]


def add_class(app: Flask, name: str, teacher: str, pupils: Sequence[str]) -> tuple[int, list[int]]:
    """Make a class with seats; return its id and those of its pupils."""
    parts = app.extensions["quizapp"]

    def job(connection: Any) -> tuple[int, list[int]]:
        owner = connection.execute(select(Reader.id).where(Reader.name == teacher)).scalar_one()
        class_id = classes.add_class(connection, name, owner, parts.clock())
        readers = [
            insert_reader(connection, parts.secret, pupil, parts.clock()) for pupil in pupils
        ]
        for reader in readers:
            classes.take_seat(connection, class_id, reader, parts.clock())
        return class_id, readers

    return parts.database.write(job)


def add_readers(app: Flask, names: Sequence[str]) -> list[int]:
    """Make readers who sit in no class."""
    parts = app.extensions["quizapp"]
    return parts.database.write(
        lambda connection: [
            insert_reader(connection, parts.secret, name, parts.clock()) for name in names
        ]
    )


def take(
    app: Flask, quiz: str, reader: int, answers: Answers, *, hands_in: bool = True, **start: Any
) -> str:
    """Let a reader take a quiz; answers are by question id, a text standing for one choice."""
    parts = app.extensions["quizapp"]
    entry = parts.bank.get(quiz)
    ids = start.pop("questions", list(entry.quiz.items))
    begun = Start(reader, quiz, ids, f"seed {reader}", limit=None, minutes=None, **start)
    version = lambda c: store_version(c, entry, entry.quiz, parts.clock())  # noqa: E731
    attempt_id = start_attempt(parts.database, begun, version, parts.clock())
    for name, value in answers.items():
        response = (("", value),) if isinstance(value, str) else value
        sent = Sent(attempt_id, ids.index(name) + 1, 0, response)
        save_answer(parts.database, sent, parts.clock(), parts.open_until)
    if hands_in:
        with parts.database.read() as connection:
            mine = attempts.attempts_of(connection, reader, quiz)
        taken = next(one for one in mine if one.id == attempt_id)
        hand_in(parts.database, parts.versions, taken, parts.clock())
    return attempt_id
