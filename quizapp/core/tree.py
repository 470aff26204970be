"""libyaml's events to nodes, under a budget: the part of reading that takes the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

from yaml import (
    AliasEvent,
    CSafeLoader,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from quizapp.core import limits
from quizapp.core.diagnostics import Span
from quizapp.core.nodes import Mapping, Node, Scalar, Sequence

Report = Callable[[str, Span, str, str, str], None]
"""Takes code, place, message, label and help of what is wrong."""

_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CUT_BY_COMMENT = re.compile(r"\s+#(?=[^\s#!])")
_LONGEST: Final = limits.SCALAR_CHARACTERS


class _StopError(Exception):
    """There is no use in reading on; why is reported."""


def build_tree(text: str, lines: list[str], report: Report) -> Node | None:
    """Read the one document of a text; None when there is none, or when it was left.

    Raises yaml.MarkedYAMLError where the text is no YAML.
    """
    try:
        return _Builder(text, lines, report).read()
    except _StopError:
        return None


class _Builder:
    """Calls itself for what stands inside: for small things quicker than a stack of its own."""

    def __init__(self, text: str, lines: list[str], report: Report) -> None:
        self._lines = lines
        self._report = report
        # Of most files no plain text is cut by a comment, and none is too long: seen once for all.
        self._is_simple = " #" not in text and len(text) <= _LONGEST
        self._depth = 0
        self._next_event: Callable[[], Any] = CSafeLoader(text).get_event
        self._events: Iterator[Any] = islice(iter(self._next_event, None), limits.EVENTS)

    def read(self) -> Node | None:
        """Return the document's node. A second document is refused."""
        root: Node | None = None
        for event in self._events:
            if type(event) is not DocumentStartEvent:
                continue
            if root is not None:
                self._refuse(
                    event,
                    "a second document begins here",
                    "---",
                    "One file is one quiz: put the rest into a file of its own.",
                )
                raise _StopError
            root = self._read_node(next(self._events, None))
        return root

    def _read_node(self, event: Any) -> Node:
        kind = type(event)
        if kind is ScalarEvent:
            style = event.style or ""
            is_fine = self._is_simple and style != '"' and not (event.anchor or event.tag)
            text = event.value if is_fine else self._checked(event)
            return Scalar(event.start_mark, event.end_mark, text, style)
        if kind is MappingStartEvent:
            return self._read_mapping(event)
        if kind is SequenceStartEvent:
            return self._read_sequence(event)
        if kind is AliasEvent:
            return self._read_alias(event)
        raise self._over_budget()

    def _checked(self, event: Any) -> str:
        text: str = event.value
        if event.anchor or event.tag:
            self._refuse_marks(event)
        if event.style == '"':
            text = self._printable(event, text)
        if self._is_simple:
            return text
        if len(text) > _LONGEST:
            raise self._stopped(event, f"this text is longer than {_LONGEST} characters")
        if not event.style:
            self._warn_of_comment(_span(event))
        return text

    def _read_sequence(self, start: Any) -> Sequence:
        node = Sequence(start.start_mark)
        self._open(start)
        for event in self._events:
            if type(event) is SequenceEndEvent:
                self._depth -= 1
                node.end = event.end_mark
                return node
            node.items.append(self._read_node(event))
        raise self._over_budget()

    def _read_mapping(self, start: Any) -> Mapping:
        node = Mapping(start.start_mark)
        entries, starts = node.entries, node.starts
        self._open(start)
        for event in self._events:
            kind = type(event)
            if kind is MappingEndEvent:
                self._depth -= 1
                node.end = event.end_mark
                return node
            name = self._checked(event) if kind is ScalarEvent else ""
            if not name and not (kind is ScalarEvent and event.style):
                name = self._read_nameless(event)
            value = self._read_node(next(self._events, None))
            if name in entries or (name == "<<" and not event.style):
                self._refuse_name(event, node)
            else:
                starts[name] = event.start_mark
                entries[name] = value
        raise self._over_budget()

    def _open(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if self._depth >= limits.DEPTH:
            raise self._stopped(event, f"this is nested more than {limits.DEPTH} deep")
        self._depth += 1

    def _read_nameless(self, event: Any) -> str:
        """Read what stands in a field's name's place; return a name that no file can hold."""
        start, is_scalar = event.start_mark, type(event) is ScalarEvent
        span = _span(event) if is_scalar else Sequence(start).span
        self._report(
            "Q005",
            span,
            "a field's name must be a text",
            "",
            "A text that begins with [ or { goes in quotes.",
        )
        if not is_scalar:
            self._read_node(event)
        return f"\0{span}"

    def _refuse_name(self, event: Any, node: Mapping) -> None:
        name = event.value
        if name in node.entries:
            label = f"first in line {node.starts[name].line + 1}"
            message = f"`{name}` stands here twice"
            self._report("Q004", _span(event), message, label, "Keep one of them.")
        else:
            message = "a merge key (`<<`) stands here"
            self._refuse(event, message, "a merge key", "Write the fields out.")

    def _read_alias(self, event: Any) -> Scalar:
        self._refuse(
            event,
            "an alias (`*name`) stands here",
            "an alias",
            "Write the value out; a text that begins with * goes in quotes.",
        )
        return Scalar(event.start_mark, event.end_mark, "", "")

    def _printable(self, event: Any, value: str) -> str:
        """Return a text without the control characters that escapes brought in."""
        if found := _UNPRINTABLE.search(value):
            self._report(
                "Q003",
                _span(event),
                f"this text holds the control character U+{ord(found.group()):04X}",
                "",
                "Delete its escape.",
            )
            return _UNPRINTABLE.sub("", value)
        return value

    def _warn_of_comment(self, span: Span) -> None:
        if span.end_line > len(self._lines):
            return
        rest = self._lines[span.end_line - 1][span.end_column - 1 :]
        if found := _CUT_BY_COMMENT.match(rest):
            column = span.end_column + found.end() - 1
            place = Span(span.end_line, column, span.end_line, span.end_column + len(rest))
            message = "the text ends before this #"
            self._report(
                "W102", place, message, "read as a comment", "Put the whole text in quotes."
            )

    def _refuse_marks(self, event: Any) -> None:
        way_out = "Delete it, or put the text in quotes."
        if event.anchor is not None:
            message = f"an anchor (`&{event.anchor}`) stands here"
            self._refuse(event, message, "an anchor", way_out)
        if event.tag is not None:
            self._refuse(event, f"a tag (`{event.tag}`) stands here", "a tag", way_out)

    def _refuse(self, event: Any, message: str, label: str, help: str) -> None:
        self._report("Q005", _span(event), message, label, help)

    def _over_budget(self) -> _StopError:
        return self._stopped(self._next_event(), "the file has more parts than a quiz can have")

    def _stopped(self, event: Any, message: str) -> _StopError:
        self._report("Q002", _span(event), message, "", "Split it into several quizzes.")
        return _StopError()


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
