"""Attempts: begun once, handed in once, scored exactly."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from quizapp.core.scoring import Answered
from quizapp.storage.answers import Closed, Receipt
from quizapp.storage.attempts import (
    GRACE,
    NoAttemptsLeftError,
    attempts_of,
    close_passage,
    overdue,
    own_attempt,
)
from quizapp.storage.given import Given
from quizapp.storage.handing_in import hand_in
from quizapp.storage.history import finished_attempts, own_data, strengths
from quizapp.storage.models import Attempt, StoredMark
from quizapp.storage.reopening import reopen
from quizapp.storage.scores import counted
from quizapp.storage.versions import Versions
from tests.storage.conftest import NOW, House, together

pytestmark = pytest.mark.both_databases

MINUTE = timedelta(minutes=1)


def count(house: House, table: type) -> int:
    with house.database.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def given(text: str, *, tries: int = 0, confidence: int | None = None) -> Given:
    response = (("", text),) if text else ()
    return Given(1, response, "", False, confidence, tries, False, False, NOW)


def test_fifty_starts_at_once_begin_one_attempt(house: House) -> None:
    _, reader = house.add_reader()
    ids = together(lambda n: house.start(reader, limit=1, seed=str(n)), 50)

    assert len(set(ids)) == 1
    assert count(house, Attempt) == 1


def test_fifty_hand_in_at_once_and_one_of_them_counts(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    taken = house.taken(token, attempt)
    results = together(lambda _: hand_in(house.database, house.versions, taken, NOW), 50)

    assert sorted(results) == [False] * 49 + [True]
    assert count(house, StoredMark) == 2


def test_saving_while_handing_in_gives_no_receipt_that_does_not_count(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    taken = house.taken(token, attempt)

    def act(number: int) -> object:
        if number == 10:
            return hand_in(house.database, house.versions, taken, NOW)
        return house.save(attempt, 0, "whale oil", position=2, tab=str(number), seq=1)

    results = together(act, 30)
    receipts = [result for result in results if isinstance(result, Receipt)]

    assert house.taken(token, attempt).earned == (Fraction(1, 3) if receipts else 0)


def test_a_second_start_continues_the_open_attempt_and_a_limit_ends_it(house: House) -> None:
    token, reader = house.add_reader()
    first = house.start(reader, limit=2)
    assert house.start(reader, limit=2) == first
    hand_in(house.database, house.versions, house.taken(token, first), NOW)
    second = house.start(reader, limit=2)
    hand_in(house.database, house.versions, house.taken(token, second), NOW)

    assert [house.taken(token, name).number for name in (first, second)] == [1, 2]
    with pytest.raises(NoAttemptsLeftError):
        house.start(reader, limit=2)
    with house.database.read() as connection:
        assert [a.id for a in attempts_of(connection, reader, "lighthouse")] == [first, second]


def test_an_attempt_belongs_to_who_began_it(house: House) -> None:
    attempt = house.start(house.add_reader()[1])
    stranger, _ = house.add_reader("Bob")

    with house.database.read() as connection:
        assert own_attempt(connection, stranger, attempt, NOW) is None
        assert own_attempt(connection, "no such token \ud800", attempt, NOW) is None


def test_points_are_kept_exactly(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    house.save(attempt, 0, "whale oil", position=2)
    hand_in(house.database, house.versions, house.taken(token, attempt), NOW + MINUTE)
    taken = house.taken(token, attempt)

    assert (taken.earned, taken.possible, taken.waiting) == (Fraction(1, 3), Fraction(4, 3), 0)
    assert taken.share == Fraction(1, 4)
    assert (taken.finished_at, taken.was_cut_off) == (NOW + MINUTE, False)
    with house.database.read() as connection:
        marks = connection.execute(select(StoredMark.question, StoredMark.earned)).all()
        assert connection.scalar(select(Attempt.share)) == 0.25
    assert [tuple(mark) for mark in marks] == [("year", 0), ("fuel", Fraction(1, 3))]


def test_an_attempt_whose_time_is_up_ends_at_its_deadline(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader, minutes=20)
    end = NOW + 20 * MINUTE
    taken = house.taken(token, attempt)

    assert not taken.is_over(end + GRACE)
    assert taken.is_over(end + GRACE + timedelta(microseconds=1))
    with house.database.read() as connection:
        assert overdue(connection, end + GRACE) == []
        [late] = overdue(connection, end + GRACE + MINUTE)
    hand_in(house.database, house.versions, late, end + 60 * MINUTE)
    taken = house.taken(token, attempt)
    assert (taken.finished_at, taken.was_cut_off) == (end, True)
    assert isinstance(house.save(attempt, 0, "late"), Closed)


def test_a_version_is_compiled_before_others_wait(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, reader = house.add_reader()
    taken = house.taken(token, house.start(reader))
    versions, compiled = Versions(house.database), []
    monkeypatch.setattr(
        house.database, "write", lambda _: compiled.append(versions.kept(taken.version_id))
    )
    hand_in(house.database, versions, taken, NOW)
    assert compiled != [None]


@pytest.mark.parametrize("until", [None, NOW + 90 * MINUTE])
def test_what_is_opened_again_after_it_was_seen_to_be_late_is_not_closed(
    house: House, until: datetime | None
) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader, minutes=20)
    now = NOW + 60 * MINUTE
    with house.database.read() as connection:
        [late] = overdue(connection, now)
    assert house.database.write(lambda c: reopen(c, late, until, "Ill.", reader, now))
    seen = house.taken(token, attempt)

    assert not hand_in(house.database, house.versions, late, now)
    assert house.taken(token, attempt) == seen
    # Its reader may, at any time, and the clock when the new time is up.
    assert hand_in(
        house.database, house.versions, seen, now if until is None else until + 5 * MINUTE
    )


def test_the_passage_is_closed_once(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    close_passage(house.database, attempt, NOW)
    close_passage(house.database, attempt, NOW + MINUTE)

    assert house.taken(token, attempt).read_at == NOW


@pytest.mark.parametrize(
    ("newest", "checked", "counts"),
    [
        (None, None, Answered(())),
        (given("a", confidence=2), None, Answered((("", "a"),), 1, 2)),
        (given("a", tries=1), given("a", tries=1), Answered((("", "a"),), 1)),
        # Changed after a check, and not checked again: one more try.
        (given("b", tries=2), given("a", tries=2), Answered((("", "b"),), 3)),
        # Emptied after a check: the checked one counts.
        (given("", tries=2), given("a", tries=2, confidence=3), Answered((("", "a"),), 2, 3)),
    ],
)
def test_what_counts_after_tries(
    newest: Given | None, checked: Given | None, counts: Answered
) -> None:
    assert counted(newest, checked) == counts


def test_tries_take_their_penalty_off(house: House) -> None:
    token, reader = house.add_reader()
    attempt = house.start(reader)
    house.save(attempt, 0, "1870", is_check=True, tries=1)
    house.save(attempt, 1, "1871", is_check=True, tries=2, is_locked=True)
    house.save(attempt, 0, "fish oil", position=2, is_check=True, tries=1)
    house.save(attempt, 1, "whale oil", position=2, tries=1)
    hand_in(house.database, house.versions, house.taken(token, attempt), NOW)

    # 1 - 1/4 of one point, and 1 - 1/4 of a third.
    assert house.taken(token, attempt).earned == Fraction(3, 4) + Fraction(1, 4)


def test_the_history_marks_the_best_and_the_counted_attempt(house: House) -> None:
    token, reader = house.add_reader()
    for answers in (["1871"], ["1871", "whale oil"], []):
        attempt = house.start(reader)
        for position, text in enumerate(answers, 1):
            house.save(attempt, 0, text, position=position)
        hand_in(house.database, house.versions, house.taken(token, attempt), NOW)

    with house.database.read() as connection:
        done = finished_attempts(connection, Versions(house.database), reader, NOW)
        data = own_data(connection, reader)
        assert strengths(connection, reader, [f.taken.id for f in done]) == []
    assert [f.share for f in done] == [Fraction(3, 4), 1, 0]
    assert [(f.is_best, f.is_counted) for f in done] == [
        (False, False),
        (True, True),
        (False, False),
    ]
    assert data["name"] == "Ann"
    assert [len(a["answers"]) for a in data["attempts"]] == [1, 2, 0]
