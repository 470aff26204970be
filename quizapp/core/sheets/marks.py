"""A plain sheet of marks: items across, readers down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isfinite
from typing import Final, NamedTuple

from quizapp.core.fields import parse_number
from quizapp.core.question import Message
from quizapp.core.sheets.table import Remark, Row, Sheet, SheetError
from quizapp.core.statistics import ItemMarks, MarkTable

_MAXIMA: Final = "max"


class MarkSheet(NamedTuple):
    """The marks, and what was not understood."""

    table: MarkTable
    remarks: tuple[Remark, ...]


def read_marks(sheet: Sheet) -> MarkSheet:
    """Read a header of item names, a row `max` if there is one, and one row a reader.

    An empty cell is a blank and counts 0. Without `max`, an item's maximum is 1, or the highest
    mark where one is higher. Of a reader's rows the first counts.
    """
    if len(sheet.header) < 2:
        raise SheetError(
            "it has one column only: the first is for the reader, the others for marks"
        )
    maxima = next((row for row in sheet.rows if row.cells[0] == _MAXIMA), None)
    remarks = [*sheet.remarks]
    rows = list(_first_rows([row for row in sheet.rows if row is not maxima], remarks))
    if not rows:
        raise SheetError("it has no row with marks")
    if not any(_holds_a_mark(row, sheet.separator) for row in rows):
        raise SheetError("it holds no marks; if these are answers to a quiz, name it with --quiz")
    items = [_item(sheet, place, rows, maxima, remarks) for place in range(1, len(sheet.header))]
    return MarkSheet(
        MarkTable(len(rows), tuple(items)), tuple(sorted(remarks, key=lambda r: r[:2]))
    )


def _first_rows(rows: Sequence[Row], remarks: list[Remark]) -> Iterator[Row]:
    first: dict[str, int] = {}
    for row in rows:
        reader = row.cells[0]
        line = first.setdefault(reader, row.line)
        if not reader or line == row.line:
            yield row
        else:
            message = Message(
                "`%(reader)s` stands in line %(line)d already: that row counts.",
                {"reader": reader, "line": line},
            )
            remarks.append(Remark(row.line, 1, message))


def _item(
    sheet: Sheet, place: int, rows: Sequence[Row], maxima: Row | None, remarks: list[Remark]
) -> ItemMarks:
    name = sheet.header[place] or f"column {place + 1}"
    found = [_mark(row, place, sheet.separator, remarks) for row in rows]
    marks = [mark or 0.0 for mark in found]
    maximum = _mark(maxima, place, sheet.separator, remarks) if maxima else None
    if maximum is None:
        maximum = max(1.0, *marks)
        if maximum > 1:
            values: dict[str, str | int] = {"name": name, "maximum": f"{maximum:g}"}
            message = Message(
                "`%(name)s` has no maximum: its highest mark, %(maximum)s, is taken for it.", values
            )
            remarks.append(Remark(sheet.header_line, place + 1, message))
    remarks += _too_high(name, maximum, marks, place, rows)
    return ItemMarks(name, maximum, marks, blanks=found.count(None), parts=(name,))


def _too_high(
    name: str, maximum: float, marks: Sequence[float], place: int, rows: Sequence[Row]
) -> Iterator[Remark]:
    for mark, row in zip(marks, rows, strict=True):
        if mark > maximum * (1 + 1e-9):
            message = Message(
                "%(mark)s is more than `%(name)s` can earn: %(maximum)s.",
                {"mark": f"{mark:g}", "name": name, "maximum": f"{maximum:g}"},
            )
            yield Remark(row.line, place + 1, message)


def _mark(row: Row, place: int, separator: str, remarks: list[Remark]) -> float | None:
    text = row.cells[place]
    if not text:
        return None
    number = _number(text, separator)
    if number is None:
        message = Message("`%(text)s` is no number; it counts as a blank.", {"text": text})
        remarks.append(Remark(row.line, place + 1, message))
    return number


def _holds_a_mark(row: Row, separator: str) -> bool:
    return any(not text or _number(text, separator) is not None for text in row.cells[1:])


def _number(text: str, separator: str) -> float | None:
    return read_number(text if separator == "," else text.replace(",", ".", 1))


@lru_cache(maxsize=4096)
def read_number(text: str) -> float | None:
    """Read a mark: 1, 0.75, 2/3 or 1e-3; None if it is none of these."""
    exact = parse_number(text)
    if exact is not None:
        return float(exact)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and abs(number) < 1e12 else None
