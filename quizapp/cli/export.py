"""Write a quiz for another program."""

from __future__ import annotations

from pathlib import Path

import click

from quizapp.cli._bank_folder import find_quiz
from quizapp.cli._exchange import (
    format_named,
    report_losses,
    write_bytes,
    write_to_standard_output,
)
from quizapp.core.loading import load_quiz
from quizapp.formats import Taken, sidecar_name, take_out


@click.command("export")
@click.argument("quiz")
@click.option("--to", "word", metavar="FORMAT", required=True, help="The format to write.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, or a folder for it; without it, standard output.",
)
@click.pass_context
def command(ctx: click.Context, quiz: str, word: str, output: Path | None) -> None:
    """Write QUIZ, a quiz's name or file, in another format.

    What could not be carried over is said at the end on standard error, by line, and is kept in a
    sidecar beside the output file, from which `quizapp import` takes it back. The exit code is 0,
    or 1 when nothing of the quiz can be taken.
    """
    path = find_quiz(quiz)
    format_ = format_named(word, reads=False)
    taken = take_out(load_quiz(path), format_)
    if not isinstance(taken, Taken):
        report_losses(taken, str(path))
        click.echo("There is no question that could be taken.", err=True)
        ctx.exit(1)
    if output and output.is_dir():
        output = output / f"{path.stem}{format_.suffix}"
    report_losses(taken.losses, str(path), kept=_write(taken, output))


def _write(taken: Taken, output: Path | None) -> str:
    """Write the files; return where the rest is kept, or how it could be."""
    if output is None:
        write_to_standard_output(taken.data)
        return (
            "Name a file with -o, and this is kept in a sidecar beside it." if taken.sidecar else ""
        )
    write_bytes(output, taken.data)
    if taken.sidecar is None:
        return ""
    beside = output.with_name(sidecar_name(output.name))
    write_bytes(beside, taken.sidecar)
    return f"All this is kept in {beside}, which `quizapp import` reads along."
