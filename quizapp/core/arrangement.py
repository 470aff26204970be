"""Which questions an attempt has, and in which order things stand: fixed by the attempt's seed.

Orders come from hashes of what is ordered, never from its place in the file: a page tells nothing
about the file's order, and the same seed gives the same page for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from quizapp.core.question import Entry, Option, Question, Shuffle
from quizapp.core.quiz import Quiz, Section, Unit


def rank(seed: str, *names: str) -> bytes:
    """Return the place of something in the order that a seed gives."""
    text = "\0".join((seed, *names))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def draw_questions(quiz: Quiz, seed: str) -> tuple[str, ...]:
    """Return the ids of an attempt's questions in their order."""
    return tuple(
        question_id
        for index, section in enumerate(quiz.sections)
        for unit in _draw_units(section, f"{seed}/{index}")
        for question_id in unit
    )


def _draw_units(section: Section, seed: str) -> list[Unit]:
    mixed = sorted(section.units, key=lambda unit: rank(seed, *unit))
    drawn = mixed if section.draw is None else _take(mixed, section.count)
    if "questions" in section.shuffle:
        return drawn
    return [unit for unit in section.units if unit in drawn]


def _take(units: Sequence[Unit], count: int) -> list[Unit]:
    """Take units in order so that their questions are exactly `count`, where that can be."""
    taken: list[Unit] = []
    for index, unit in enumerate(units):
        if count - len(unit) in reachable_counts(units[index + 1 :]):
            taken.append(unit)
            count -= len(unit)
    return taken


def reachable_counts(units: Iterable[Unit]) -> set[int]:
    """Return the numbers of questions that can be drawn from units kept whole."""
    totals = {0}
    for unit in units:
        totals |= {total + len(unit) for total in totals}
    return totals


def arrange_entries(question: Question, shuffle: Iterable[str], seed: str) -> tuple[Entry, ...]:
    """Return a question's entries as an attempt shows them."""
    shuffles_choices = "choices" in shuffle
    entries = [
        entry._replace(options=_arrange(question.id, entry, shuffles_choices, seed))
        for entry in question.entries()
    ]
    if question.mixes_entries:
        entries.sort(key=lambda entry: rank(seed, question.id, "entry", entry.part))
    return tuple(entries)


def _arrange(
    question_id: str, entry: Entry, shuffles_choices: bool, seed: str
) -> tuple[Option, ...]:
    if entry.shuffle is Shuffle.NEVER or (entry.shuffle is Shuffle.AS_SET and not shuffles_choices):
        return entry.options
    return tuple(
        sorted(
            entry.options,
            key=lambda option: (
                option.is_pinned,
                rank(seed, question_id, entry.part, option.name),
            ),
        )
    )
