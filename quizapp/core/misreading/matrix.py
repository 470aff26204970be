"""Right answer and right evidence: who understood, was lucky, misread, or found nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from quizapp.core.misreading.evidence import evidence_of, overlap, right_pieces
from quizapp.core.question import Input, Question
from quizapp.core.quiz import Quiz
from quizapp.core.types.hot_text import HotText
from quizapp.core.works import Works


class Cell(Enum):
    """An answer and its evidence, each right or wrong."""

    UNDERSTOOD = "understood"  # both right
    LUCKY = "lucky"  # right answer, wrong evidence
    MISREAD = "misread"  # wrong answer, right evidence
    LOST = "lost"  # both wrong


class Pair(NamedTuple):
    """A question, and the one that asks what proves its answer, by their ids."""

    answer: str
    evidence: str


class Matrix(NamedTuple):
    """Who stands in which cell of a pair."""

    pair: Pair
    readers: Mapping[Cell, tuple[int, ...]]

    @property
    def total(self) -> int:
        return sum(len(readers) for readers in self.readers.values())


def find_pairs(quiz: Quiz) -> list[Pair]:
    """Find the questions that ask for another's evidence.

    Those are Part Bs that mark the passage or choose, and hot text right after a question that the
    same sentence proves.
    """
    after = [
        Pair(item.question.after, name)
        for name, item in quiz.items.items()
        if item.question.after in quiz.items and _asks_for_evidence(item.question)
    ]
    following = [
        Pair(one, other) for one, other in pairwise(quiz.items) if _proves(quiz, one, other)
    ]
    order = list(quiz.items)
    return sorted({*after, *following}, key=lambda pair: order.index(pair.evidence))


def _asks_for_evidence(question: Question) -> bool:
    entries = question.entries()
    return len(entries) == 1 and entries[0].input in (Input.ONE, Input.MANY)


def _proves(quiz: Quiz, answer: str, evidence: str) -> bool:
    before, item = quiz.items[answer], quiz.items[evidence]
    question = item.question
    if not isinstance(question, HotText) or question.after or item.passage is not before.passage:
        return False
    proof = evidence_of(before)
    return any(overlap(piece, one) for piece in right_pieces(question) for one in proof)


def make_matrix(pair: Pair, works: Works) -> Matrix:
    """Put readers into the cells of a pair; who still waits to be marked stands in none."""
    cells: dict[Cell, list[int]] = {cell: [] for cell in Cell}
    answers, evidences = works.column(pair.answer), works.column(pair.evidence)
    for reader, *kinds in zip(works.readers, answers.given, evidences.given, strict=True):
        answer, evidence = answers.kinds[kinds[0]], evidences.kinds[kinds[1]]
        if answer and evidence and answer.earned is not None and evidence.earned is not None:
            cells[_CELLS[answer.is_understood, evidence.is_understood]].append(reader)
    return Matrix(pair, {cell: tuple(readers) for cell, readers in cells.items()})


_CELLS = {
    (True, True): Cell.UNDERSTOOD,
    (True, False): Cell.LUCKY,
    (False, True): Cell.MISREAD,
    (False, False): Cell.LOST,
}
