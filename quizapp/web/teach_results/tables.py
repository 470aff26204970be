"""Tables as files for spreadsheets: texts are no formulas, and numbers stay numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from tempfile import TemporaryDirectory
from types import NoneType
from typing import IO, Any, Final

from flask import send_file
from werkzeug.exceptions import NotFound

from quizapp.core.scoring import round_half_up
from quizapp.core.spreadsheet import defuse
from quizapp.web.services import services

_SHEET_ROWS: Final = 1_048_576
"""More a sheet of XLSX cannot hold."""
Value = str | int | float | Fraction | datetime | None
Table = Iterable[Sequence[Value]]
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send_table(rows: Table, name: str, kind: str) -> Any:
    """Send a table, its first row the headings, under a name that may hold any letter."""
    if kind not in _TYPES:
        raise NotFound
    # The rows come one after the other: what is in memory as a whole is the file alone.
    file = io.BytesIO()
    write = _write_csv if kind == "csv" else _write_xlsx
    write(rows, file)
    file.seek(0)
    return send_file(
        file,
        mimetype=_TYPES[kind],
        as_attachment=True,
        download_name=f"{name}.{kind}",
    )


def _write_csv(rows: Table, file: IO[bytes]) -> None:
    # Spreadsheets take a file for UTF-8 when it begins with the mark.
    file.write("\ufeff".encode())
    text = io.TextIOWrapper(file, "utf-8", "replace", newline="")
    csv.writer(text, lineterminator="\r\n").writerows([_plain(v) for v in row] for row in rows)
    text.detach()


def _plain(value: Value) -> str | int | float:
    # By the type alone: of what class a number is takes longer to ask than the rest of it.
    as_text = _AS_TEXT.get(type(value))
    return as_text(value) if as_text else value  # type: ignore[return-value] # a number


@lru_cache(maxsize=1_000)
def _decimal(value: Fraction) -> str:
    return round_half_up(value, 4).rstrip("0").rstrip(".")


def _local(moment: datetime) -> datetime:
    return moment.astimezone(services().config.zone).replace(tzinfo=None)


_AS_TEXT: Final[dict[type, Callable[[Any], str]]] = {
    str: defuse,
    Fraction: _decimal,
    datetime: lambda moment: f"{_local(moment):%Y-%m-%d %H:%M:%S}",
    NoneType: lambda _: "",
}


def _write_xlsx(rows: Table, file: IO[bytes]) -> None:
    import xlsxwriter

    rest = iter(rows)
    head = next(rest, ())
    options = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    # All cells of a hundred thousand attempts would be gigabytes: rows go to a file at once.
    options["constant_memory"] = True
    with (
        TemporaryDirectory(prefix="quizapp-table-") as folder,
        xlsxwriter.Workbook(file, {**options, "tmpdir": folder}) as book,
    ):
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet, place = _add_sheet(book, head), 1
        for row in rest:
            # What is beyond the last row would be dropped in silence.
            if place == _SHEET_ROWS:
                sheet, place = _add_sheet(book, head), 1
            for column, value in enumerate(row):
                _write(sheet, place, column, value, moment)
            place += 1


def _add_sheet(book: Any, head: Sequence[Value]) -> Any:
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    for column, value in enumerate(head):
        _write(sheet, 0, column, value, bold)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 60, 14)
    return sheet


def _write(sheet: Any, row: int, column: int, value: Value, form: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, _local(value), form)
    elif isinstance(value, str):
        sheet.write_string(row, column, defuse(value), None if row else form)
    elif value is not None:
        sheet.write_number(row, column, float(value))
