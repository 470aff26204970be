"""T9: passwords, codes and links are guessed no more often than is safe, whichever way one tries.

What each way in does in detail is tried beside it: tests/storage/test_throttle.py, and in tests/web
test_join.py, test_sign_in.py and test_second_factor.py.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import delete, insert

from quizapp.app import create_app
from quizapp.config import Config
from quizapp.storage import accounts, passwords
from quizapp.storage.classes import LASTING_CODE, SHORT_CODE, SHORT_LIFE
from quizapp.storage.database import Database
from quizapp.storage.models import Failures, Role
from quizapp.storage.people import ALPHABET
from quizapp.storage.start import open_database
from quizapp.storage.throttle import ACCOUNT_FREE, ADDRESS_A_MINUTE, SITE_A_MINUTE, Guard
from tests.attacks._ways import WAYS, Place
from tests.conftest import SECRET, Clock

MAIL: Final = {
    "smtp_host": "127.0.0.1",
    "smtp_port": 9,  # nobody listens there
    "smtp_from": "quizapp@school.example",
    "public_url": "https://quiz.school.example",
}
PROCESSES: Final = 4
GUESSES: Final = """
import json, sys, time
from datetime import UTC, datetime, timedelta
from sqlalchemy.exc import OperationalError
from quizapp.storage.start import open_database
from quizapp.storage.throttle import Guard, Wait

now, mine = datetime(2026, 3, 2, 9, 0, tzinfo=UTC), int(sys.argv[2])
database, _ = open_database(sys.argv[1], now)
guard = Guard(b"a secret of the tests, as long as a real one")

def sure(act):
    # While another process has the database a guess is not looked at: it is made again.
    while True:
        try:
            return act()
        except OperationalError:
            time.sleep(0.1)

def guess(address, minute):
    def job(connection):
        at = now + timedelta(minutes=minute)
        found = [guard.guess_code(connection, address(n), at, lambda _: None) for n in range(10)]
        return sum(not isinstance(one, Wait) for one in found)
    return sure(lambda: database.write(job))

turns = [sure(lambda: guard.take_turn(database, "password", "hale", now)) for _ in range(10)]
print(json.dumps({
    "account": turns.count(None),
    "address": guess(lambda n: "192.0.2.7", 1),
    "site": guess(lambda n: f"198.51.{mine}.{n}", 2),
}))
database.close()
"""


@pytest.mark.parametrize(
    ("letters", "codes", "days", "most"),
    [(SHORT_CODE, 50, SHORT_LIFE.days, 0.1), (LASTING_CODE, 1_000, 365, 1.0)],
)
def test_a_code_is_long_enough_for_as_long_as_it_lives(
    letters: int, codes: int, days: int, most: float
) -> None:
    """So often would somebody hit one who spends all that a whole site lets through."""
    guesses = SITE_A_MINUTE * 60 * 24 * days
    assert guesses * codes / len(ALPHABET) ** letters < most


@pytest.mark.both_databases
def test_four_processes_together_guess_no_more_often_than_one(database_url: str) -> None:
    _leave(database_url, 30)
    command = [sys.executable, "-c", GUESSES, database_url]
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, text=True)
            )
            for number in range(PROCESSES)
        ]
        turns = [json.loads(process.communicate()[0]) for process in started]
    assert {limit: sum(one[limit] for one in turns) for limit in turns[0]} == {
        "account": ACCOUNT_FREE,
        "address": ADDRESS_A_MINUTE,
        "site": 30,
    }


def _leave(url: str, guesses: int) -> None:
    """Spend the guesses of a site's third minute but for the last ones."""
    now = datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    database, _ = open_database(url, now)
    _spend(database, Guard(SECRET.encode()), now, SITE_A_MINUTE - guesses)
    database.close()


def _spend(database: Database, guard: Guard, now: datetime, count: int = SITE_A_MINUTE) -> None:
    """Store that so many wrong guesses were made at a site in this minute."""
    row = {"count": count, "last_at": now, "blocked_until": now, "subject": guard._site(now)}
    database.write(lambda c: c.execute(insert(Failures).values(row)).close())


# Every way in


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Flask]:
    app = create_app(replace(config, **MAIL), clock)
    yield app
    app.extensions["quizapp"].database.close()


@pytest.fixture
def place(app: Flask, clock: Clock) -> Place:
    return Place(app, clock)


@pytest.mark.parametrize("name", WAYS)
def test_each_way_in_takes_as_many_wrong_guesses_and_then_not_even_a_right_one(
    place: Place, clock: Clock, name: str
) -> None:
    way = WAYS[name](place)
    assert [way.send(way.wrong) for _ in range(way.limit)] == [way.refused] * way.limit
    assert [way.send(way.wrong), way.send(way.right())] == [429, 429]
    clock.move(minutes=1)
    assert way.send(way.right()) in {200, 303}


def test_a_site_that_is_guessed_at_lets_nobody_guess_on_by_any_way(
    place: Place, clock: Clock
) -> None:
    ways = place.ways()
    place.parts.database.write(lambda c: c.execute(delete(Failures)).close())
    _spend(place.parts.database, place.parts.door.guard, clock.now)
    assert {name: way.send(way.right()) for name, way in ways.items()} == dict.fromkeys(ways, 429)
    clock.move(minutes=1)
    assert {way.send(way.right()) for way in ways.values()} == {200, 303}


# Who is there


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep how each password was hashed: the work, without what came out."""
    seen: list[str] = []
    real = passwords._HASHER

    class Spy:
        def verify(self, stored: str, password: bytes) -> bool:
            seen.append(stored.rpartition("$")[0].rpartition("$")[0])
            return bool(real.verify(stored, password))

    monkeypatch.setattr(passwords, "_HASHER", Spy())
    return seen


@pytest.mark.usefixtures("costly_passwords")
def test_who_is_not_there_takes_the_same_bytes_and_the_same_work(
    place: Place, hashed: list[str]
) -> None:
    now, database = place.clock.now, place.parts.database
    for name in ("no-password", "shut-out0"):
        database.write(lambda c, n=name: accounts.add_account(c, None, n, n, Role.TEACHER, now))
    with database.read() as connection:
        shut = accounts.person_called(connection, "shut-out0")
    database.write(lambda c: accounts.disable(c, shut.reader_id, now))
    told = set()
    for name in ("teacher-1", "teacher-9", "no-password", "shut-out0", "teacher%00"):
        way = place.sign_in()
        reply = way.client.post(
            way.page, data={"csrf_token": way.token, "user_name": name, "password": "wrong wrong"}
        )
        page = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", reply.text.replace(name, ""))
        told.add((reply.status_code, page, *sorted(reply.headers.keys())))
    assert len(told) == 1
    assert hashed == ["$argon2id$v=19$m=19456,t=2,p=1"] * 5
