"""YAML text to nodes that know their place. Scalars stay text, spelled as they were typed."""

from __future__ import annotations

import re

import yaml

from quizapp.core import limits
from quizapp.core.diagnostics import Diagnostic, Span, severity_of
from quizapp.core.nodes import Node
from quizapp.core.syntax import explain_syntax_error
from quizapp.core.tree import build_tree


class Source:
    """A file's text and what was found wrong with it so far."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self.path = path
        self.lines = self.text.split("\n")
        self.diagnostics: list[Diagnostic] = []
        self._errors = 0

    def report(self, code: str, span: Span, message: str, label: str = "", help: str = "") -> None:
        """Add a diagnostic; the code's first letter gives its severity."""
        diagnostic = Diagnostic(code, severity_of(code), self.path, span, message, label, help)
        if diagnostic.is_error:
            self._errors += 1
            if self._errors > limits.ERRORS:
                return
            if self._errors == limits.ERRORS:
                message = f"here is the {limits.ERRORS}th error; further ones are left out"
                diagnostic = diagnostic._replace(code="Q002", message=message, label="", help="")
        self.diagnostics.append(diagnostic)

    @property
    def has_errors(self) -> bool:
        return self._errors > 0

    @property
    def is_full(self) -> bool:
        """Tell whether so much is wrong that there is no use in looking on."""
        return self._errors >= limits.ERRORS


# U+0085, U+2028 and U+2029 end a line for YAML and for nobody's editor: places would be off.
# Half a character (a lone surrogate) cannot be written as UTF-8, so libyaml cannot take it.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def parse_source(source: Source) -> Node | None:
    """Parse one YAML document into nodes; faults go into `source.diagnostics`.

    Returns None when there is nothing to read. The budget of `limits` is counted while reading,
    so a file made to exhaust memory is left within milliseconds.
    """
    if _is_larger_than(source.text, limits.FILE_BYTES):
        source.report(
            "Q002",
            Span(1, 1, 1, 1),
            "the file is larger than 1 MiB",
            help="Split it into several quizzes.",
        )
        return None
    _report_characters(source)
    if source.has_errors:
        return None
    try:
        return build_tree(source.text, source.lines, source.report)
    except yaml.MarkedYAMLError as error:
        fault = explain_syntax_error(error, source.lines)
        if any(d.code == "Q005" and d.line == fault.span.line for d in source.diagnostics):
            # The line begins with a mark that is refused anyway; the rest is a knock-on.
            return None
        source.report("Q001", fault.span, fault.message, fault.label, fault.help)
        return None


def _is_larger_than(text: str, size: int) -> bool:
    # No character takes more than four bytes, so that most texts need not be encoded.
    return len(text) * 4 > size and len(text.encode("utf-8", "surrogatepass")) > size


def _report_characters(source: Source) -> None:
    # Printable for Python is a good deal less than what is allowed here, and told far quicker.
    if source.text.replace("\n", "").isprintable():
        return
    if not _FORBIDDEN.search(source.text) and not _DIRECTION.search(source.text):
        return
    for number, line in enumerate(source.lines, 1):
        if source.is_full:
            return
        if found := _FORBIDDEN.search(line):
            span = Span(number, found.start() + 1, number, found.start() + 2)
            if found.group() == "\t":
                source.report(
                    "Q003",
                    span,
                    "a tab stands here",
                    "a tab",
                    "Use spaces; most editors can be set to insert them.",
                )
            else:
                name = f"U+{ord(found.group()):04X}"
                source.report(
                    "Q003",
                    span,
                    f"the control character {name} stands here",
                    name,
                    "Delete it; it may have come along with copied text.",
                )
        if found := _DIRECTION.search(line):
            span = Span(number, found.start() + 1, number, found.start() + 2)
            name = f"U+{ord(found.group()):04X}"
            source.report(
                "W103",
                span,
                f"an invisible direction mark ({name}) stands here",
                name,
                "Delete it unless the text needs it.",
            )
