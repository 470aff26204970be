"""What the columns of a sheet of answers are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from quizapp.core.folding import fold_answer
from quizapp.core.markdown import plain_text, render_inline
from quizapp.core.paper.forms import Form
from quizapp.core.question import Entry, Message, Question
from quizapp.core.quiz import Quiz
from quizapp.core.sheets.table import Remark, Sheet
from quizapp.core.sheets.written import find_entry
from quizapp.core.validation import nearest

_READERS: Final = (
    "reader",
    "name",
    "full name",
    "student",
    "student name",
    "pupil",
    "username",
    "user name",
    "email",
    "e-mail",
    "email address",
)


class Column(NamedTuple):
    """A column with answers: to a question, or to one part of it."""

    place: int
    question: Question
    entry: Entry | None = None


class Headings(NamedTuple):
    """Where the readers' names are (None: nowhere) and where the answers."""

    reader: int | None
    columns: tuple[Column, ...]
    remarks: tuple[Remark, ...]


def read_headings(quiz: Quiz, sheet: Sheet, form: Form, asked: Collection[str]) -> Headings:
    """Find out which column is what; other columns are remarked on, and `asked` without one.

    A question may be called by its number on the paper form.
    """
    known = _known(quiz, form)
    found = {place: _column(known, form, place, text) for place, text in enumerate(sheet.header)}
    columns = [column for column in found.values() if column]
    reader = _reader_column(sheet.header, [column.place for column in columns])
    kept = list(_without_repeats(columns))
    remarks = [
        *_strangers(quiz, sheet, {*(c.place for c in columns), reader}),
        *_repeats(sheet, columns, kept),
        *_missing(asked, sheet, kept),
    ]
    return Headings(reader, tuple(kept), tuple(remarks))


def _known(quiz: Quiz, form: Form) -> dict[str, Question]:
    """Return the questions by id, by prompt where it is nobody else's, by number."""
    known: dict[str, Question] = {}
    prompts: dict[str, list[Question]] = {}
    for question in quiz.questions():
        known[question.id] = known[fold_answer(question.id)] = question
        prompts.setdefault(_seen(question.prompt), []).append(question)
    only = {prompt: found[0] for prompt, found in prompts.items() if len(found) == 1 and prompt}
    numbers = {str(n): quiz.items[name].question for n, name in enumerate(form.questions, 1)}
    return numbers | only | known


def _seen(text: str) -> str:
    return fold_answer(plain_text(render_inline(text)))


def _column(known: Mapping[str, Question], form: Form, place: int, text: str) -> Column | None:
    question = known.get(text) or known.get(fold_answer(text))
    if question is not None:
        return Column(place, question)
    head, bracket, part = text.removesuffix("]").rpartition("[")
    if bracket and part and text.endswith("]"):
        head = head.rstrip()
        question = known.get(head) or known.get(fold_answer(head))
        entry = find_entry(form.entries[question.id], part) if question else None
        if question and entry:
            return Column(place, question, entry)
    return None


def _reader_column(header: Sequence[str], taken: Sequence[int]) -> int | None:
    """Return the column that is headed as readers are, else the first if it has no answers."""
    free = {fold_answer(text): place for place, text in enumerate(header) if place not in taken}
    named = next((free[word] for word in _READERS if word in free), None)
    return named if named is not None or 0 in taken else 0


def _without_repeats(columns: Sequence[Column]) -> Iterator[Column]:
    seen: set[tuple[str, str | None]] = set()
    for column in columns:
        key = column.question.id, column.entry.part if column.entry else None
        if key not in seen:
            yield column
        seen.add(key)


def _strangers(quiz: Quiz, sheet: Sheet, used: set[int | None]) -> Iterator[Remark]:
    ids = [question.id for question in quiz.questions()]
    for place, text in enumerate(sheet.header):
        if place in used or not (text or any(row.cells[place] for row in sheet.rows)):
            continue
        near = nearest(text, ids)
        values = {"text": text, "near": near or ""}
        message = (
            Message("`%(text)s` is no question of this quiz. Did you mean `%(near)s`?", values)
            if near
            else Message("`%(text)s` is no question of this quiz; the column is left out.", values)
        )
        yield Remark(sheet.header_line, place + 1, message)


def _repeats(sheet: Sheet, columns: Sequence[Column], kept: Sequence[Column]) -> Iterator[Remark]:
    for column in columns:
        if column not in kept:
            message = Message(
                "`%(id)s` has a column already: the first counts.", {"id": column.question.id}
            )
            yield Remark(sheet.header_line, column.place + 1, message)


def _missing(asked: Collection[str], sheet: Sheet, kept: Sequence[Column]) -> Iterator[Remark]:
    present = {column.question.id for column in kept}
    for question_id in asked:
        if question_id not in present:
            message = Message(
                "`%(id)s` has no column: it counts as left empty.", {"id": question_id}
            )
            yield Remark(sheet.header_line, len(sheet.header) + 1, message)
