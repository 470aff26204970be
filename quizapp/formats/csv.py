"""CSV: a table of questions, one row a question, the columns named in the first row.

| type | prompt | choice A | choice B | correct | answer | evidence |
| --- | --- | --- | --- | --- | --- | --- |
| title | The lighthouse | | | | | |
| passage | Hale Point got its lighthouse in 1871. | | | | | |
| single-choice | What is at Hale Point? | A lighthouse | A harbour | A | | lighthouse |
| numeric | Since when? | | | | 1871 | in 1871 |

Columns, in any order: `id`, `type`, `prompt`, `choice A` to `choice Z`, `correct` (letters, numbers
or texts of the right choices), `answer`, `tolerance`, `unit`, `points`, `evidence`, `explanation`,
`hints`, `process`, `tags`. Several things in one cell stand one a line. A row of the type `title`
gives the quiz's title, one of the type `passage` a passage. `quizapp import --template FILE` writes
a table to fill in.

What stands in `answer`:

- `true-false`: true, false or not-given;
- `short-answer`: each accepted answer in a line; `numeric`: the number;
- `ordering`: nothing, the choices stand in the right order;
- `matching`: lines `left = right`, `categorize`: lines `item = category`, further choices are
  distractors;
- `cloze`: the prompt is the text with its gaps, such as `{fuel}`; lines `fuel = whale oil | oil`,
  further choices are the word bank;
- `hot-text`: the sentences to mark; `open-response`: a sample answer.

Without a `type` it is taken from what is filled in, where that is plain. The separator may be a
comma, a semicolon or a tab. Feedback, partial credit, settings and what else has no column are kept
in the sidecar. Cells that a spreadsheet would run as a formula get an apostrophe, which is taken
away again.
"""

from __future__ import annotations

import csv
import io
from typing import Final

from quizapp.core.sheets.table import SheetError, read_sheet
from quizapp.core.spreadsheet import defuse
from quizapp.formats._document import Document
from quizapp.formats._draft import Draft, Incoming
from quizapp.formats._registry import CERTAIN, NO, Written
from quizapp.formats._table import (
    MOST_ROWS,
    Table,
    TableRow,
    heading,
    read_table,
    table_of,
    template_table,
    written,
)

NAME: Final = "csv"
TITLE: Final = "CSV table"
SUFFIX: Final = ".csv"


def sniff(file: Incoming) -> int:
    """Tell by a first row that names at least a prompt and one more column."""
    rows = _rows(file)
    names = {heading(cell) for cell in rows[0].cells} if rows else set()
    return CERTAIN if "prompt" in names and len(names - {None}) > 1 else NO


def read(file: Incoming) -> Draft:
    """Read a table of questions."""
    rows = _rows(file)
    draft = read_table(rows[:MOST_ROWS])
    if len(rows) > MOST_ROWS:
        draft.lose(
            rows[MOST_ROWS].line, f"a table has at most {MOST_ROWS} rows: the rest is cut off"
        )
    return draft


def _rows(file: Incoming) -> list[TableRow]:
    try:
        sheet = read_sheet(file.data)
    except SheetError:
        return []
    header = TableRow(sheet.header_line, sheet.header)
    return [header, *(TableRow(row.line, row.cells) for row in sheet.rows)]


def write(document: Document) -> Written:
    """Write a table with a byte order mark, by which spreadsheets know that it is UTF-8."""
    table = table_of(document)
    return written(table, write_csv(table))


def write_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([defuse(row.get(name, "")) for name in table.columns])
    return text.getvalue().encode("utf-8-sig", "replace")


def template() -> bytes:
    """Return a table to fill in."""
    return write_csv(template_table())
