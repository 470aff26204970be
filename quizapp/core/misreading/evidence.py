"""Where the passage proves a question's key."""

from __future__ import annotations

from quizapp.core.passage import Stretch
from quizapp.core.quiz import Item
from quizapp.core.types.hot_text import HotText


def evidence_of(item: Item) -> tuple[Stretch, ...]:
    """Return the stretches that prove a key; a hot text that quotes none is proved by its key."""
    question = item.question
    if item.evidence or not isinstance(question, HotText):
        return item.evidence
    return right_pieces(question)


def right_pieces(question: HotText) -> tuple[Stretch, ...]:
    """Return the stretches that are right to mark."""
    return tuple(
        piece.stretch
        for piece in question.pieces
        if any(part.score for part in question.grade((("", piece.name),)).parts)
    )


def overlap(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches share a character."""
    is_near = one.start < other.end and other.start < one.end
    return one.paragraph == other.paragraph and is_near
