"""CSV as spreadsheets and forms write it, with the line of each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from quizapp.core.encoding import decode
from quizapp.core.question import Message
from quizapp.core.spreadsheet import restore

_SEPARATORS: Final = ",;\t|"
_LOOKED_AT: Final = 20  # rows that tell the separator
_LONGEST_CELL: Final = 1024 * 1024


class Remark(NamedTuple):
    """Something that was not understood or is worth knowing; line and column count from 1."""

    line: int
    column: int
    message: Message


class Row(NamedTuple):
    """A row's cells, as many as the header has, and the line it begins in."""

    line: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """A table: the header, the rows that are not empty, and what is wrong with its shape."""

    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    separator: str
    remarks: tuple[Remark, ...]


class SheetError(ValueError):
    """A file that is no table; the text says why, in words."""


def read_sheet(data: bytes) -> Sheet:
    """Read a table. Its encoding and what separates its cells are looked for."""
    text = decode(data)
    told, _, rest = text.partition("\n")
    # Excel's own way of telling.
    is_told = told.startswith("sep=") and len(told) == 5
    separator = told[4] if is_told else _find_separator(text)
    rows = list(_rows(rest, separator, 1) if is_told else _rows(text, separator, 0))
    if not rows:
        raise SheetError("it is empty")
    header, *others = rows
    width = len(header.cells)
    remarks = [remark for row in others for remark in _surplus(row, width)]
    fitted = (row._replace(cells=_fit(row.cells, width)) for row in others)
    return Sheet(header.cells, header.line, tuple(fitted), separator, tuple(remarks))


def column_name(column: int) -> str:
    """Return a column's letters, as a spreadsheet shows them: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _find_separator(text: str) -> str:
    """Return what gives the most rows as many cells as the header, and the header the most."""

    def rank(separator: str) -> tuple[float, int]:
        widths = [len(row.cells) for row in islice(_rows(text, separator, 0), _LOOKED_AT)]
        if not widths or widths[0] < 2:
            return 0, 0
        return sum(width == widths[0] for width in widths) / len(widths), widths[0]

    return max(_SEPARATORS, key=rank)


def _rows(text: str, separator: str, line: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    csv.field_size_limit(_LONGEST_CELL)
    end = 0
    try:
        for cells in reader:
            begin, end = end + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield Row(line + begin, tuple(restore(cell.strip()) for cell in cells))
    except csv.Error as error:
        raise SheetError(f"line {line + reader.line_num} is no row of a table ({error})") from error


def _fit(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))


def _surplus(row: Row, width: int) -> Iterator[Remark]:
    for column, cell in enumerate(row.cells[width:], width + 1):
        if cell:
            message = Message("`%(text)s` stands under no heading.", {"text": cell})
            yield Remark(row.line, column, message)
