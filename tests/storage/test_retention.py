"""Nobody is remembered for ever: who does not come back is erased after a time that is set."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from quizapp.storage import classes
from quizapp.storage.models import Attempt, Reader, Role, SchoolClass, Seat, Session
from quizapp.storage.retention import Retention, due_for_erasure
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
KEEP = Retention(unused=365 * DAY, after_class=30 * DAY)


def due(house: House, now: datetime) -> list[int]:
    with house.database.read() as connection:
        return due_for_erasure(connection, KEEP, now)


def add_class(house: House, *pupils: int) -> int:
    _, teacher = house.add_reader("Ms Hale")
    house.database.write(
        lambda c: c.execute(
            Reader.__table__.update().where(Reader.id == teacher).values(role=Role.ADMINISTRATOR)
        ).close()
    )
    class_id = house.database.write(lambda c: classes.add_class(c, "7b", teacher, NOW))
    for pupil in pupils:
        house.database.write(lambda c, p=pupil: classes.take_seat(c, class_id, p, NOW))
    return int(class_id)


def archive(house: House, class_id: int, at: datetime) -> None:
    house.database.write(
        lambda c: c.execute(
            SchoolClass.__table__.update().where(SchoolClass.id == class_id).values(archived_at=at)
        ).close()
    )


def test_somebody_is_kept_for_a_year_without_use_and_no_longer(house: House) -> None:
    _, ann = house.add_reader()
    assert due(house, NOW + 365 * DAY) == []
    assert due(house, NOW + 366 * DAY) == [ann]


def test_a_new_attempt_begins_the_year_anew(house: House) -> None:
    _, ann = house.add_reader()
    house.start(ann)
    house.database.write(
        lambda c: c.execute(update(Attempt).values(started_at=NOW + 200 * DAY)).close()
    )
    assert due(house, NOW + 400 * DAY) == []


def test_a_pupil_goes_30_days_after_the_last_class_has_ended(house: House) -> None:
    _, ann = house.add_reader()
    first, second = add_class(house, ann), add_class(house, ann)
    archive(house, first, NOW + 40 * DAY)
    assert due(house, NOW + 100 * DAY) == []
    archive(house, second, NOW + 60 * DAY)
    assert due(house, NOW + 89 * DAY) == []
    assert due(house, NOW + 91 * DAY) == [ann]


def test_a_reader_in_no_class_is_no_pupil_whose_class_has_ended(house: House) -> None:
    house.add_reader()
    assert due(house, NOW + 91 * DAY) == []


def test_a_pupil_who_came_back_after_the_class_is_kept(house: House) -> None:
    _, ann = house.add_reader()
    archive(house, add_class(house, ann), NOW + DAY)
    house.database.write(
        lambda c: c.execute(update(Session).values(last_used_at=NOW + 80 * DAY)).close()
    )
    assert due(house, NOW + 90 * DAY) == []


def test_administrators_stay(house: House) -> None:
    add_class(house)
    assert due(house, NOW + 5_000 * DAY) == []


def test_a_seat_that_was_taken_away_counts_for_nothing(house: House) -> None:
    _, ann = house.add_reader()
    class_id = add_class(house, ann)
    archive(house, class_id, NOW)
    house.database.write(
        lambda c: c.execute(Seat.__table__.update().values(removed_at=NOW)).close()
    )
    assert due(house, NOW + 91 * DAY) == []


@pytest.mark.parametrize("days", [366, 5_000])
def test_what_is_due_is_erased_by_the_background(app, clock, client, days: int) -> None:
    from quizapp.background import forget_people
    from tests.web import _walk

    _walk.hand_in(client, _walk.start(client, name="Mira"))
    parts = app.extensions["quizapp"]
    assert forget_people(parts) == 0
    clock.move(days=days)
    assert forget_people(parts) == 1
    assert forget_people(parts) == 0
    with parts.database.read() as connection:
        names = connection.execute(select(Reader.name)).scalars().all()
    assert "Mira" not in names
