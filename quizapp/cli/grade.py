"""Score a sheet of answers, for paper tests and forms."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click

from quizapp.cli._exchange import write_bytes
from quizapp.cli._faults import CannotRun
from quizapp.cli._sheets import load_scores, report_remarks
from quizapp.core.paper.forms import FORMS
from quizapp.core.scoring import Mark, format_percent
from quizapp.core.sheets.answers import ScoredRow
from quizapp.core.spreadsheet import defuse

_TOTALS = ("total", "possible", "percent", "waiting")


@click.command()
@click.argument("quiz")
@click.argument("responses", metavar="RESPONSES.csv", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    metavar="SCORES.csv",
    type=click.Path(path_type=Path),
    help="The file to write; without it, standard output.",
)
@click.option(
    "--form",
    type=click.Choice(FORMS, case_sensitive=False),
    help="The form that `quizapp export --to paper` printed; its letters and numbers count.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 when something was not understood.")
@click.pass_context
def command(
    ctx: click.Context,
    quiz: str,
    responses: Path,
    output: Path | None,
    form: str | None,
    strict: bool,
) -> None:
    """Score the answers in RESPONSES.csv to QUIZ, a quiz's name or file.

    The file has one row a reader and one column a question, headed with the question's id, its
    prompt or its number on paper; `id [part]` heads a column for one part. The reader is the
    column `reader`, `name` or `email`, else the first. Commas, semicolons or tabs may separate the
    cells; UTF-8, UTF-16 and Windows-1252 are read.

    \b
    How answers are written:
      one choice          its text, its id, or its letter: A, B, C in the file's order, or as
                          the form has them that --form names
      several choices     A; C  or  AC  or their texts with ; or a line break between
      an order            B; A; C  or  A=2; B=1; C=3  (letters by the alphabet of the texts)
      matching, gaps,     left=right; left=right  with texts, or numbers for lefts
      categories          and letters for rights: 1=B; 2=A  or  BA
      sentences marked    their numbers on paper: 3; 5
      typed answers       as they are
      left empty          nothing, or a lone -
    \b
    Write \\; and \\= for signs that belong to a text.

    Scores are as on the pages; tries and penalties do not apply. What was not understood is said
    on standard error by line and column, and earns nothing.
    """
    loaded, sheet, scored = load_scores(quiz, responses, form)
    ids = list(loaded.items)
    if output is not None and output.exists() and output.samefile(responses):
        raise CannotRun(f"{output} holds the answers: name another file for the scores.")
    text = _table(ids, scored.rows)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_bytes(output, text.encode("utf-8", "backslashreplace"))
    report_remarks(responses, sheet.header, scored.remarks)
    click.echo(_summary(len(scored.rows), len(scored.remarks), output), err=True)
    ctx.exit(int(strict and bool(scored.remarks)))


def _table(ids: Sequence[str], rows: Sequence[ScoredRow]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["reader", *map(defuse, ids), *_TOTALS])
    writer.writerows(_cells(ids, row) for row in rows)
    return file.getvalue()


def _cells(ids: Sequence[str], row: ScoredRow) -> list[str]:
    marks = {mark.question_id: mark for mark in row.score.marks}
    score = row.score
    return [
        defuse(row.reader),
        *(_points(marks.get(question_id)) for question_id in ids),
        str(score.earned),
        str(score.possible),
        format_percent(score.share),
        str(score.waiting),
    ]


def _points(mark: Mark | None) -> str:
    """Return points exactly; nothing for what was not asked or waits for a teacher."""
    return "" if mark is None or mark.earned is None else str(mark.earned)


def _summary(rows: int, remarks: int, output: Path | None) -> str:
    readers = "1 row" if rows == 1 else f"{rows} rows"
    written = f" into {output}" if output else ""
    noted = "nothing to remark" if not remarks else f"{remarks} remark{'s' * (remarks > 1)}"
    return f"Scored {readers}{written}; {noted}."
