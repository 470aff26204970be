"""The response of a simulated pupil to one question, made of what the question offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final

from quizapp.core.question import Entry, Input, Label, Response
from quizapp.core.simulation.minds import Mind
from quizapp.core.simulation.wording import type_text, write_essay

_PATIENCE: Final = 6
_LUCK: Final = 0.5
_STRAY_TICK: Final = 0.45


def respond(
    mind: Mind, entries: Sequence[Entry], language: str, skill: float, rng: Random
) -> Response:
    """Return a response without a complaint; a blank when none comes to mind."""
    knowing = mind.knowing(skill)
    for _ in range(_PATIENCE):
        response = tuple(_fill_in(mind, entries, language, knowing, rng))
        if mind.item.question.complaint(response) is None:
            return response
    return ()


def _fill_in(
    mind: Mind, entries: Iterable[Entry], language: str, knowing: float, rng: Random
) -> Iterator[tuple[str, str]]:
    believed = [value for part, value in mind.believed if not part]
    for entry in entries:
        values: Iterable[str]
        if entry.input is Input.ONE:
            values = _pick(mind, entry, knowing, rng)
        elif entry.input is Input.MANY:
            values = _tick(mind, entry, believed, knowing, rng)
        elif entry.input is Input.ORDER:
            values = _order(believed, knowing, rng)
        elif entry.input is Input.TEXT:
            values = [type_text(mind.pools[entry.part], rng.random() < knowing, rng)]
        else:
            values = [write_essay(mind.item, language, knowing, rng)]
        yield from ((entry.part, value) for value in values if value)


def _pick(mind: Mind, entry: Entry, knowing: float, rng: Random) -> list[str]:
    """Choose one option; what belongs nowhere is left out by those who know."""
    right = dict(mind.believed).get(entry.part)
    if rng.random() < knowing:
        return [] if right is None else [right]
    names = [option.name for option in entry.options]
    weights = [_LUCK if name == right else mind.pulls[entry.part, name] for name in names]
    return rng.choices(names, weights)


def _tick(
    mind: Mind, entry: Entry, believed: Sequence[str], knowing: float, rng: Random
) -> list[str]:
    names = [option.name for option in entry.options]
    if entry.label is Label.NUMBER:
        ticked = {_near(names, name, knowing, rng) for name in believed}
    else:
        ticked = {
            name
            for name in names
            if rng.random() < _temptation(mind, entry.part, name, name in believed, knowing)
        }
    return [name for name in names if name in ticked]


def _temptation(mind: Mind, part: str, name: str, is_right: bool, knowing: float) -> float:
    if is_right:
        return 0.3 + 0.7 * knowing
    return min(0.9, _STRAY_TICK * (1 - knowing) * mind.pulls[part, name])


def _near(names: Sequence[str], right: str, knowing: float, rng: Random) -> str:
    """Mark a piece of the passage: whoever does not find it mostly marks one beside it."""
    if rng.random() < knowing:
        return right
    place = names.index(right)
    if rng.random() < 0.7:
        beside = [names[i] for i in (place - 1, place + 1) if 0 <= i < len(names)]
        return rng.choice(beside or [right])
    return rng.choice(names)


def _order(believed: Sequence[str], knowing: float, rng: Random) -> list[str]:
    """Change neighbours about: the less is known, the more often."""
    order = list(believed)
    while rng.random() > knowing:
        place = rng.randrange(len(order) - 1)
        order[place], order[place + 1] = order[place + 1], order[place]
    return order
