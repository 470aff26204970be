"""Sheets of answers and marks on the command line: reading them, and saying what is odd."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from quizapp.cli._bank_folder import find_quiz
from quizapp.cli._exchange import read_bytes
from quizapp.cli._faults import CannotRun
from quizapp.cli.formats import on_one_line
from quizapp.core.loading import load_quiz
from quizapp.core.quiz import Quiz
from quizapp.core.sheets.answers import ScoredSheet, score_sheet
from quizapp.core.sheets.table import Remark, Sheet, SheetError, column_name, read_sheet


def load_sheet(path: Path) -> Sheet:
    """Read a table from a file."""
    try:
        return read_sheet(read_bytes(path))
    except SheetError as error:
        raise CannotRun(f"{path}: {error}.") from error


def load_scores(name: str, path: Path, form: str | None = None) -> tuple[Quiz, Sheet, ScoredSheet]:
    """Read a quiz and a sheet of answers to it, perhaps to one form on paper, and score them."""
    quiz = _load_quiz(name)
    sheet = load_sheet(path)
    scored = score_sheet(quiz, sheet, form)
    if not scored.rows:
        raise CannotRun(f"{path}: there is no row below the header.")
    if not scored.columns:
        ids = ", ".join(list(quiz.items)[:3])
        raise CannotRun(f"{path}: no column is headed with a question of {name}, such as {ids}.")
    return quiz, sheet, scored


def _load_quiz(name: str) -> Quiz:
    path = find_quiz(name)
    reading = load_quiz(path).reading
    if reading.quiz is None or not reading.quiz.items:
        raise CannotRun(f"{path} is no quiz that can be taken. See `quizapp check {path}`.")
    if any(diagnostic.is_error for diagnostic in reading.diagnostics):
        click.echo(
            f"{path} has errors; questions with errors are left out. See `quizapp check {path}`.",
            err=True,
        )
    return reading.quiz


def report_remarks(path: Path, header: Sequence[str], remarks: Iterable[Remark]) -> None:
    """Say on standard error what was not understood, by line and column."""
    for remark in remarks:
        heading = header[remark.column - 1] if remark.column <= len(header) else ""
        where = f"{path}, line {remark.line}, column {column_name(remark.column)}"
        named = f"{where} ({heading})" if heading else where
        said = remark.message.msgid % remark.message.values
        click.echo(on_one_line(f"{named}: {said}"), err=True)
