"""How often each option was chosen, and by whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import fsum
from typing import NamedTuple

from quizapp.core.question import Option
from quizapp.core.statistics.moments import correlation
from quizapp.core.statistics.standing import Cell, Standing
from quizapp.core.statistics.table import Menu
from quizapp.core.statistics.thresholds import FEW


@dataclass(frozen=True, slots=True)
class ChoiceStatistics:
    """An option: who chose it. Below 5 attempts there is the count only.

    `upper` and `lower` count readers of the two groups, ties by fractions; `discrimination` is
    r(chosen, rest).
    """

    name: str
    text: str
    is_key: bool
    count: int
    share: float | None = None
    upper: float | None = None
    lower: float | None = None
    discrimination: float | None = None


class MenuStatistics(NamedTuple):
    """One menu of an item."""

    place: str
    choices: tuple[ChoiceStatistics, ...]
    takes_one: bool
    is_judged: bool


def analyse_menu(menu: Menu, standing: Standing) -> MenuStatistics:
    """Count the choices of a menu. What it does not offer is passed over."""
    chosen: dict[str, Counter[Cell]] = {option.name: Counter() for option in menu.options}
    for answer, cell, count in standing.answered():
        for name in chosen.keys() & menu.chosen[answer]:
            chosen[name][cell] += count
    choices = (
        _count(option, option.name in menu.key, chosen[option.name], standing)
        for option in menu.options
    )
    return MenuStatistics(menu.place, tuple(choices), menu.takes_one, menu.is_judged)


def _count(
    option: Option, is_key: bool, cells: Counter[Cell], standing: Standing
) -> ChoiceStatistics:
    counted = ChoiceStatistics(option.name, option.text, is_key, cells.total())
    readers, groups = len(standing.item.answers), standing.groups
    if readers < FEW:
        return counted
    scores = [(standing.score(cell), count) for cell, count in cells.items()]
    return replace(
        counted,
        share=counted.count / readers,
        upper=fsum(groups.upper(score) * count for score, count in scores),
        lower=fsum(groups.lower(score) * count for score, count in scores),
        discrimination=_discrimination(cells, standing),
    )


def _discrimination(cells: Counter[Cell], standing: Standing) -> float | None:
    if not standing.has_rest:
        return None
    _, rest = standing.compared
    rests = [(standing.rest_of(cell), count) for cell, count in cells.items()]
    kept = [(value - rest.mean, count) for value, count in rests if value is not None]
    chosen = sum(count for _, count in kept)
    # Deviations add up to 0, so those of the readers who chose it are all that is needed.
    together = fsum(value * count for value, count in kept) / (rest.size - 1)
    variance = chosen * (rest.size - chosen) / rest.size / (rest.size - 1)
    return correlation(together, variance, rest.variance, 1.0, standing.rest_scale)
