"""A wrong key mended after readers answered: the quiz as it is marked from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.question import Question
from quizapp.core.quiz import Corrections, Item, Quiz
from quizapp.core.scoring import Score


class Policy(StrEnum):
    """What becomes of the marks of a question."""

    NEVER_LOWER = "never-lower"
    RECOMPUTE = "recompute"
    FULL = "full"
    DROP = "drop"


USES_NEW_KEY: Final = frozenset({Policy.NEVER_LOWER, Policy.RECOMPUTE})


class Ruling(NamedTuple):
    """A decision about one question. `item` is the question as it is marked from now on."""

    question_id: str
    policy: Policy
    item: Item | None = None


def correct(quiz: Quiz, rulings: Iterable[Ruling], number: int) -> Quiz:
    """Return a quiz marked by some rulings, the later ones first in effect.

    `number` names the last of the decisions: what is kept of a quiz is kept under it.
    """
    items = dict(quiz.items)
    superseded: dict[str, Question] = dict(quiz.corrections.superseded)
    full, dropped = set(quiz.corrections.full), set(quiz.corrections.dropped)
    for ruling in rulings:
        name = ruling.question_id
        if name not in items:
            continue
        for marks in (full, dropped):
            marks.discard(name)
        if ruling.policy is Policy.FULL:
            full.add(name)
        elif ruling.policy is Policy.DROP:
            dropped.add(name)
        elif ruling.item is not None:
            old = items[name]
            if ruling.policy is Policy.NEVER_LOWER:
                superseded.setdefault(name, old.question)
            else:
                superseded.pop(name, None)
            items[name] = _in_place(old, ruling.item)
    corrections = Corrections(number, superseded, frozenset(full), frozenset(dropped))
    return replace(quiz, items=items, corrections=corrections)


def _in_place(old: Item, new: Item) -> Item:
    """Return a question with its new key in the passage that its readers had."""
    is_same_text = old.passage == new.passage
    return replace(
        old,
        question=new.question if is_same_text else new.question.bind(old.passage),
        evidence=new.evidence if is_same_text else old.evidence,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction does to one attempt. `unreadable`: answers that mean nothing any more."""

    attempt_id: str
    reader: str
    before: Fraction
    before_possible: Fraction
    after: Fraction
    after_possible: Fraction
    unreadable: int

    @property
    def direction(self) -> int:
        """Return 1 for a share that rises, -1 for one that falls, else 0."""
        before = self.before / self.before_possible if self.before_possible else Fraction(0)
        after = self.after / self.after_possible if self.after_possible else Fraction(0)
        return (after > before) - (after < before)


def changed_questions(old: Quiz, new: Quiz) -> list[str]:
    """Return the questions that both have and that are not the same, in the new file's order."""
    return [
        name
        for name, item in new.items.items()
        if name in old.items and old.items[name].question != item.question
    ]


def count_unreadable(score: Score, corrected: Mapping[str, Question]) -> int:
    """Count answers to corrected questions that mean nothing there any more."""
    return sum(
        mark.question_id in corrected
        and bool(mark.answered.response)
        and corrected[mark.question_id].complaint(mark.answered.response) is not None
        for mark in score.marks
    )
