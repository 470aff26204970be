"""The map of misreading: how a class did on the questions that each sentence proves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.misreading.evidence import evidence_of, overlap
from quizapp.core.passage import Passage, Stretch
from quizapp.core.quiz import Quiz
from quizapp.core.statistics.thresholds import FEW
from quizapp.core.works import Column, Works

UNDERSTOOD: Final = Fraction(3, 4)
HALF: Final = Fraction(1, 2)


class Level(Enum):
    """How well a sentence was understood: by the share of right answers to what it proves."""

    UNDERSTOOD = "understood"  # three quarters or more
    PARTLY = "partly"  # half or more
    MISREAD = "misread"  # less than half
    FEW = "few"  # fewer than 5 readers: counts only


class Count(NamedTuple):
    """How many readers answered right, of how many; `blanks` of them left it empty."""

    right: int
    of: int
    blanks: int = 0


class Asked(NamedTuple):
    """A question that a sentence proves, and how many had it right."""

    question_id: str
    answers: Count


class Sentence(NamedTuple):
    """A sentence that questions ask about; `passage` is its passage's index in the quiz."""

    passage: int
    number: int
    stretch: Stretch
    text: str
    asked: tuple[Asked, ...]

    @property
    def right(self) -> int:
        return sum(asked.answers.right for asked in self.asked)

    @property
    def of(self) -> int:
        return sum(asked.answers.of for asked in self.asked)

    @property
    def level(self) -> Level:
        """Return its level over all answers to its questions."""
        if max(asked.answers.of for asked in self.asked) < FEW:
            return Level.FEW
        share = Fraction(self.right, self.of)
        if share >= UNDERSTOOD:
            return Level.UNDERSTOOD
        return Level.PARTLY if share >= HALF else Level.MISREAD


def count_understood(works: Works) -> dict[str, Count]:
    """Count right answers by question; one that somebody's answer waits in is left out."""
    counts = {name: _count(column) for name, column in works.columns.items()}
    return {name: count for name, count in counts.items() if count}


def _count(column: Column) -> Count | None:
    right = of = blanks = 0
    for marked, count in column.counted():
        if marked.earned is None:
            return None
        right += count * marked.is_understood
        of += count
        blanks += count * (not marked.response)
    return Count(right, of, blanks) if of else None


def map_sentences(quiz: Quiz, counts: Mapping[str, Count]) -> tuple[Sentence, ...]:
    """Return the sentences that answered questions ask about, in the order of the passages."""
    return tuple(
        sentence
        for index, passage in enumerate(quiz.passages)
        for sentence in _asked_about(index, passage, _evidence(quiz, passage, counts), counts)
    )


def _evidence(
    quiz: Quiz, passage: Passage, counts: Mapping[str, Count]
) -> list[tuple[str, Stretch]]:
    return [
        (name, stretch)
        for name, item in quiz.items.items()
        if item.passage is passage and name in counts
        for stretch in evidence_of(item)
    ]


def _asked_about(
    index: int,
    passage: Passage,
    evidence: Sequence[tuple[str, Stretch]],
    counts: Mapping[str, Count],
) -> Iterable[Sentence]:
    number = 0
    for paragraph in passage.paragraphs:
        for start, end in paragraph.sentences:
            number += 1
            whole = Stretch(paragraph.number, start, end)
            names = dict.fromkeys(name for name, one in evidence if overlap(whole, one))
            asked = tuple(Asked(name, counts[name]) for name in names)
            if asked:
                yield Sentence(index, number, whole, passage.text_of(whole), asked)
