"""How a question looks to simulated pupils: how hard it is, and what leads them astray."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from quizapp.core.arrangement import arrange_entries
from quizapp.core.question import Entry, Input, Response, Shuffle
from quizapp.core.quiz import Item, Quiz
from quizapp.core.simulation.people import chance
from quizapp.core.simulation.wording import Pool, make_pool

_BY_PROCESS: Final = {"find": -1.1, "infer": -0.3, "interpret": 0.1, "evaluate": 0.4}
_USUAL: Final = -0.4
_MISLEADING: Final = 0.2, 3.0
"""Difficulty and slope where the key is wrong: who reads well sees that."""


@dataclass(frozen=True, slots=True)
class Mind:
    """What a question does to its readers: how hard it is, how sharply it tells them apart.

    `believed` is what those choose who understood the passage: the key, unless the key is wrong.
    `pulls` are the weights of the options by (part, name).
    """

    item: Item
    entries: tuple[Entry, ...]
    difficulty: float
    slope: float
    believed: Response
    pulls: Mapping[tuple[str, str], float]
    pools: Mapping[str, Pool]

    def knowing(self, skill: float) -> float:
        """Return the chance that somebody of this skill knows the answer (Birnbaum)."""
        return chance(self.slope * (skill - self.difficulty))

    def arranged(self, shuffle: Iterable[str], seed: str) -> tuple[Entry, ...]:
        """Return the entries as an attempt shows them."""
        question = self.item.question
        is_fixed = all(entry.shuffle is Shuffle.NEVER for entry in self.entries)
        if is_fixed and not question.mixes_entries:
            # Cutting a passage into pieces anew for each reader takes most of the time.
            return self.entries
        return arrange_entries(question, shuffle, seed)


def make_minds(quiz: Quiz, believed: Mapping[str, Response], seed: str) -> Mapping[str, Mind]:
    """Return how each question of a quiz looks to everybody who takes it."""
    return {
        name: _make_mind(item, believed.get(name), Random(f"{seed}/{quiz.name}/{name}"))
        for name, item in quiz.items.items()
    }


def _make_mind(item: Item, believed: Response | None, rng: Random) -> Mind:
    question = item.question
    entries = question.entries()
    key = question.key
    difficulty = _BY_PROCESS.get(question.process or "", _USUAL) + rng.gauss(0, 0.6)
    slope = rng.lognormvariate(0.2, 0.25)
    pulls = {(e.part, o.name): rng.lognormvariate(0, 1.2) for e in entries for o in e.options}
    if believed is not None:
        # What an author took for the key leads readers astray too.
        pulls |= dict.fromkeys(key, 4 * max(pulls.values()))
        difficulty, slope = _MISLEADING
    pools = {
        entry.part: make_pool(item, entry.part, dict(key)[entry.part], rng)
        for entry in entries
        if entry.input is Input.TEXT
    }
    known = key if believed is None else believed
    return Mind(item, entries, difficulty, slope, known, pulls, pools)
