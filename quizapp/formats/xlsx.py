"""XLSX: a table of questions for Excel, LibreOffice and the like.

It has the columns of the format [csv](csv). The template and what is exported have menus for
`type` and `process`, a first row that stays in sight, and a second sheet that says what each column
is for. The first sheet that names a `prompt` is read. Numbers are taken as they are shown in full;
formulas count by their last value.

| type | prompt | choice A | choice B | correct |
| --- | --- | --- | --- | --- |
| single-choice | What is at Hale Point? | A lighthouse | A harbour | A |
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from quizapp.core.archive import is_archive, read_archive
from quizapp.core.question import PROCESSES
from quizapp.core.types import type_words
from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._registry import CERTAIN, NO, Written
from quizapp.formats._table import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    TableRow,
    heading,
    read_table,
    table_of,
    template_table,
    written,
)

NAME: Final = "xlsx"
TITLE: Final = "Excel table"
SUFFIX: Final = ".xlsx"
ALIASES: Final = ("excel",)

_WORKBOOK: Final = "xl/workbook.xml"
_SHEETS: Final = 20
_LONG: Final = 45
_SHORT: Final = 16
_WIDE: Final = frozenset({"prompt", "evidence", "explanation", "answer"})
_MEANINGS: Final = {
    "id": "A short name of your own; it ties answers to the question for ever.",
    "type": "What kind of question it is; may be left empty where the answer shows it.",
    "prompt": "What is asked; the text with gaps; of the row `passage` the passage itself.",
    "choice A": "The choices, or the items in the right order, or distractors.",
    "correct": "The letters of the right choices: A, or A, C.",
    "answer": "true or false, the number, the accepted texts one a line, or lines left = right.",
    "tolerance": "How far off a number may be: 0.5 or 5%.",
    "unit": "The unit of a number.",
    "points": "1 if left empty.",
    "evidence": "Words of the passage that prove the key, as they stand there.",
    "explanation": "Why the key is right; shown with the result.",
    "hints": "Hints, one a line, each narrower than the last.",
    "process": "find, infer, interpret or evaluate.",
    "tags": "Labels, one a line.",
}


def sniff(file: Incoming) -> int:
    """Tell by the workbook in the zip."""
    if not is_archive(file.data):
        return NO
    return CERTAIN if _WORKBOOK in read_archive(file.data).files else NO


def read(file: Incoming) -> Draft:
    """Read the first sheet that names a prompt."""
    archive = read_archive(file.data)
    if archive.problems or _WORKBOOK not in archive.files:
        draft = Draft()
        draft.lose(0, "this is no Excel file, or a damaged one")
        return draft
    try:
        rows = _rows(file.data)
    except Exception:  # noqa: BLE001  # openpyxl raises whatever it meets in a damaged file
        draft = Draft()
        draft.lose(0, "this Excel file is damaged and cannot be read")
        return draft
    return read_table(rows)


def _rows(data: bytes) -> list[TableRow]:
    import openpyxl

    with warnings.catch_warnings():
        # What openpyxl does not know (menus of newer versions, styles) is nothing to us.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [list(_sheet(sheet)) for sheet in book.worksheets[:_SHEETS]]
        book.close()
    named = (rows for rows in sheets if rows and _names_a_prompt(rows[0]))
    return next(named, sheets[0] if sheets else [])


def _names_a_prompt(row: TableRow) -> bool:
    return "prompt" in {heading(cell) for cell in row.cells}


def _sheet(sheet: Any) -> Iterator[TableRow]:
    found = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    for number, values in enumerate(found, 1):
        cells = [_text(value) for value in values]
        if any(cells):
            yield TableRow(number, cells)


def _text(value: object) -> str:
    """Return a cell's value as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("_x000D_", "")


def write(document: Document) -> Written:
    """Write a workbook."""
    table = table_of(document)
    return written(table, write_xlsx(table))


def template() -> bytes:
    """Return a workbook to fill in."""
    return write_xlsx(template_table())


def write_xlsx(table: Table) -> bytes:
    """Return a table as a workbook. Texts stay texts: none is run as a formula or a link."""
    import xlsxwriter

    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, {**options, "strings_to_numbers": False}) as book:
        # The same table gives the same bytes.
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # a mere constant
        _write_questions(book, table)
        _write_meanings(book)
    return data.getvalue()


def _write_questions(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("Questions")
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, name in enumerate(table.columns):
        sheet.set_column(place, place, _LONG if name in _WIDE else _SHORT, wrapped)
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(table.rows, 1):
        for place, name in enumerate(table.columns):
            if cell := row.get(name, ""):
                sheet.write_string(number, place, cell, wrapped)
    sheet.freeze_panes(1, 0)
    _add_menu(sheet, table, "type", ["title", "passage", *type_words()])
    _add_menu(sheet, table, "process", list(PROCESSES))


def _add_menu(sheet: Any, table: Table, column: str, words: list[str]) -> None:
    if column in table.columns:
        place = table.columns.index(column)
        menu = {"validate": "list", "source": words, "error_type": "information"}
        sheet.data_validation(1, place, MOST_ROWS, place, menu)


def _write_meanings(book: Any) -> None:
    sheet = book.add_worksheet("What the columns are")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    sheet.set_column(0, 0, _SHORT)
    sheet.set_column(1, 1, 80)
    for number, (name, meaning) in enumerate(_MEANINGS.items()):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, meaning, wrapped)
