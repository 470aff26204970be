"""The questions of a file that have errors: where they would stand, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.nodes import Mapping, Node, Sequence
from quizapp.core.reading import Reading


class LeftOut(NamedTuple):
    """A question that is left out; `before` is the id of the next that is not, or None."""

    line: int
    before: str | None
    diagnostics: tuple[Diagnostic, ...]


def left_out(reading: Reading) -> tuple[LeftOut, ...]:
    """Return what is left out, in the file's order."""
    known = {node.span.line: question_id for question_id, node in reading.nodes.items()}
    lines = [node.span.line for node in _questions(reading.root)]
    found: list[LeftOut] = []
    for line, end in pairwise([*lines, len(reading.source.lines) + 1]):
        faults = tuple(d for d in reading.diagnostics if line <= d.line < end)
        if line not in known and any(d.is_error for d in faults):
            later = (known[other] for other in lines if other > line and other in known)
            found.append(LeftOut(line, next(later, None), faults))
    return tuple(found)


def _questions(root: Node | None) -> Iterator[Node]:
    if not isinstance(root, Mapping):
        return
    sections = root.get("sections")
    for part in (root, *(sections.items if isinstance(sections, Sequence) else ())):
        questions = part.get("questions") if isinstance(part, Mapping) else None
        yield from questions.items if isinstance(questions, Sequence) else ()
