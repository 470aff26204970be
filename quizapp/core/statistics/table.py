"""The plain numbers that an analysis is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from quizapp.core.question import Option


@dataclass(frozen=True, slots=True)
class Menu:
    """Options that readers chose from.

    `place` tells several menus of an item apart (a question's id, a part, or both); `chosen` holds
    the names that were chosen, in the order of the item's `marks`. `is_judged` says whether the
    options that are not the key are distractors, written to be chosen by mistake.
    """

    place: str
    options: tuple[Option, ...]
    key: frozenset[str]
    chosen: Sequence[tuple[str, ...]]
    takes_one: bool = True
    is_judged: bool = True


@dataclass(frozen=True, slots=True)
class ItemMarks:
    """What an item's readers earned with it: a question, or Part A with its Part Bs.

    `readers` are indexes into the attempts, ascending, and None means all of them; `marks` are
    points from 0 to `maximum`, one for each of those readers, a blank being 0. Where many readers
    gave few different answers, `marks` are of those, and `given` says whose is which. `guess` is
    the share of the points that blind guessing earns, None where nobody can say.
    """

    name: str
    maximum: float
    marks: Sequence[float]
    readers: Sequence[int] | None = None
    blanks: int = 0
    guess: float | None = None
    menus: tuple[Menu, ...] = ()
    parts: tuple[str, ...] = ()
    given: Sequence[int] | None = None

    @property
    def answers(self) -> Sequence[int]:
        """Return which of `marks` each reader has."""
        return range(len(self.marks)) if self.given is None else self.given

    @property
    def earned(self) -> list[float]:
        """Return the points of each reader."""
        return list(map(self.marks.__getitem__, self.answers))


@dataclass(frozen=True)
class MarkTable:
    """The marks of all attempts at one version of a quiz: one attempt of each reader.

    `waiting` are questions that are left out because answers to them are still to be marked.
    """

    attempts: int
    items: tuple[ItemMarks, ...]
    waiting: tuple[str, ...] = ()

    @cached_property
    def is_drawn(self) -> bool:
        """Tell whether some attempt lacks an item that another has."""
        return any(len(item.answers) != self.attempts for item in self.items)

    @cached_property
    def maximum(self) -> float:
        """Return the points of all items together."""
        return sum(item.maximum for item in self.items)

    @cached_property
    def totals(self) -> list[float]:
        """Return the points of each attempt."""
        if not self.is_drawn:
            columns = [item.earned for item in self.items]
            return [float(sum(row)) for row in zip(*columns, strict=True)]
        return self._added([item.earned for item in self.items])

    @cached_property
    def possible(self) -> list[float]:
        """Return the points that each attempt could have earned."""
        if not self.is_drawn:
            return [self.maximum] * self.attempts
        return self._added([[item.maximum] * len(item.answers) for item in self.items])

    def _added(self, columns: Sequence[Sequence[float]]) -> list[float]:
        added = [0.0] * self.attempts
        for item, column in zip(self.items, columns, strict=True):
            readers = range(self.attempts) if item.readers is None else item.readers
            for reader, value in zip(readers, column, strict=True):
                added[reader] += value
        return added
