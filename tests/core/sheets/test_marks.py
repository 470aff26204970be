"""A plain matrix of marks."""

from __future__ import annotations

import pytest

from quizapp.core.sheets.marks import MarkSheet, read_marks
from quizapp.core.sheets.table import SheetError, read_sheet


def read(text: str) -> MarkSheet:
    return read_marks(read_sheet(text.encode()))


def said(sheet: MarkSheet) -> list[tuple[int, int, str]]:
    return [(r.line, r.column, r.message.msgid % r.message.values) for r in sheet.remarks]


def test_names_maxima_marks_and_blanks() -> None:
    sheet = read("reader,q1,q2\nmax,1,4\nAnn,1,2.5\nBen,,1/2\n")
    one, two = sheet.table.items
    assert (sheet.table.attempts, sheet.remarks) == (2, ())
    assert (one.name, one.maximum, one.marks, one.blanks) == ("q1", 1, [1, 0], 1)
    assert (two.name, two.maximum, two.marks, two.blanks) == ("q2", 4, [2.5, 0.5], 0)


def test_without_maxima_the_highest_mark_stands_in_where_it_is_above_one() -> None:
    sheet = read("reader,q1,q2\nAnn,0.5,3\nBen,0,2\n")
    assert [item.maximum for item in sheet.table.items] == [1, 3]
    assert said(sheet) == [(1, 3, "`q2` has no maximum: its highest mark, 3, is taken for it.")]


def test_a_reader_may_be_called_max() -> None:
    assert read("reader,q1\nMax,1\nAnn,0\n").table.attempts == 2


def test_a_decimal_comma_where_cells_are_separated_otherwise() -> None:
    assert read("reader;q1\nmax;2\nAnn;1,5\n").table.items[0].marks == [1.5]


def test_what_is_no_mark_is_remarked_on() -> None:
    sheet = read("reader,q1\nmax,1\nAnn,one\nBen,2\nAnn,1\nCem,nan\n")
    assert sheet.table.items[0].marks == [0, 2, 0]
    assert said(sheet) == [
        (3, 2, "`one` is no number; it counts as a blank."),
        (4, 2, "2 is more than `q1` can earn: 1."),
        (5, 1, "`Ann` stands in line 3 already: that row counts."),
        (6, 2, "`nan` is no number; it counts as a blank."),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("reader\nAnn\n", "one column only"),
        ("reader,q1\nmax,1\n", "no row with marks"),
        ("reader,q1,q2\nAnn,A,B\nBen,B,C\n", "name it with --quiz"),
    ],
)
def test_what_is_no_matrix(text: str, why: str) -> None:
    with pytest.raises(SheetError, match=why):
        read(text)
