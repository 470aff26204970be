"""A sheet of answers, one row a reader, scored as the pages score them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from quizapp.core.paper.forms import FORMS, Form, make_form
from quizapp.core.question import Message, Response
from quizapp.core.quiz import Quiz, Section
from quizapp.core.scoring import Answered, Score, score_attempt
from quizapp.core.sheets.headings import Column, Headings, read_headings
from quizapp.core.sheets.table import Remark, Row, Sheet
from quizapp.core.sheets.written import Written, read_entry, read_written


class ScoredRow(NamedTuple):
    """What one row earned; `reader` is empty where the sheet does not say."""

    line: int
    reader: str
    score: Score


class ScoredSheet(NamedTuple):
    """All rows in the sheet's order, the columns with answers, and what was not understood."""

    rows: tuple[ScoredRow, ...]
    columns: tuple[Column, ...]
    remarks: tuple[Remark, ...]


def score_sheet(quiz: Quiz, sheet: Sheet, form_name: str | None = None) -> ScoredSheet:
    """Score every row. Tries and penalties do not apply: everything counts as the first try.

    With a form's name, letters and numbers are that form's, and every row has its questions.
    Without, letters are form A's, and where a section draws its questions, a row has those that it
    answers; a lone dash says that a question was asked and left empty.
    """
    form = make_form(quiz, form_name or FORMS[0])
    always = form.questions if form_name else _asked(quiz, set())
    headings = read_headings(quiz, sheet, form, always)
    remarks = [*sheet.remarks, *headings.remarks]
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        responses, complaints = _read_row(headings.columns, form, row)
        given = {c.question.id: c for c in headings.columns if row.cells[c.place]}
        asked = form.questions if form_name else _asked(quiz, given.keys())
        answers = {name: Answered(response) for name, response in responses.items()}
        score = score_attempt(quiz, asked, answers)
        rows.append(ScoredRow(row.line, _reader(headings, row, number), score))
        strange = [column for name, column in given.items() if name not in asked]
        remarks += [*complaints, *_draw_remarks(quiz, row, asked)]
        remarks += (_not_in_form(row, column, form) for column in strange)
    remarks += _repeated_readers(headings, rows)
    return ScoredSheet(
        tuple(rows), headings.columns, tuple(sorted(remarks, key=lambda remark: remark[:2]))
    )


def first_rows(rows: Sequence[ScoredRow]) -> list[ScoredRow]:
    """Return the first row of each reader; rows without a name are readers of their own."""
    seen: set[str] = set()
    first = []
    for row in rows:
        if not row.reader or row.reader not in seen:
            first.append(row)
        seen.add(row.reader)
    return first


def _reader(headings: Headings, row: Row, number: int) -> str:
    return str(number) if headings.reader is None else row.cells[headings.reader]


def _read_row(
    columns: Sequence[Column], form: Form, row: Row
) -> tuple[dict[str, Response], list[Remark]]:
    responses: dict[str, Response] = {}
    remarks = []
    for column in columns:
        written = _read_cell(column, form, row.cells[column.place])
        responses[column.question.id] = responses.get(column.question.id, ()) + written.response
        remarks += [
            Remark(row.line, column.place + 1, complaint) for complaint in written.complaints
        ]
    return responses, remarks


def _read_cell(column: Column, form: Form, text: str) -> Written:
    if column.entry is not None:
        return read_entry(column.entry, text)
    return read_written(column.question, text, form.entries[column.question.id])


def _not_in_form(row: Row, column: Column, form: Form) -> Remark:
    values = {"id": column.question.id, "form": form.name}
    message = Message("`%(id)s` is not in form %(form)s: the answer does not count.", values)
    return Remark(row.line, column.place + 1, message)


def _asked(quiz: Quiz, given: Set[str]) -> list[str]:
    """Return a row's questions: all of a section that draws none, else those that are given."""
    return [
        question_id
        for section in quiz.sections
        for unit in section.units
        if section.draw is None or given & set(unit)
        for question_id in unit
    ]


def _draw_remarks(quiz: Quiz, row: Row, asked: Sequence[str]) -> Iterator[Remark]:
    for section in quiz.sections:
        if section.draw is None:
            continue
        count = sum(name in asked for unit in section.units for name in unit)
        if count != section.count:
            yield Remark(row.line, 1, _drawn_otherwise(section, count))


def _drawn_otherwise(section: Section, count: int) -> Message:
    values = {"count": count, "draw": section.count}
    if count > section.count:
        return Message("Here are answers to %(count)d questions, and %(draw)d are drawn.", values)
    return Message(
        "Here are answers to %(count)d of %(draw)d drawn questions: write - for one left empty.",
        values,
    )


def _repeated_readers(headings: Headings, rows: Sequence[ScoredRow]) -> Iterator[Remark]:
    first: dict[str, int] = {}
    column = (headings.reader or 0) + 1
    for row in rows:
        line = first.setdefault(row.reader, row.line)
        if not row.reader:
            yield Remark(row.line, column, Message("This row does not say whose it is."))
        elif line != row.line:
            values: Mapping[str, str | int] = {"reader": row.reader, "line": line}
            message = Message("`%(reader)s` stands in line %(line)d already.", values)
            yield Remark(row.line, column, message)
