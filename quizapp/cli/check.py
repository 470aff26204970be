"""Say what is wrong in quiz files, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from quizapp.cli._bank_folder import default_folder
from quizapp.cli._checking import Checker
from quizapp.cli._progress import track
from quizapp.cli._quiz_files import find_files
from quizapp.cli._selection import left_out
from quizapp.cli.formats import Render, format_names, get_format


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(format_names()),
    default="full",
    show_default=True,
    help="How to print what was found.",
)
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option(
    "--select",
    metavar="CODES",
    multiple=True,
    help="Tell only these warnings: codes such as W224, or how they begin, such as W2; with "
    "commas. ALL are all of them, DEFAULT those told without this option.",
)
@click.option("--ignore", metavar="CODES", multiple=True, help="Do not tell these warnings.")
@click.option("--statistics", is_flag=True, help="Print only how often each code was found.")
@click.option(
    "--fix",
    "fixes",
    is_flag=True,
    help="Write missing ids into the files and put small negatives in bold; all else stays.",
)
@click.option(
    "--watch", "watches", is_flag=True, help="Check again after each change, until Ctrl+C."
)
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    format_name: str,
    strict: bool,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    statistics: bool,
    fixes: bool,
    watches: bool,
) -> None:
    """Check quiz files; a folder stands for the .yaml and .yml files in it.

    Without PATH: ./questions, or the current folder if there is none. The exit code is 0 when
    there is nothing wrong or only warnings, 1 when there are errors (with --strict: warnings too),
    2 when a file cannot be found or opened. Errors are always told.
    """
    if fixes and watches:
        raise click.UsageError("--fix and --watch exclude each other: you are writing too.", ctx)
    render = _render(ctx, format_name, statistics)
    unwanted = left_out(select, ignore)
    paths = paths or (default_folder(),)
    checker = Checker(unwanted)
    if watches:
        _watch(paths, checker, render)
    if fixes:
        _fix(find_files(paths), unwanted)
    has_errors, has_warnings = _check(find_files(paths), checker, render)
    ctx.exit(int(has_errors or (strict and has_warnings)))


def _check(files: Sequence[Path], checker: Checker, render: Render) -> tuple[bool, bool]:
    """Print what is wrong; tell whether there are errors, and whether there are warnings."""
    checked = list(track(checker.check(files), len(files), "Checking"))
    for piece in render(checked):
        click.echo(piece)
    found = [diagnostic.is_error for file in checked for diagnostic in file.diagnostics]
    return any(found), not all(found)


def _fix(files: Sequence[Path], unwanted: Set[str]) -> None:
    from quizapp.cli._fix import fix

    for file in files:
        # The programs that read the other output want nothing else in it.
        if done := fix(file, unwanted):
            click.echo(done, err=True)


def _watch(paths: Sequence[Path], checker: Checker, render: Render) -> NoReturn:
    from quizapp.cli._watch import watch

    watch(paths, checker, lambda files: _check(files, checker, render))


def _render(ctx: click.Context, format_name: str, statistics: bool) -> Render:
    if not statistics:
        return get_format(format_name)
    if ctx.get_parameter_source("format_name") is not ParameterSource.DEFAULT:
        raise click.UsageError("--statistics has a format of its own: leave out --format.", ctx)
    return get_format("_statistics")
