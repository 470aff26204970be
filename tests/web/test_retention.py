"""Nobody is kept longer than is said: with the clock past each limit, no row is left (D4)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from quizapp.background import tidy
from quizapp.storage import links
from quizapp.storage.models import (
    Attempt,
    Base,
    Failures,
    PasswordLink,
    Reader,
    Role,
    SchoolClass,
    Session,
)
from tests.conftest import Clock
from tests.web import _walk
from tests.web._room import Room

NAME, WORDS = "Mira of the long name", "a keeper who sang at night"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return Room(app, clock)


def rows_about(app: Flask, reader: int, attempts: list[str]) -> dict[str, int]:
    """Count the rows of every table that name a reader, or one of their attempts."""
    wanted: dict[str, list[Any]] = {"readers.id": [reader], "attempts.id": attempts}
    found = {}
    with app.extensions["quizapp"].database.read() as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                names = {key.target_fullname for key in column.foreign_keys}
                if f"{table.name}.{column.name}" in wanted:
                    names.add(f"{table.name}.{column.name}")
                for name in names & wanted.keys():
                    which = select(func.count()).where(column.in_(wanted[name]))
                    if count := connection.execute(which).scalar_one():
                        found[f"{table.name}.{column.name}"] = count
    return found


def fill(room: Room) -> tuple[int, list[str]]:
    """Let a pupil leave a row wherever a pupil can."""
    client = room.add_pupil(NAME)
    room.accommodate(NAME, has_large_text=True)
    _walk.add_quiz(
        room.teacher, "song", "title: Song\nquestions:\n  - {type: open-response, prompt: Who?}\n"
    )
    room.give("song", to=[room.ids[NAME]])
    song = _walk.start(client, "song")
    _walk.answer(client, song, 1, WORDS)
    _walk.hand_in(client, song)
    with room.parts.database.read() as connection:
        quiz = connection.execute(select(Attempt.questions)).scalar_one()
    page = f"/teach/marking/song/{quiz[0]}"
    answer = room.page(page).value("answer")
    room.send(page, page, answer=answer, action="save", points="1", comment="Well heard.")
    room.give("lighthouse")
    still_open = _walk.start(client)
    _walk.save(client, still_open, 2, "whale oil")
    room.here(NAME, still_open)
    return room.ids[NAME], [song.rpartition("/")[2], still_open.rpartition("/")[2]]


def bytes_of(app: Flask) -> bytes:
    folder = app.extensions["quizapp"].config.instance
    return b"".join(path.read_bytes() for path in folder.glob("quizapp.sqlite*"))


def test_of_a_guest_no_row_is_left_30_days_after_the_class_has_ended(
    app: Flask, room: Room, clock: Clock
) -> None:
    reader, attempts = fill(room)
    before = rows_about(app, reader, attempts)
    assert before.keys() >= {
        "accommodations.reader_id",
        "answers.attempt_id",
        "assignment_readers.reader_id",
        "attempts.reader_id",
        "hand_marks.attempt_id",
        "marks.attempt_id",
        "presences.attempt_id",
        "readers.id",
        "seats.reader_id",
        "sessions.reader_id",
    }
    room.write(
        lambda c: c.execute(SchoolClass.__table__.update().values(archived_at=clock())).close()
    )
    clock.move(days=30)
    tidy(room.parts)
    assert rows_about(app, reader, attempts)
    assert not room.parts.database.is_sqlite or NAME.encode() in bytes_of(app)
    clock.move(hours=1)
    tidy(room.parts)
    assert rows_about(app, reader, attempts) == {}
    for text in (NAME, WORDS):
        assert text.encode() not in bytes_of(app)


def test_of_an_account_no_row_is_left_after_12_months_without_use(
    app: Flask, room: Room, clock: Clock
) -> None:
    _walk.become_teacher(app, app.test_client(), "Admin")
    assert rows_about(app, room.teacher_id, [])
    clock.move(days=366)
    tidy(room.parts)
    assert rows_about(app, room.teacher_id, []) == {}
    with room.parts.database.read() as connection:
        left = (
            connection.execute(select(Reader.name).where(Reader.role != Role.ERASED))
            .scalars()
            .all()
        )
    # Somebody has to be able to come in.
    assert left == ["Admin"]


def test_sign_ins_links_and_wrong_guesses_are_gone_within_their_time(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    parts = app.extensions["quizapp"]
    _walk.become_teacher(app, client)
    parts.database.write(lambda c: links.new_password_link(c, 1, clock()))
    _walk.post(app.test_client(), "/sign-in", "/sign-in", user_name="nobody", password="wrong")
    tables = (Session, PasswordLink, Failures)
    assert all(_count(app, table) for table in tables)
    clock.move(days=31)
    tidy(parts)
    assert [_count(app, table) for table in tables] == [0, 0, 0]


def _count(app: Flask, table: type[Base]) -> int:
    with app.extensions["quizapp"].database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
