"""Print the statistics of a quiz or test, with what a teacher should look at."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli._analysis import analysis_json, print_analysis
from quizapp.cli._sheets import load_scores, load_sheet, report_remarks
from quizapp.core.sheets.answers import first_rows
from quizapp.core.sheets.marks import read_marks
from quizapp.core.sheets.table import Remark, Sheet, SheetError
from quizapp.core.statistics import MarkTable, analyse, tabulate


@click.command()
@click.argument("file", metavar="FILE.csv", type=click.Path(path_type=Path))
@click.option("--quiz", metavar="QUIZ", help="FILE.csv holds answers to this quiz, as for `grade`.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; what has no meaning is null.")
def command(file: Path, quiz: str | None, as_json: bool) -> None:
    """Print the statistics of FILE.csv.

    Without --quiz the file is a plain matrix of marks: a header of item names, the reader in the
    first column, a row of maxima if there is one, whose first cell is `max`, and one row a reader.
    An empty cell is a blank and counts 0. Without `max` an item's maximum is 1, or its highest mark
    where that is more.

    With --quiz it holds answers (see `quizapp grade --help`); choices are then counted too. Of a
    reader's rows the first counts.
    """
    table, sheet, remarks = _read_marks(file) if quiz is None else _score(quiz, file)
    report_remarks(file, sheet.header, remarks)
    analysis = analyse(table)
    if as_json:
        click.echo(analysis_json(analysis))
    else:
        print_analysis(analysis)


def _read_marks(file: Path) -> tuple[MarkTable, Sheet, tuple[Remark, ...]]:
    sheet = load_sheet(file)
    try:
        marks = read_marks(sheet)
    except SheetError as error:
        from quizapp.cli._faults import CannotRun

        raise CannotRun(f"{file}: {error}.") from error
    return marks.table, sheet, marks.remarks


def _score(quiz: str, file: Path) -> tuple[MarkTable, Sheet, tuple[Remark, ...]]:
    loaded, sheet, scored = load_scores(quiz, file)
    scores = [row.score for row in first_rows(scored.rows)]
    return tabulate(loaded, scores), sheet, scored.remarks
