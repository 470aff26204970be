"""Workflow commands: GitHub shows them beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizapp.cli.formats import Checked
from quizapp.core.diagnostics import Diagnostic

_IN_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = {**_IN_MESSAGE, **str.maketrans({":": "%3A", ",": "%2C"})}


def render(files: Sequence[Checked]) -> Iterator[str]:
    """Yield one workflow command for each diagnostic."""
    for file in files:
        for found in file.diagnostics:
            message = "\n".join(filter(None, (found.message, found.help)))
            yield f"::{found.severity} {_properties(found)}::{message.translate(_IN_MESSAGE)}"


def _properties(found: Diagnostic) -> str:
    span = found.span
    properties = {"file": found.path, "line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:  # over several lines GitHub takes no columns
        properties |= {"col": span.column, "endColumn": span.end_column}
    properties["title"] = found.code
    pairs = ((name, str(value).translate(_IN_PROPERTY)) for name, value in properties.items())
    return ",".join(f"{name}={value}" for name, value in pairs)
