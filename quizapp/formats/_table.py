"""Tables of questions: one row a question, the columns named in the first row.

What a cell holds depends on the question's type; lists stand one item a line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Final, NamedTuple

from quizapp.core.types import type_words
from quizapp.core.validation import nearest
from quizapp.core.writing import Fields
from quizapp.formats._document import Document
from quizapp.formats._draft import Draft
from quizapp.formats._registry import Written
from quizapp.formats._table_reading import CHOICES, Cells, RowError, fields_of
from quizapp.formats._table_writing import NoCell, cells_of

HEAD: Final = ("id", "type", "prompt")
TAIL: Final = (
    "correct",
    "answer",
    "tolerance",
    "unit",
    "points",
    "evidence",
    "explanation",
    "hints",
    "process",
    "tags",
)
COLUMNS: Final = (*HEAD, *(f"choice {letter}" for letter in ascii_uppercase[:6]), *TAIL)
MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 100
_PASSAGE: Final = "passage"
_TITLE: Final = "title"
_ALIASES: Final = {
    "question": "prompt",
    "text": "prompt",
    "question text": "prompt",
    "name": "id",
    "key": "correct",
    "correct answer": "correct",
    "right": "correct",
    "answers": "answer",
    "mark": "points",
    "score": "points",
    "feedback": "explanation",
    "hint": "hints",
    "tag": "tags",
    "kind": "type",
    "question type": "type",
}
_CHOICE = re.compile(r"(?:choice|option|answer|distractor)? ?([a-z]|\d{1,2})\Z")


class TableRow(NamedTuple):
    """A row: the line it begins in, and its cells."""

    line: int
    cells: Sequence[str]


def read_table(rows: Sequence[TableRow]) -> Draft:
    """Read rows, the first of which names the columns."""
    draft = Draft()
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        draft.lose(0, "the table is empty")
        return draft
    names = _headings(draft, filled[0])
    if "prompt" not in names.values():
        draft.lose(filled[0].line, "no column is called `prompt`: the first row names the columns")
        return draft
    for row in filled[1:]:
        cells = {
            name: row.cells[place].strip()
            for place, name in names.items()
            if place < len(row.cells) and row.cells[place].strip()
        }
        if cells:
            _read_row(draft, row.line, cells)
    return draft


def _headings(draft: Draft, row: TableRow) -> dict[int, str]:
    """Return the columns that are known, by their place; each name counts once."""
    names: dict[int, str] = {}
    for place, text in enumerate(row.cells[:MOST_COLUMNS]):
        if not text.strip():
            continue
        name = heading(text)
        if name is None:
            near = nearest(text.strip().lower(), [*COLUMNS, *_ALIASES])
            hint = f"; did you mean `{near}`?" if near else ""
            draft.lose(row.line, f"the column `{text.strip()}` means nothing here{hint}")
        elif name in names.values():
            draft.lose(row.line, f"a second column `{text.strip()}` is passed over")
        else:
            names[place] = name
    return names


def heading(text: str) -> str | None:
    """Return the column that a heading means."""
    plain = re.sub(r"[\s_-]+", " ", text.strip().lower())
    if plain in COLUMNS or plain == "lang":
        return plain
    if plain in _ALIASES:
        return _ALIASES[plain]
    found = _CHOICE.match(plain)
    if found is None:
        return None
    place = int(found[1]) - 1 if found[1].isdigit() else ord(found[1]) - ord("a")
    return f"{CHOICES} {ascii_uppercase[place]}" if 0 <= place < len(ascii_uppercase) else None


def _read_row(draft: Draft, line: int, cells: Cells) -> None:
    word = cells.get("type", "").lower().replace("_", "-").replace(" ", "-")
    if word == _TITLE:
        draft.fields["title"] = cells.get("prompt", "")
    elif word == _PASSAGE:
        passage: Fields = {"text": cells.get("prompt", "")}
        if "id" in cells:
            passage = {"id": cells["id"], **passage}
        draft.passages.append(passage)
    elif word and word not in type_words():
        near = nearest(word, type_words())
        hint = f"; did you mean `{near}`?" if near else ""
        draft.lose(line, f"there is no question type `{cells['type']}`{hint}: the row is left out")
    else:
        try:
            draft.add(fields_of(word, cells), line)
        except RowError as why:
            draft.lose(line, f"the row is left out: {why}")


class Table(NamedTuple):
    """A written table: headings and rows of cells."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]
    left_out: Mapping[str, str]


def table_of(document: Document) -> Table:
    """Return a quiz as a table: a row for its title, one a passage and one a question."""
    rows: list[Mapping[str, str]] = []
    left_out: dict[str, str] = {}
    rows.append({"type": _TITLE, "prompt": document.quiz.title})
    rows += (
        {"id": text.passage.id, "type": _PASSAGE, "prompt": text.markdown.rstrip("\n")}
        for text in document.texts
    )
    for piece in document.pieces():
        try:
            rows.append(cells_of(piece))
        except NoCell as why:
            left_out[piece.question.id] = str(why)
    used = {name for row in rows for name, cell in row.items() if cell}
    more = sorted(name for name in used if name.startswith(CHOICES) and name not in COLUMNS)
    columns = [name for name in COLUMNS if name in used or name in (*HEAD, "correct", "answer")]
    place = next((i for i, name in enumerate(columns) if name in TAIL), len(columns))
    return Table((*columns[:place], *more, *columns[place:]), tuple(rows), left_out)


def written(table: Table, data: bytes) -> Written:
    """Return a table's bytes as what was written."""
    return Written(data, table.left_out)


EXAMPLE: Final[tuple[Mapping[str, str], ...]] = (
    {"type": _TITLE, "prompt": "The lighthouse at Hale Point"},
    {
        "type": _PASSAGE,
        "prompt": "Hale Point got its lighthouse in 1871, after three ships were lost.",
    },
    {
        "id": "why-built",
        "type": "single-choice",
        "prompt": "Why was the lighthouse built?",
        "choice A": "Three ships had been lost",
        "choice B": "A keeper asked for it",
        "choice C": "Oil had become cheap",
        "correct": "A",
        "evidence": "three ships were lost",
        "explanation": "The passage names the lost ships as the reason.",
        "process": "find",
    },
    {
        "id": "when",
        "type": "numeric",
        "prompt": "In which year was it built?",
        "answer": "1871",
        "evidence": "in 1871",
    },
)


def template_table() -> Table:
    """Return a table to fill in: all columns, and an example in each of a few rows."""
    return Table(COLUMNS, EXAMPLE, {})
