"""Answers: numbered, receipted, never changed, never lost."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from quizapp.storage import people
from quizapp.storage.answers import Closed, Receipt, Stale
from quizapp.storage.attempts import GRACE
from quizapp.storage.given import current_answers, last_checks
from quizapp.storage.handing_in import hand_in
from quizapp.storage.models import Answer, Attempt
from tests.storage.conftest import NOW, House, together

pytestmark = pytest.mark.both_databases


def test_the_first_answer_is_number_1_and_its_receipt_names_what_is_stored(
    house: House, attempt: str
) -> None:
    receipt = house.save(attempt, 0, "1871")

    stored = '[["","1871"]]'
    assert receipt == Receipt(1, NOW, hashlib.sha256(stored.encode()).hexdigest())
    with house.database.read() as connection:
        given = current_answers(connection, attempt)[1]
        assert connection.scalar(select(Answer.response)) == stored
    assert (given.number, given.response, given.digest) == (1, (("", "1871"),), receipt.digest)


def test_the_newest_answer_of_each_question_counts(house: House, attempt: str) -> None:
    house.save(attempt, 0, "1870")
    house.save(attempt, 1, "1871")
    house.save(attempt, 0, "oil", position=2)
    house.save(attempt, 1, "", position=2)

    with house.database.read() as connection:
        given = current_answers(connection, attempt)
    assert {place: (g.number, g.response) for place, g in given.items()} == {
        1: (2, (("", "1871"),)),
        2: (2, ()),
    }


@pytest.mark.about_sqlite
def test_however_often_an_answer_was_saved_the_newest_is_found_as_quickly(
    house: House, attempt: str
) -> None:
    steps: list[None] = []

    def found_in() -> int:
        with house.database.read() as connection:
            current_answers(connection, attempt)
            raw: Any = connection.connection.driver_connection
            raw.set_progress_handler(lambda: steps.append(None), 1)
            steps.clear()
            given = current_answers(connection, attempt)
            raw.set_progress_handler(None, 1)
        assert given[1].number == given[2].number
        return len(steps)

    for place in (1, 2):
        house.save(attempt, 0, "once", position=place)
    before = found_in()
    for number, place in product(range(1, 100), (1, 2)):
        house.save(attempt, number, f"answer {number}", position=place)
    assert 0 < found_in() < 1.2 * before


def test_an_answer_made_on_an_older_one_is_stale_and_gets_the_newest(
    house: House, attempt: str
) -> None:
    house.save(attempt, 0, "from one tab")
    refused = house.save(attempt, 0, "from another tab")

    assert isinstance(refused, Stale)
    assert (refused.newest.number, refused.newest.response) == (1, (("", "from one tab"),))
    with house.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Answer)) == 1


def test_the_same_message_twice_is_stored_once_and_gets_the_same_receipt(
    house: House, attempt: str
) -> None:
    first = house.save(attempt, 0, "1871", tab="t", seq=7)
    later = timedelta(seconds=5)

    assert house.save(attempt, 0, "1871", tab="t", seq=7, after=later) == first
    assert house.save(attempt, 1, "1871", tab="t", seq=7, after=later) == first
    house.save(attempt, 1, "1872", tab="t", seq=8)
    assert house.save(attempt, 0, "1871", tab="t", seq=7, after=later) == first


def test_two_tabs_may_count_alike(house: House, attempt: str) -> None:
    assert isinstance(house.save(attempt, 0, "a", tab="one", seq=1), Receipt)
    assert isinstance(house.save(attempt, 1, "b", tab="two", seq=1), Receipt)
    assert isinstance(house.save(attempt, 0, "c", tab="one", seq=1, position=2), Receipt)


def test_a_repeated_message_keeps_its_receipt_after_handing_in(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    first = house.save(attempt, 0, "1871", tab="t", seq=1)
    hand_in(house.database, house.versions, house.taken(token, attempt), NOW)

    assert house.save(attempt, 0, "1871", tab="t", seq=1) == first
    assert isinstance(house.save(attempt, 1, "1872", tab="t", seq=2), Closed)
    assert isinstance(house.save(attempt, 0, "1872", tab="u", seq=1), Closed)


def test_an_attempt_nobody_began_takes_nothing(house: House) -> None:
    assert isinstance(house.save("no such attempt", 0, "1871"), Closed)


def test_the_deadline_has_a_grace_for_what_was_on_its_way(house: House) -> None:
    attempt = house.start(house.add_reader()[1], minutes=20)
    end = timedelta(minutes=20) + GRACE

    assert isinstance(house.save(attempt, 0, "in time", after=end), Receipt)
    assert isinstance(house.save(attempt, 1, "late", after=end + timedelta(microseconds=1)), Closed)
    # Also for whoever is behind: there is no use in resolving a conflict any more.
    assert isinstance(house.save(attempt, 0, "late", after=end + timedelta(seconds=1)), Closed)


def test_a_locked_question_takes_no_more(house: House, attempt: str) -> None:
    house.save(attempt, 0, "1871", is_check=True, is_locked=True, tries=1)

    assert isinstance(house.save(attempt, 1, "1872"), Closed)
    assert isinstance(house.save(attempt, 0, "1872"), Closed)
    assert isinstance(house.save(attempt, 0, "oil", position=2), Receipt)


def test_the_last_check_is_kept_beside_later_answers(house: House, attempt: str) -> None:
    house.save(attempt, 0, "1870", is_check=True, tries=1)
    house.save(attempt, 1, "1869", is_check=True, tries=2)
    house.save(attempt, 2, "1871", tries=2)

    with house.database.read() as connection:
        checked, given = last_checks(connection, attempt), current_answers(connection, attempt)
    assert (checked[1].response, checked[1].tries) == ((("", "1869"),), 2)
    assert given[1].response == (("", "1871"),)


@pytest.mark.parametrize("text", ["a\0b\ud800", "𝄞 ‘é’ \n\t", "'; DROP TABLE answers; --"])
def test_whatever_is_typed_can_be_stored(house: House, attempt: str, text: str) -> None:
    assert isinstance(house.save(attempt, 0, text), Receipt)

    with house.database.read() as connection:
        [[_, value]] = current_answers(connection, attempt)[1].response
    assert value == text.replace("\0", "").replace("\ud800", "")


def test_an_answer_is_never_changed(house: House, attempt: str) -> None:
    house.save(attempt, 0, "1871")

    with pytest.raises(DBAPIError, match="answers are never changed"):
        house.database.write(lambda c: c.execute(update(Answer).values(response="[]")).close())
    with house.database.read() as connection:
        assert connection.scalar(select(Answer.response)) == '[["","1871"]]'


def test_erasing_a_reader_takes_the_answers_along(house: House) -> None:
    _, reader = house.add_reader()
    attempt = house.start(reader)
    house.save(attempt, 0, "1871")
    people.erase_reader(house.database, reader)

    with house.database.read() as connection:
        for table in (Answer, Attempt):
            assert connection.scalar(select(func.count()).select_from(table)) == 0


def test_deleting_an_attempt_takes_its_answers_along(house: House, attempt: str) -> None:
    house.save(attempt, 0, "1871")
    house.database.write(lambda c: c.execute(delete(Attempt)).close())

    with house.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(Answer)) == 0


def test_sixty_threads_get_three_thousand_receipts_and_lose_none(house: House) -> None:
    attempts = [house.start(house.add_reader(f"Reader {n}")[1]) for n in range(60)]

    def save_fifty(number: int) -> list[Receipt]:
        receipts = [house.save(attempts[number], base, f"{number}/{base}") for base in range(50)]
        assert all(isinstance(receipt, Receipt) for receipt in receipts)
        return receipts

    receipts = together(save_fifty, 60)

    with house.database.read() as connection:
        rows = connection.execute(select(Answer.attempt_id, Answer.number, Answer.digest)).all()
    assert {(a, n): d for a, n, d in rows} == {
        (attempts[number], receipt.number): receipt.digest
        for number, given in enumerate(receipts)
        for receipt in given
    }
    assert [[r.number for r in given] for given in receipts] == [list(range(1, 51))] * 60


def test_thirty_threads_at_one_question_number_it_without_gaps(house: House, attempt: str) -> None:
    """Everyone who is behind takes the newest number and tries again."""

    def insist(number: int) -> Receipt:
        base = 0
        while True:
            result = house.save(attempt, base, f"from {number}", tab=str(number), seq=1)
            if isinstance(result, Receipt):
                return result
            assert isinstance(result, Stale)
            base = result.newest.number

    receipts = together(insist, 30)

    assert sorted(receipt.number for receipt in receipts) == list(range(1, 31))
