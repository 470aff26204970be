"""Columns keep what SQL would spoil."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import ProgrammingError, StatementError

from quizapp.storage.columns import UtcDateTime
from quizapp.storage.models import Attempt, Reader
from tests.storage.conftest import House

pytestmark = pytest.mark.both_databases


def test_a_fraction_comes_back_exactly(house: House, attempt: str) -> None:
    third = Fraction(1, 3)
    house.database.write(lambda c: c.execute(update(Attempt).values(earned=third)).close())

    with house.database.read() as connection:
        assert connection.scalar(select(Attempt.earned)) == third
        assert connection.scalar(select(Attempt.possible)) is None
        assert connection.scalar(select(Attempt.id).where(Attempt.earned == third)) == attempt


@pytest.mark.parametrize(
    "expression",
    [
        lambda c: c < Fraction(1),
        lambda c: c >= Fraction(1),
        lambda c: c + Fraction(1),
        lambda c: c * 2,
        lambda c: -c,
        lambda c: c.desc(),
        lambda c: c.asc(),
        lambda c: c.between(Fraction(0), Fraction(1)),
    ],
)
def test_a_fraction_refuses_what_sql_would_do_wrong(expression: object) -> None:
    with pytest.raises(TypeError, match="exact fractions"):
        expression(Attempt.earned)


def test_times_are_stored_in_utc() -> None:
    column = UtcDateTime()
    zone = timezone(timedelta(hours=2))
    stored = column.process_bind_param(datetime(2026, 3, 2, 9, 0, tzinfo=zone), None)

    assert stored == datetime(2026, 3, 2, 7, 0)  # noqa: DTZ001 - as SQLite gets it
    assert column.process_result_value(stored, None) == datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(house: House) -> None:
    naive = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - that is the point
    row = {"name": "A", "role": "reader", "resume_salt": "", "resume_digest": ""}

    with pytest.raises(StatementError, match="without a zone"):
        house.database.write(
            lambda c: c.execute(insert(Reader).values(**row, created_at=naive)).close()
        )


def test_a_sum_made_by_sql_is_refused(house: House, attempt: str) -> None:
    third = Fraction(1, 3)
    house.database.write(lambda c: c.execute(update(Attempt).values(earned=third)).close())

    # SQLite would add the texts as 1; PostgreSQL adds no text at all.
    refused = pytest.raises((TypeError, ProgrammingError), match=r"cannot add|sum\(text\)")
    with house.database.read() as connection, refused:
        connection.scalar(select(func.sum(Attempt.earned)))
