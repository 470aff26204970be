"""A roster as a table: odd headings, odd numbers, and names that look the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.names import clean_name, likeness, namesakes
from quizapp.core.sheets.roster import read_factor, read_roster, write_factor
from quizapp.core.sheets.table import SheetError
from quizapp.core.terms import NO_ACCOMMODATION


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("1.5", Fraction(3, 2)),
        ("1,25", Fraction(5, 4)),
        ("150 %", Fraction(3, 2)),
        ("× 2", Fraction(2)),
        ("4/3", Fraction(4, 3)),
        ("10", Fraction(10)),
        ("0.5", None),
        ("11", None),
        ("1e9", None),
        ("nan", None),
        ("1/0", None),
        ("more", None),
        ("", None),
    ],
)
def test_a_time_factor_is_read_as_people_write_it(text: str, factor: Fraction | None) -> None:
    assert read_factor(text) == factor


@pytest.mark.parametrize("factor", [Fraction(1), Fraction(7, 4), Fraction(4, 3), Fraction(10)])
def test_a_factor_is_written_as_it_is_read(factor: Fraction) -> None:
    assert read_factor(write_factor(factor)) == factor


def test_two_columns_make_one_name() -> None:
    found = read_roster(b"Last name,First name\nLee,Ann\n")
    assert found.pupils[0].name == "Ann Lee"


def test_an_empty_cell_says_nothing() -> None:
    found = read_roster(b"name,time factor,extra attempts,large text\nAnn,,,\n")
    given = NO_ACCOMMODATION._replace(extra_attempts=3, has_no_limit=True)
    assert found.pupils[0].accommodation(given) == given


def test_a_factor_ends_no_limit() -> None:
    found = read_roster(b"name,time factor\nAnn,2\n")
    given = NO_ACCOMMODATION._replace(has_no_limit=True)
    assert found.pupils[0].accommodation(given) == (2, False, 0, False)


def test_without_names_it_is_no_roster() -> None:
    with pytest.raises(SheetError, match="no column is headed `name`"):
        read_roster(b"id\n3\n")


def test_a_name_loses_what_cannot_be_seen() -> None:
    assert clean_name(" A\u200bnn\u202e \t Lee\u0000 ") == "A nn Lee"


@pytest.mark.parametrize("other", ["anna", "ANNA", " Anna ", "Аnna", "Ａnna", "Ánna", "An na"])
def test_a_teacher_would_take_these_for_anna(other: str) -> None:
    assert likeness(other) == likeness("Anna")


def test_others_are_no_namesakes() -> None:
    assert namesakes([(1, "Anna"), (2, "Hanna"), (3, "Annå"), (4, "Ben")]) == {3: 2}
