"""What is wrong with an author's file: where it is, and the way out."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a diagnostic weighs: an error leaves something out, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


class Span(NamedTuple):
    """A stretch of a file. Lines and columns count from 1; the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


FILE_START = Span(1, 1, 1, 1)


class Diagnostic(NamedTuple):
    """One finding in one file.

    `message` is the headline; `label` stands behind the caret; `help` says what to do next.
    """

    code: str
    severity: Severity
    path: str
    span: Span
    message: str
    label: str = ""
    help: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def line(self) -> int:
        return self.span.line

    @property
    def column(self) -> int:
        return self.span.column


class Problem(NamedTuple):
    """A fault found in a model, located by field names and indices instead of lines."""

    code: str
    message: str
    at: tuple[str | int, ...] = ()
    label: str = ""
    help: str = ""


def severity_of(code: str) -> Severity:
    """Return what a code weighs: Q codes are errors, W codes are warnings."""
    return Severity.ERROR if code.startswith("Q") else Severity.WARNING


def in_order(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort by place, keeping each (code, place, message) once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: (d.span, d.code)))


def has_errors(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Tell whether anything in the list is an error."""
    return any(d.is_error for d in diagnostics)
