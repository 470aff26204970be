"""A table of marks to its statistics."""

from __future__ import annotations

from dataclasses import replace
from math import fsum
from typing import NamedTuple

from quizapp.core.statistics.flags import find_flags
from quizapp.core.statistics.items import ItemStatistics, analyse_item, effective_weights
from quizapp.core.statistics.standing import standings
from quizapp.core.statistics.table import MarkTable
from quizapp.core.statistics.totals import TestStatistics, analyse_totals


class Analysis(NamedTuple):
    """What the attempts at a quiz say about its items and about the whole."""

    items: tuple[ItemStatistics, ...]
    test: TestStatistics
    waiting: tuple[str, ...] = ()


def analyse(table: MarkTable) -> Analysis:
    """Analyse a table of marks."""
    seen = standings(table)
    weights = effective_weights(seen)
    items = []
    for standing, weight in zip(seen, weights, strict=True):
        item = replace(analyse_item(standing), effective_weight=weight)
        items.append(replace(item, flags=find_flags(item)))
    within = fsum(one.marks.variance for one in seen if one.marks.size > 1)
    return Analysis(tuple(items), analyse_totals(table, within), table.waiting)
