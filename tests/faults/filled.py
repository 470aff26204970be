"""A database with many attempts at one quiz, abandoned wherever their readers were."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from random import Random

from quizapp.core.bank import Bank
from quizapp.storage.answers import Receipt
from quizapp.storage.database import Database, make_engine
from tests.storage.conftest import House

NAME = "instance/quizapp.sqlite"
MINUTES = 10


def open_house(folder: Path) -> House:
    """Open a house on SQLite in a folder."""
    (folder / NAME).parent.mkdir(exist_ok=True)
    return House(folder, f"sqlite:///{folder / NAME}")


def fill(folder: Path, attempts: int) -> dict[str, Fraction]:
    """Begin attempts and leave them; return what each has earned by then."""
    random, house = Random(20260302), open_house(folder)
    earned = {}
    for _ in range(attempts):
        attempt = house.start(house.add_reader()[1], minutes=MINUTES)
        earned[attempt] = Fraction(0)
        for position, right, points in ((1, "1871", Fraction(1)), (2, "whale oil", Fraction(1, 3))):
            # The last of so many answers counts; some never came to the question.
            given = [random.choice(("1", right)) for _ in range(random.randint(0, 3))]
            for number, text in enumerate(given):
                said = house.save(attempt, number, text, position=position)
                assert isinstance(said, Receipt)
            earned[attempt] += points * (given[-1:] == [right])
    house.database.forget()
    house.database.close()
    return earned


def reopen(folder: Path) -> tuple[Database, Bank]:
    """Open a filled folder, or a copy of one."""
    bank = Bank(folder / "questions")
    bank.refresh()
    return Database(make_engine(f"sqlite:///{folder / NAME}")), bank


def stored_points(folder: Path) -> dict[str, Fraction | None]:
    """Return what each attempt earned as it is stored, after checking that the file is whole."""
    with closing(sqlite3.connect(folder / NAME)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT id, earned FROM attempts")
        return {attempt: None if earned is None else Fraction(earned) for attempt, earned in rows}


def counted(folder: Path, select: str) -> dict[str, int]:
    """Return the rows of a statement that counts by attempt."""
    with closing(sqlite3.connect(folder / NAME)) as connection:
        return dict(connection.execute(select).fetchall())
