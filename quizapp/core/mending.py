"""What a file's warnings ask for, done in its text: missing ids, small negatives in bold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from quizapp.core.diagnostics import Diagnostic, Span
from quizapp.core.edits import Edit, apply_edits, put_field, put_text
from quizapp.core.lint import rules
from quizapp.core.nodes import Mapping, Node, Place, Scalar, locate
from quizapp.core.nodes import Sequence as NodeList
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz
from quizapp.core.reading import Reading, question_nodes

NO_ID = "W101"

Mend = Callable[[Quiz, Question], Iterator[tuple[Place, str]]]


class Mended(NamedTuple):
    """A file's new text, and how often it was changed for each code; nothing when it was not."""

    text: str
    counts: Counter[str]


def mend(
    text: str, reading: Reading, told: Sequence[Diagnostic], read_again: Callable[[str], Reading]
) -> Mended | None:
    """Do what the told diagnostics ask for, where a program can; None where it would do harm.

    `text` is what was read. The new text is read again: it must have no more errors than before,
    and the same questions under the same ids.
    """
    places = {(found.code, found.span) for found in told}
    edits: list[Edit] = []
    counts: Counter[str] = Counter()
    for code, more in (*_ids(reading, places), *_rules(reading, places)):
        edits += more
        counts[code] += 1
    if not edits:
        return Mended(text, counts)
    mended = apply_edits(text, edits)
    return Mended(mended, counts) if _is_harmless(reading, read_again(mended)) else None


def _is_harmless(before: Reading, after: Reading) -> bool:
    return _errors(after) <= _errors(before) and _ids_of(after) == _ids_of(before)


def _errors(reading: Reading) -> int:
    return sum(found.is_error for found in reading.diagnostics)


def _ids_of(reading: Reading) -> list[str]:
    return list(reading.quiz.items) if reading.quiz else []


def _ids(reading: Reading, places: set[tuple[str, Span]]) -> Iterator[tuple[str, list[Edit]]]:
    if reading.root is None:
        return
    for node in question_nodes(reading.root):
        name = reading.made_ids.get(node.span)
        if name and (NO_ID, node.span) in places and isinstance(node, Mapping):
            yield NO_ID, [put_field(reading.source, node, "id", name)]


def _rules(reading: Reading, places: set[tuple[str, Span]]) -> Iterator[tuple[str, list[Edit]]]:
    codes = {code for code, _ in places}
    for code, rule in rules().items():
        rule_mend: Mend | None = getattr(rule, "mend", None)
        if code in codes and rule_mend and reading.quiz:
            for question in reading.quiz.questions():
                node = reading.nodes[question.id]
                # Other words would give it another id, and its answers would be lost.
                is_named = node.span not in reading.made_ids or (NO_ID, node.span) in places
                for place, new in rule_mend(reading.quiz, question) if is_named else ():
                    if (code, locate(node, place)) in places:
                        yield code, put_text(reading.source, _scalar_at(node, place), new)


def _scalar_at(node: Node, place: Place) -> Scalar:
    for step in place:
        child: Any = node.entries[str(step)] if isinstance(node, Mapping) else None
        if isinstance(node, NodeList):
            child = node.items[int(step)]
        node = child
    if not isinstance(node, Scalar):
        raise TypeError(f"no text stands at {place}")
    return node
