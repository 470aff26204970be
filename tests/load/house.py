"""A running server under measure with somebody in it: readers, a teacher, a class of a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from quizapp.storage import accounts, classes, links
from quizapp.storage.database import Database, make_engine
from tests.load.crowd import Crowd, add_crowd
from tests.load.quizzes import write_quiz
from tests.load.reader import Reader
from tests.load.servers import Server, our_command, run_server

QUIZ = "bench"
QUESTIONS = 10
_AT_ONCE = 50_000
_PASSWORD = "four words by heart"


@dataclass
class House:
    """A server of ours, the database it writes to, and who is known there."""

    server: Server
    database: Database
    questions: Path
    teacher: Reader
    class_id: int
    template: str

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def crowd(self, count: int, others: int = 0, each: int = 1, *, in_class: bool = False) -> None:
        """Add readers with handed-in attempts: see Crowd."""
        class_id = self.class_id if in_class else None
        # What is made up here may be lost in a power cut.
        with self.database.engine.connect() as connection:
            connection.execute(text("PRAGMA synchronous = OFF"))
            connection.execute(text("PRAGMA cache_size = -500000"))
            for done in range(0, count, _AT_ONCE):
                crowd = Crowd(self.template, min(_AT_ONCE, count - done), others, each, class_id)
                connection.execute(text("BEGIN IMMEDIATE"))
                add_crowd(connection, crowd)
                connection.execute(text("COMMIT"))
                # No transaction of ours is as large: each read would look through its log.
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            connection.execute(text("PRAGMA synchronous = FULL"))


def write_bank(folder: Path, others: int) -> None:
    """Write the quiz that is taken, and so many others."""
    folder.mkdir(parents=True)
    write_quiz(folder / f"{QUIZ}.yaml", QUESTIONS, 40)
    for n in range(others):
        write_quiz(folder / f"other-{n:05}.yaml", QUESTIONS, 10)


@contextmanager
def run_house(folder: Path, url: str = "") -> Iterator[House]:
    """Serve the bank in `folder`/questions, with a teacher and a class; on SQLite without `url`."""
    questions, instance = folder / "questions", folder / "instance"
    environment = {"QUIZAPP_DATABASE_URL": url} if url else {}
    with run_server(our_command(questions, instance), **environment) as server:
        engine = make_engine(url or f"sqlite:///{instance / 'quizapp.sqlite'}")
        if not url:
            event.listen(engine, "connect", _be_patient)
        database = Database(engine)
        try:
            teacher = _make_teacher(server, database)
            with database.read() as connection:
                person = accounts.person_called(connection, "bench-teacher")
            assert person
            now = datetime.now(UTC)
            class_id = database.write(lambda c: classes.add_class(c, "7b", person.reader_id, now))
            yield House(server, database, questions, teacher, class_id, _take(server))
        finally:
            database.close()


def _be_patient(connection: Any, _record: object) -> None:
    # A server that has just met ten thousand files writes them down for a while.
    connection.execute("PRAGMA busy_timeout = 300000")


def _make_teacher(server: Server, database: Database) -> Reader:
    link = links.new_teacher_link(database, datetime.now(UTC))
    teacher, path = Reader(server.port), f"/become-teacher/{link}"
    teacher.request("GET", path)
    fields = {"name": "Ms Bench", "user_name": "bench-teacher"}
    fields |= {"password": _PASSWORD, "again": _PASSWORD, "csrf_token": teacher.token}
    teacher.request("POST", path, fields)
    teacher.rest()
    return teacher


def _take(server: Server) -> str:
    """Take the quiz; return the id of the attempt that crowds are copies of."""
    reader = Reader(server.port)
    reader.start(QUIZ)
    for n in range(1, QUESTIONS + 1):
        path = reader.address(f"/questions/{n}")
        if n > 1:
            reader.request("GET", path)
        reader.request("POST", path, message=reader.next_save())
    attempt = reader.path.split("/")[2]
    reader.hand_in()
    reader.rest()
    return attempt
