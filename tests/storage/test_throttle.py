"""How often something secret may be guessed. By several processes: test_t09_guessing.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from quizapp.storage import throttle
from quizapp.storage.models import Failures
from quizapp.storage.throttle import ACCOUNT_FREE, Guard, Wait
from tests.storage.conftest import NOW, SECRET, House, together

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


@pytest.fixture
def guard() -> Guard:
    return Guard(SECRET)


def right(_connection: Connection) -> str:
    return "in"


def wrong(_connection: Connection) -> None:
    return None


def test_twenty_threads_at_once_get_ten_turns(house: House, guard: Guard) -> None:
    turns = together(lambda _: guard.take_turn(house.database, "password", "hale", NOW), 20)
    assert turns.count(None) == ACCOUNT_FREE


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(house: House, guard: Guard) -> None:
    now, waits = NOW, []
    for _ in range(ACCOUNT_FREE - 1):
        assert guard.take_turn(house.database, "password", "hale", now) is None
    for _ in range(9):
        assert guard.take_turn(house.database, "password", "hale", now) is None
        found = guard.take_turn(house.database, "password", "hale", now)
        assert isinstance(found, Wait)
        waits.append(found.time.total_seconds())
        now += found.time
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_an_hour_of_silence_forgets_the_failures(house: House, guard: Guard) -> None:
    for _ in range(ACCOUNT_FREE):
        guard.take_turn(house.database, "password", "hale", NOW)
    later = NOW + timedelta(hours=1)
    turns = [guard.take_turn(house.database, "password", "hale", later) for _ in range(11)]
    assert turns[:ACCOUNT_FREE] == [None] * ACCOUNT_FREE
    assert turns[ACCOUNT_FREE] is not None


def test_one_account_keeps_no_other_waiting(house: House, guard: Guard) -> None:
    for _ in range(ACCOUNT_FREE + 1):
        guard.take_turn(house.database, "password", "hale", NOW)
    assert guard.take_turn(house.database, "password", "dale", NOW) is None
    assert guard.take_turn(house.database, "code", "hale", NOW) is None


def test_six_hundred_right_codes_and_twenty_slips_from_one_address(
    house: House, guard: Guard
) -> None:
    def job(connection: Connection) -> list[str | Wait | None]:
        return [
            guard.guess_code(connection, "192.0.2.7", NOW, right if n % 31 else wrong)
            for n in range(620)
        ]

    found = house.database.write(job)
    assert (found.count("in"), found.count(None)) == (600, 20)


def test_the_whole_site_takes_six_hundred_wrong_codes_a_minute(house: House, guard: Guard) -> None:
    def job(connection: Connection) -> list[str | Wait | None]:
        return [guard.guess_code(connection, f"192.0.2.{n}", NOW, wrong) for n in range(601)]

    found = house.database.write(job)
    assert found[:600] == [None] * 600
    assert found[600] == Wait(timedelta(minutes=1))
    last = NOW + timedelta(seconds=59)
    assert guard.take_turn(house.database, "password", "hale", last) == Wait(SECOND)
    assert guard.take_turn(house.database, "password", "hale", last + SECOND) is None


def test_no_name_and_no_address_is_stored_and_nothing_for_long(house: House, guard: Guard) -> None:
    guard.take_turn(house.database, "password", "hale", NOW)
    house.database.write(lambda c: guard.guess_code(c, "192.0.2.7", NOW, wrong))
    with house.database.read() as connection:
        stored = list(connection.execute(select(Failures.subject)).scalars())
    assert len(stored) == 3
    assert {len(subject) for subject in stored} == {64}
    throttle.forget_old(house.database, NOW + timedelta(minutes=10))
    with house.database.read() as connection:
        assert len(list(connection.execute(select(Failures)))) == 3
    throttle.forget_old(house.database, NOW + timedelta(minutes=17))
    with house.database.read() as connection:
        assert list(connection.execute(select(Failures))) == []
