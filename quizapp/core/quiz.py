"""One file: its passages, its questions and how they are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from quizapp.core.passage import Passage, Stretch
from quizapp.core.question import Question
from quizapp.core.settings import Settings

Status = Literal["open", "draft", "hidden"]
Unit = tuple[str, ...]
"""Ids of questions that are drawn, shuffled and kept together: one, or Part A and its Part Bs."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question at its place in a quiz.

    `evidence` is where its quotations stand; `prefaces` are the texts shown above it.
    """

    question: Question
    passage: Passage | None
    evidence: tuple[Stretch, ...]
    prefaces: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions; `draw` takes that many at random for each attempt."""

    title: str
    instructions: str
    passage: Passage | None
    draw: int | None
    shuffle: tuple[str, ...]
    units: tuple[Unit, ...]

    @property
    def count(self) -> int:
        """Return how many questions of it an attempt has."""
        total = sum(len(unit) for unit in self.units)
        return total if self.draw is None else min(self.draw, total)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was decided about a quiz's marks after readers had answered.

    `number` names the last decision, 0 when there is none. Of `superseded` questions the mark by
    the key of then stands where it is higher; `full` earns everything; `dropped` counts for nobody.
    """

    number: int = 0
    superseded: Mapping[str, Question] = field(default_factory=dict)
    full: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


UNCORRECTED: Final = Corrections()


@dataclass(frozen=True)
class Quiz:
    """A quiz that can be taken. Questions with errors are not in it."""

    name: str
    title: str
    language: str
    summary: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    license: str
    status: Status
    settings: Settings
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]
    items: Mapping[str, Item]
    corrections: Corrections = UNCORRECTED

    @cached_property
    def question_count(self) -> int:
        """Return how many questions an attempt has."""
        return sum(section.count for section in self.sections)

    @cached_property
    def minutes_to_read(self) -> int:
        """Return words/200 of all passages, rounded up."""
        words = sum(passage.words for passage in self.passages)
        return -(-words // 200)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the place of each question in the file, from 1."""
        return {question_id: number for number, question_id in enumerate(self.items, 1)}

    def section_of(self, question_id: str) -> Section:
        """Return the section a question stands in."""
        return self._sections_by_id[question_id]

    @cached_property
    def _sections_by_id(self) -> dict[str, Section]:
        return {
            question_id: section
            for section in self.sections
            for unit in section.units
            for question_id in unit
        }

    def questions(self) -> Iterator[Question]:
        """Yield every numbered question in the file's order."""
        return (item.question for item in self.items.values())
