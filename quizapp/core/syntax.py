"""YAML's syntax errors in a teacher's words."""

from __future__ import annotations

import re
from typing import NamedTuple

import yaml

from quizapp.core.diagnostics import Span


class Fault(NamedTuple):
    """Where the text cannot be read, and the way out."""

    span: Span
    message: str
    label: str = ""
    help: str = ""


class _Line(NamedTuple):
    """A line of the file and where on it the fault is; both count from 0."""

    number: int
    column: int
    text: str

    @property
    def value_column(self) -> int:
        """Return where the value begins: after `- ` and `name: `."""
        start = _VALUE.match(self.text)
        return start.end() if start else 0

    @property
    def value(self) -> str:
        return self.text[self.value_column :].strip()

    @property
    def value_span(self) -> Span:
        return self.span_from(self.value_column)

    @property
    def span(self) -> Span:
        """Return the one character at the fault."""
        return Span(self.number + 1, self.column + 1, self.number + 1, self.column + 2)

    def span_from(self, column: int) -> Span:
        """Return the rest of the line from a column."""
        end = max(len(self.text.rstrip()), column + 1)
        return Span(self.number + 1, column + 1, self.number + 1, end + 1)


_VALUE = re.compile(r"^\s*(?:- +)*(?:[^\s:#][^:#]*: +)?")
_NAME_WITHOUT_SPACE = re.compile(r"\s*(?:- +)*([\w-]+):\S")


def explain_syntax_error(error: yaml.MarkedYAMLError, lines: list[str]) -> Fault:
    """Say what libyaml's error means for the person who typed the file."""
    here = _line_at(error.problem_mark or error.context_mark, lines)
    began = _line_at(error.context_mark, lines) if error.context_mark else here
    problem, context = error.problem or "", error.context or ""
    if problem == "mapping values are not allowed in this context":
        return _explain_colon(here, lines)
    if "could not find expected ':'" in problem:
        return _explain_line(began)
    if "scanning a quoted scalar" in context and "unexpected" in problem:
        return Fault(
            began.span,
            "this quotation mark is never closed",
            "opened here",
            "Close it, or delete it if the text needs none.",
        )
    if "scanning a block scalar" in context:
        return _explain_block(began)
    if "escape character" in problem or "hexdecimal" in problem or "escape code" in problem:
        return Fault(
            here.span,
            "a backslash means something special between double quotes",
            "this one",
            "Write it twice, or use single quotes.",
        )
    if _is_first_character(problem, context):
        return _explain_first_character(began if began.number == here.number else here)
    return _explain_structure(problem, here, began)


def _line_at(mark: yaml.Mark | None, lines: list[str]) -> _Line:
    number = min(mark.line, len(lines) - 1) if mark else 0
    text = lines[number]
    return _Line(number, mark.column if mark and mark.line == number else len(text), text)


def _is_first_character(problem: str, context: str) -> bool:
    if any(words in context for words in ("a directive", "%YAML directive", "a tag", "%TAG")):
        return True
    return any(
        words in problem
        for words in (
            "directive",
            "tag handle",
            "expected alphabetic or numeric",
            "cannot start any token",
            "expected node content",
            "mapping keys are not allowed",
            "sequence entries are not allowed",
        )
    )


def _explain_first_character(line: _Line) -> Fault:
    character = line.text[line.column : line.column + 1]
    shown = {"`": "a backtick", "": "nothing"}.get(character, f"`{character}`")
    return Fault(
        line.span_from(line.column),
        f"a text cannot begin with {shown}; put it in quotes",
        help="Put the whole text in quotes.",
    )


def _explain_colon(line: _Line, lines: list[str]) -> Fault:
    before = line.text[: line.column]
    if before.strip() and line.value_column <= line.column and ": " in before:
        return Fault(
            line.value_span,
            "this text has `: ` in it; put it in quotes",
            "read as a second field",
            f"Write {_quote(line.value)} with the quotes.",
        )
    above = lines[line.number - 1] if line.number else ""
    if above.strip() and _indent(above) == _indent(line.text) and ": " not in above:
        # Both lines were read as one text, which the first one began.
        return _explain_line(_Line(line.number - 1, _indent(above), above))
    return Fault(
        line.span,
        "this `:` belongs to no field",
        help="If it is part of the text above, put that text in quotes; if it begins a "
        "field, line its name up with the fields beside it.",
    )


def _explain_line(line: _Line) -> Fault:
    """Explain a line that is no field and no item."""
    if found := _NAME_WITHOUT_SPACE.match(line.text):
        return Fault(
            line._replace(column=found.end(1)).span,
            f"after `{found.group(1)}:` a space is missing",
            "no space behind it",
            f"Write `{found.group(1)}: ` and then the value.",
        )
    return Fault(
        line.span_from(line.column),
        "this line is neither `name: value` nor part of the text above",
        help="Is a `:` missing, or `- ` at its beginning? A text over several lines begins "
        "with `|` and is indented.",
    )


def _explain_block(line: _Line) -> Fault:
    mark = line.text[line.column : line.column + 1]
    return Fault(
        line.span_from(line.column),
        f"more text follows `{mark}` on its line",
        f"`{mark}` begins a text on the next line",
        f"Begin the text on the next line, indented; if `{mark}` is part of the text, "
        "put the whole text in quotes.",
    )


def _explain_structure(problem: str, here: _Line, began: _Line) -> Fault:
    if here.value[:1] in {'"', "'", "{", "["} and here.column > here.value_column:
        return Fault(
            here.value_span,
            "more text follows the closing mark; put the whole text in quotes",
            "read as one value and a rest",
            f"Write {_quote(_without_quotes(here.value))} with the outer quotes.",
        )
    if "',' or ']'" in problem or "',' or '}'" in problem:
        return Fault(
            began.span,
            "this bracket is never closed",
            "opened here",
            "Close the bracket, or put a text that begins with [ or { in quotes.",
        )
    if "'-' indicator" in problem:
        return _explain_item(here, began)
    if "expected key" in problem:
        return Fault(
            here.span,
            "this line is not lined up with the fields above",
            "begins here",
            "Use the same number of spaces as the fields it belongs to.",
        )
    if "<document start>" in problem:
        return Fault(
            here.span,
            "a line above ends the quiz, and here is more",
            help="Delete the line `...`; a text that begins with % goes in quotes.",
        )
    return Fault(here.span, f"this cannot be read ({problem})")


def _explain_item(here: _Line, began: _Line) -> Fault:
    if here.text.lstrip().startswith("- "):
        return Fault(
            here.span,
            "this `- ` is not lined up with those of its list",
            f"indented by {here.column}",
            f"The list begins in line {began.number + 1}; there it is indented by {began.column}.",
        )
    return Fault(
        here.span,
        "this line stands in a list but does not begin with `- `",
        help="Begin it with `- `, or line it up with the fields above.",
    )


def _quote(text: str) -> str:
    """Return a text in the quotes that need the fewest changes to it."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _without_quotes(text: str) -> str:
    """Drop the quotes around a text that has the same quotes inside it."""
    is_wrapped = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if is_wrapped else text


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
