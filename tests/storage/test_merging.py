"""Two who are the same become one; a table that is added later has to say what becomes of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.terms import Accommodation
from quizapp.storage import merging, terms
from quizapp.storage.models import Base
from quizapp.storage.versions import Versions
from tests.storage.conftest import NOW, House

pytestmark = pytest.mark.both_databases


def test_every_table_about_people_says_what_merging_does_to_it() -> None:
    """Tables that hang on an attempt go with it; those about teachers' deeds are not pupils'."""
    ours = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "readers" and key.ondelete == "CASCADE"
    }
    known = merging.MERGED_TABLES | merging.ACCOUNT_TABLES
    assert ours == known, (
        "say in quizapp/storage/merging.py what becomes of a table's rows when two pupils are "
        f"merged, and add it there: {sorted(ours ^ known)}"
    )


def test_the_better_of_two_accommodations_stays() -> None:
    one = Accommodation(Fraction(3, 2), extra_attempts=1)
    other = Accommodation(Fraction(2), has_no_limit=True, has_large_text=True)
    assert merging.more_generous(one, other) == (Fraction(2), True, 1, True)


def test_nothing_is_done_while_both_have_an_open_attempt_at_one_quiz(house: House) -> None:
    ann, ben = house.add_reader("Ann")[1], house.add_reader("Ben")[1]
    house.start(ann)
    house.start(ben)
    versions = Versions(house.database)

    def merged() -> bool:
        return house.database.write(lambda c: merging.merge(c, versions, ann, ben, NOW))

    assert not merged()
    merging.hand_in_doubles(house.database, versions, ann, ben, NOW)
    assert merged()
    assert not merged(), "who is gone cannot be merged again"
    with house.database.read() as connection:
        assert merging.person_to_merge(connection, ben) is None
        person = merging.person_to_merge(connection, ann)
        assert terms.accommodation_of(connection, ann) == Accommodation()
    assert person
    assert person.attempts == 2


def test_attempts_are_counted_in_the_order_in_which_they_began(house: House) -> None:
    (ann_device, ann), (ben_device, ben) = house.add_reader("Ann"), house.add_reader("Ben")
    versions = Versions(house.database)
    first, second = house.start(ben), house.start(ann)
    merging.hand_in_doubles(house.database, versions, ann, ben, NOW)
    house.database.write(lambda c: merging.merge(c, versions, ann, ben, NOW))
    numbers = {
        house.taken(device, attempt).number
        for device, attempt in ((ann_device, first), (ben_device, second))
    }
    assert numbers == {1, 2}, "and each device opens the other's attempt: they are one"
