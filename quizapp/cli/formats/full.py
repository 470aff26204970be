"""The line it is about, a caret under the place, and the way out: for people."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence

import click

from quizapp.cli.formats import Checked, on_one_line
from quizapp.cli.formats._cells import cut, to_cells, width
from quizapp.core.diagnostics import Diagnostic

_COLOURS = {"error": "red", "warning": "yellow"}
_NARROWEST = 40


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield a block for each diagnostic and at the end how many there were."""
    columns = max(_NARROWEST, shutil.get_terminal_size((100, 24)).columns)
    for file in files:
        for found in file.diagnostics:
            yield "\n".join((*_block(found, file.lines, columns), ""))
    yield summary(files)


def _block(found: Diagnostic, lines: Sequence[str], columns: int) -> Iterator[str]:
    severity = click.style(f"{found.severity}[{found.code}]", _COLOURS[found.severity], bold=True)
    number = str(found.line)
    indent = " " * len(number)
    yield severity + click.style(f": {on_one_line(found.message)}", bold=True)
    yield f"{indent}{_quiet('-->')} {on_one_line(found.path)}:{found.line}:{found.column}"
    line = lines[found.line - 1] if found.line <= len(lines) else ""
    if line.strip():
        shown, marked = _underline(found, line, columns - len(number) - 3)
        marks = click.style(
            f"{marked} {on_one_line(found.label)}".rstrip(), _COLOURS[found.severity]
        )
        yield f"{indent} {_quiet('|')}"
        yield f"{_quiet(f'{number} |')} {shown}"
        yield f"{indent} {_quiet('|')} {marks}"
    if found.help:
        yield f"{indent} {_quiet('=')} help: {on_one_line(found.help)}"


def _quiet(text: str) -> str:
    return click.style(text, "blue")


def _underline(found: Diagnostic, line: str, columns: int) -> tuple[str, str]:
    """Return the line as it fits into `columns`, and the carets that go under it."""
    span = found.span
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    start = span.column - 1
    cells, start, end = cut(to_cells(line), start, max(end, start + 1), columns)
    before, inside = width(cells[:start]), width(cells[start:end])
    return "".join(cells).rstrip(), " " * before + "^" * max(1, inside)


def summary(files: Sequence[Checked]) -> str:
    """Say how many errors and warnings there are, or that there are none."""
    found = [diagnostic for file in files for diagnostic in file.diagnostics]
    if not found:
        questions = sum(file.questions for file in files)
        counted = _count(questions, "question")
        return click.style(f"No problems in {_count(len(files), 'file')} ({counted})", "green")
    errors = sum(diagnostic.is_error for diagnostic in found)
    kinds = [
        _count(count, kind)
        for count, kind in ((errors, "error"), (len(found) - errors, "warning"))
        if count
    ]
    with_problems = sum(bool(file.diagnostics) for file in files)
    where = "" if with_problems == len(files) else f"{with_problems} of "
    colour = _COLOURS["error" if errors else "warning"]
    return click.style(f"{', '.join(kinds)} in {where}{_count(len(files), 'file')}", colour)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
