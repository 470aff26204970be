"""The data map: every column has a row, and the row is true."""

from __future__ import annotations

import pytest

from quizapp.storage.models import Base
from quizapp.storage.personal import data_map, select_of_person

COLUMNS = {
    (table.name, column.name) for table in Base.metadata.sorted_tables for column in table.columns
}
ERASED = {"with the person", "nameless", "author forgotten", "nobody's"}


def test_every_column_has_a_row_and_every_row_a_column() -> None:
    missing, extra = COLUMNS - set(data_map()), set(data_map()) - COLUMNS
    assert not missing, (
        "columns without a row: say in quizapp/storage/data_map.toml what each is for, how long it "
        f"is kept, whether an export has it and what erasing does: {sorted(missing)}"
    )
    assert not extra, f"rows without a column: {sorted(extra)}"


@pytest.mark.parametrize("key", sorted(COLUMNS), ids=".".join)
def test_every_row_says_what_it_has_to(key: tuple[str, str]) -> None:
    row = data_map()[key]
    assert row.purpose
    assert row.category
    assert row.kept
    assert row.erased in ERASED


def test_what_goes_with_a_person_is_what_the_map_says() -> None:
    gone = {table for table, _ in COLUMNS if table in select_of_person(1)}
    said = {
        t for (t, _), row in data_map().items() if row.erased in {"with the person", "nameless"}
    }
    assert gone == said


def test_no_secret_is_given_out() -> None:
    for (table, column), row in data_map().items():
        if column.endswith(("hash", "salt")) or (table, column) == ("sessions", "digest"):
            assert not row.export, (table, column)


def test_no_column_asks_for_more_than_is_needed() -> None:
    """D5: no birthday, no e-mail, no address of a device."""
    for _, column in COLUMNS:
        for word in ("mail", "birth", "phone", "ip_", "agent"):
            assert word not in column
