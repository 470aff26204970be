"""Tables as spreadsheets and forms write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.sheets.table import SheetError, column_name, read_sheet
from quizapp.core.spreadsheet import defuse, restore

TEXT = 'reader,why\nAnn,"ships, three"\n\nÆble,oil\n'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_table(encoding: str, ending: str) -> None:
    sheet = read_sheet(TEXT.replace("\n", ending).encode(encoding))
    assert sheet.header == ("reader", "why")
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (2, ("Ann", "ships, three")),
        (4, ("Æble", "oil")),
    ]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_what_separates_cells_is_found(separator: str) -> None:
    text = f"reader{separator}a, b{separator}c\nAnn{separator}1,5{separator}2\n"
    sheet = read_sheet(text.encode())
    assert sheet.header == ("reader", "a, b", "c")
    assert sheet.separator == separator


def test_excel_may_tell_the_separator() -> None:
    sheet = read_sheet(b"sep=;\nreader;why\nAnn;a,b\n")
    assert sheet.header == ("reader", "why")
    assert (sheet.header_line, sheet.rows[0].line) == (2, 3)


def test_a_cell_of_several_lines_keeps_the_count_of_lines() -> None:
    sheet = read_sheet(b'reader,why\nAnn,"one\ntwo"\nBen,three\n')
    assert [(row.line, row.cells[1]) for row in sheet.rows] == [(2, "one\ntwo"), (4, "three")]


def test_short_rows_are_blank_and_long_ones_are_remarked_on() -> None:
    sheet = read_sheet(b"reader,why\nAnn\nBen,oil,lost\n")
    assert [row.cells for row in sheet.rows] == [("Ann", ""), ("Ben", "oil")]
    [remark] = sheet.remarks
    assert (remark.line, remark.column) == (3, 3)
    assert remark.message.msgid % remark.message.values == "`lost` stands under no heading."


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" , \n"])
def test_an_empty_file_is_no_table(data: bytes) -> None:
    with pytest.raises(SheetError, match="it is empty"):
        read_sheet(data)


def test_a_cell_without_end_is_no_table() -> None:
    with pytest.raises(SheetError, match="line 2 is no row"):
        read_sheet(b'a,b\n"' + b"x" * 2_000_000)


def test_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [column_name(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


@given(st.text())
def test_what_was_defused_is_restored(text: str) -> None:
    if not (text.startswith("'") and defuse(text[1:]) == text):
        assert restore(defuse(text)) == text


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-16")))
def test_no_bytes_do_harm(data: bytes) -> None:
    try:
        sheet = read_sheet(data)
    except SheetError:
        return
    assert all(len(row.cells) == len(sheet.header) for row in sheet.rows)
