"""One line for each diagnostic: `path:line:column: error[code]: message`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.cli.formats import Checked, on_one_line


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield one line for each diagnostic."""
    for file in files:
        for found in file.diagnostics:
            yield on_one_line(
                f"{found.path}:{found.line}:{found.column}: "
                f"{found.severity}[{found.code}]: {found.message}"
            )
