"""Bring questions in from another program's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from quizapp.cli._exchange import (
    format_named,
    read_bytes,
    report_losses,
    write_bytes,
    write_to_standard_output,
)
from quizapp.cli._faults import CannotRun
from quizapp.cli._progress import track
from quizapp.formats import (
    Brought,
    Format,
    Incoming,
    Loss,
    all_formats,
    bring_in,
    sidecar_name,
    sniff,
)


def _write_template(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
    if path is None or ctx.resilient_parsing:
        return
    makes = {format_.suffix: format_.template for format_ in all_formats() if format_.template}
    make = makes.get(path.suffix.lower())
    if make is None:
        raise CannotRun(f"a table to fill in ends with {' or '.join(makes)}, and {path} does not.")
    if path.exists():
        raise CannotRun(f"{path} is there already; nothing was changed.")
    write_bytes(path, make())
    click.echo(f"Wrote {path}. Fill it in, then: quizapp import {path} -o questions/NAME.yaml")
    ctx.exit()


@click.command("import")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--from", "word", metavar="FORMAT", help="Their format; without it, it is looked for."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The quiz file to write, or a folder for it; without it, standard output.",
)
@click.option("--force", is_flag=True, help="Overwrite the output file.")
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_write_template,
    help="Write a table to fill in, .csv or .xlsx, and leave.",
)
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], word: str | None, output: Path | None, force: bool
) -> None:
    """Read files of another program and write one quiz file.

    What could not be carried over is said at the end on standard error, by line. A sidecar that
    `quizapp export` wrote beside a FILE is read along. The exit code is 0, or 1 when there is no
    question to take.
    """
    stem = files[0].stem if len(files) == 1 else (output or files[0]).stem
    target = output / f"{stem}.yaml" if output and output.is_dir() else output
    _make_sure_it_is_free(target, force)
    steps = track(_steps(files, word, stem), 2, "Importing")
    brought = next(step for step in steps if step is not None)
    losses = brought.losses
    if brought.quiz is not None:
        losses += _write(brought, target)
    report_losses(losses, str(files[0]) if len(files) == 1 else "")
    if brought.quiz is None:
        click.echo("There is no question that could be taken.", err=True)
        ctx.exit(1)


def _make_sure_it_is_free(target: Path | None, force: bool) -> None:
    if target and target.exists() and not force:
        raise CannotRun(f"{target} is there already: name another file, or add --force.")


def _steps(files: Sequence[Path], word: str | None, stem: str) -> Iterator[Brought | None]:
    """Yield after each step; the last is the quiz."""
    incoming = [_incoming(path) for path in files]
    found = [(file, _format_of(file, word)) for file in incoming]
    yield None
    yield bring_in(found, stem)


def _incoming(path: Path) -> Incoming:
    name = sidecar_name(path.name)
    beside = path.with_name(name)
    return Incoming(
        path.name, read_bytes(path), {name: read_bytes(beside)} if beside.is_file() else {}
    )


def _format_of(file: Incoming, word: str | None) -> Format:
    if word:
        return format_named(word, reads=True)
    found = sniff(file)
    if len(found) == 1:
        return found[0]
    if found:
        names = " or ".join(format_.name for format_ in found)
        raise CannotRun(f"{file.name} may be {names}: say which with --from.")
    raise CannotRun(f"{file.name} is in no format that is known here: name one with --from.")


def _write(brought: Brought, target: Path | None) -> tuple[Loss, ...]:
    data = brought.text.encode()
    if target is None:
        write_to_standard_output(data)
        note = "is not written to standard output: name a file with -o"
        return tuple(Loss(0, f"the file `{name}` {note}") for name in brought.files)
    write_bytes(target, data)
    for name, content in brought.files.items():
        write_bytes(target.with_name(name), content)
    beside = f" and {', '.join(brought.files)}" if brought.files else ""
    click.echo(f"Wrote {target}{beside}. Next: quizapp check {target}")
    return ()
