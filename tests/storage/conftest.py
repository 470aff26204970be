"""A database in a folder of its own, and a small quiz to fill it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from quizapp.core.bank import Bank, BankEntry
from quizapp.core.question import Response
from quizapp.core.quiz import Quiz
from quizapp.storage import people, sessions
from quizapp.storage.answers import Closed, Receipt, Sent, Stale, save_answer
from quizapp.storage.attempts import GRACE, Start, Taken, own_attempt, start_attempt
from quizapp.storage.database import Database
from quizapp.storage.start import open_database
from quizapp.storage.versions import Versions, store_version

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = b"a secret of the tests, as long as a real one"
QUIZ = """\
title: The lighthouse
passage:
  text: |
    Hale Point got its lighthouse in 1871. The lamp burned whale oil.
settings:
  feedback: immediate
  tries: 3
  penalty: 1/4
questions:
  - {id: year, type: numeric, prompt: When?, answer: 1871}
  - {id: fuel, type: short-answer, prompt: What burned?, answers: [whale oil], points: 1/3}
"""


def together(job: Callable[[int], T], count: int) -> list[T]:
    """Run a job in many threads at once; return what each gave."""
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(job, range(count)))


class House:
    """A database, one quiz, and short words for what the tests do with them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.path = folder / "instance" / "quizapp.sqlite"
        self.questions = folder / "questions"
        self.questions.mkdir()
        self.write_quiz(QUIZ)
        self.bank = Bank(self.questions)
        self.bank.refresh()
        self.database, _ = open_database(self.url, NOW)
        self.versions = Versions(self.database)

    def write_quiz(self, text: str) -> None:
        (self.questions / "lighthouse.yaml").write_text(text, encoding="utf-8")

    @property
    def entry(self) -> BankEntry:
        entry = self.bank.get("lighthouse")
        assert entry
        return entry

    @property
    def quiz(self) -> Quiz:
        assert self.entry.quiz
        return self.entry.quiz

    def version(self, connection: Connection) -> int:
        return store_version(connection, self.entry, self.quiz, NOW)

    def add_reader(self, name: str = "Ann") -> tuple[str, int]:
        """Return a new reader's token and id."""
        token = people.add_reader(self.database, SECRET, name, NOW)
        with self.database.read() as connection:
            visitor = sessions.visitor(connection, token, NOW)
        assert visitor
        return token, visitor.reader_id

    def start(
        self, reader_id: int, limit: int | None = None, minutes: int | None = None, seed: str = "s"
    ) -> str:
        start = Start(reader_id, "lighthouse", ("year", "fuel"), seed, limit, minutes)
        return start_attempt(self.database, start, self.version, NOW)

    def taken(self, token: str, attempt_id: str) -> Taken:
        with self.database.read() as connection:
            own = own_attempt(connection, token, attempt_id, NOW)
        assert own
        return own[1]

    def save(
        self,
        attempt_id: str,
        base: int,
        text: str,
        *,
        position: int = 1,
        after: timedelta = timedelta(0),
        **more: object,
    ) -> Receipt | Stale | Closed:
        response: Response = (("", text),) if text else ()
        sent = Sent(attempt_id, position, base, response)._replace(**more)
        now = NOW + after
        return save_answer(self.database, sent, now, now - GRACE)


@pytest.fixture
def house(tmp_path: Path, database_url: str) -> Iterator[House]:
    house = House(tmp_path, database_url)
    yield house
    house.database.close()


@pytest.fixture
def database(house: House) -> Database:
    return house.database


@pytest.fixture
def attempt(house: House) -> str:
    """Return an attempt that has just begun."""
    return house.start(house.add_reader()[1])
