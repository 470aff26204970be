"""Where in a file the questions begin, and to which of them a place or a comment belongs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from quizapp.core.nodes import Mapping, Node, Scalar, Sequence
from quizapp.core.source import Source

Position = tuple[int, int]
"""Line and column, from 1."""

FILE: Final = (0, 0)
"""The owner of what stands in no question."""


class _Start(NamedTuple):
    """Where a question begins, or a field that stands outside of all questions."""

    position: Position
    owner: Position


class Layout:
    """A file's lines, told apart by the question they belong to."""

    def __init__(self, source: Source, root: Node) -> None:
        self._lines = source.lines
        self._starts = sorted(_starts(root))
        # Of several in a line, the first.
        self._by_line = {start.position[0]: start for start in reversed(self._starts)}
        self._texts = sorted(_texts(root))

    def owner_at(self, position: Position) -> Position:
        """Return where the question begins that a place lies in, or FILE."""
        index = bisect_right(self._starts, position, key=lambda start: start.position)
        return self._starts[index - 1].owner if index else FILE

    def owner_of_comment(self, position: Position) -> Position:
        """Return whose a comment is: of what stands below, else of what it stands in.

        A comment right above a question that is indented like the fields of the question before
        still stands in that one.
        """
        here = self.owner_at(position)
        below = self._start_below(position)
        if below and (here == FILE or position[1] < below.position[1]):
            return below.owner
        return here

    def is_comment(self, position: Position) -> bool:
        """Tell whether a `#` stands outside of all texts."""
        index = bisect_right(self._texts, (position, position))
        return index == 0 or position >= self._texts[index - 1][1]

    def _start_below(self, position: Position) -> _Start | None:
        line, column = position
        if self._lines[line - 1][: column - 1].strip():
            return None
        while line < len(self._lines) and self._lines[line - 1].lstrip().startswith("#"):
            line += 1
        return self._by_line.get(line)


def _starts(root: Node) -> Iterator[_Start]:
    if not isinstance(root, Mapping):
        return
    yield from _field_starts(root)
    yield from _question_starts(root)
    sections = root.get("sections")
    for section in sections.items if isinstance(sections, Sequence) else ():
        if isinstance(section, Mapping):
            yield from _field_starts(section)
            yield from _question_starts(section)


def _field_starts(node: Mapping) -> Iterator[_Start]:
    return (_Start(node.span_of_name(name)[:2], FILE) for name in node.entries)


def _question_starts(node: Mapping) -> Iterator[_Start]:
    questions = node.get("questions")
    for question in questions.items if isinstance(questions, Sequence) else ():
        position = question.span.line, question.span.column
        yield _Start(position, position)


def _texts(node: Node) -> Iterator[tuple[Position, Position]]:
    """Yield start and end of every text of a file; the end is exclusive."""
    if isinstance(node, Scalar):
        span = node.span
        # Behind the `|` of a block there may be a comment; the text begins a line below.
        start = (span.line + 1, 1) if node.is_block else (span.line, span.column)
        yield start, (span.end_line, span.end_column)
        return
    for child in node.items if isinstance(node, Sequence) else node.entries.values():
        yield from _texts(child)
