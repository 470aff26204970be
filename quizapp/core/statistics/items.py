"""What the marks say about one item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf, sqrt

from quizapp.core.statistics.choices import MenuStatistics, analyse_menu
from quizapp.core.statistics.flags import Flag
from quizapp.core.statistics.intervals import Interval, wilson
from quizapp.core.statistics.moments import (
    NOTHING,
    Sample,
    correlation,
    covariance,
    most_covariance,
    ratio,
)
from quizapp.core.statistics.standing import Standing
from quizapp.core.statistics.thresholds import FEW

_ALIKE = 1e-9  # of the maximum: marks that differ by less are the same


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """An item's numbers; None where one has no meaning. Shares are 0..1, `sd` is in points.

    `right` counts who earned everything; `interval` (Wilson, 95 %) is of items that were only ever
    right or wrong. `upper_right` and `lower_right` are what the two groups earned, counted in right
    answers, `group_size` being a group's size. `guess` is what blind guessing earns.
    """

    name: str
    parts: tuple[str, ...]
    maximum: float
    count: int
    right: int
    blanks: int
    guess: float | None
    menus: tuple[MenuStatistics, ...]
    is_right_or_wrong: bool = False
    facility: float | None = None
    interval: Interval | None = None
    sd: float | None = None
    discrimination: float | None = None
    discriminative_efficiency: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None
    upper_right: float | None = None
    lower_right: float | None = None
    group_size: int | None = None
    flags: tuple[Flag, ...] = ()


def analyse_item(standing: Standing) -> ItemStatistics:
    """Return an item's statistics, without its effective weight and flags."""
    item = standing.item
    marks = standing.marks
    counts = ItemStatistics(
        name=item.name,
        parts=item.parts,
        maximum=item.maximum,
        count=marks.size,
        right=_count(marks, item.maximum * (1 - _ALIKE), inf) if item.maximum > 0 else 0,
        blanks=item.blanks,
        guess=item.guess,
        menus=tuple(analyse_menu(menu, standing) for menu in item.menus),
    )
    return _with_shares(counts, marks, standing) if marks.size >= FEW else counts


def _count(marks: Sample, low: float, high: float) -> int:
    pairs = zip(marks.values, marks.counts, strict=True)
    return sum(count for mark, count in pairs if low <= mark <= high)


def _with_shares(counts: ItemStatistics, marks: Sample, standing: Standing) -> ItemStatistics:
    maximum, groups = counts.maximum, standing.groups
    nothing = _count(marks, -inf, maximum * _ALIKE)
    is_right_or_wrong = maximum > 0 and counts.right + nothing == counts.count
    return replace(
        counts,
        is_right_or_wrong=is_right_or_wrong,
        facility=marks.mean / maximum if maximum > 0 else None,
        interval=wilson(counts.right, counts.count) if is_right_or_wrong else None,
        sd=sqrt(marks.variance),
        discrimination=_discrimination(standing),
        discriminative_efficiency=_efficiency(standing),
        intended_weight=_intended_weight(standing),
        upper_right=_earned(groups.upper, standing),
        lower_right=_earned(groups.lower, standing),
        group_size=groups.size,
    )


def _discrimination(standing: Standing) -> float | None:
    if not standing.has_rest:
        return None
    own, rest = standing.compared
    together, scale = covariance(own, rest), standing.item.maximum**2
    return correlation(together, own.variance, rest.variance, scale, standing.rest_scale)


def _efficiency(standing: Standing) -> float | None:
    """Return the covariance with the rest as a share of the most that these marks allow."""
    if not standing.has_rest:
        return None
    own, rest = standing.compared
    scale = standing.item.maximum * sqrt(standing.rest_scale)
    return ratio(covariance(own, rest), most_covariance(own, rest), scale)


def _intended_weight(standing: Standing) -> float | None:
    table = standing.table
    has_weights = not table.is_drawn and table.maximum > 0
    return standing.item.maximum / table.maximum if has_weights else None


def _earned(belonging: Callable[[float], float], standing: Standing) -> float | None:
    maximum = standing.item.maximum
    if not maximum > 0:
        return None
    cells = standing.cells.items()
    return (
        fsum(belonging(standing.score(cell)) * cell.mark * count for cell, count in cells) / maximum
    )


def effective_weights(standings: Sequence[Standing]) -> list[float | None]:
    """Return each item's share in the spread of the totals; None where it works against them."""
    if not standings or standings[0].table.is_drawn or standings[0].table.attempts < FEW:
        return [None] * len(standings)
    noise = NOTHING * standings[0].table.maximum ** 2
    roots: list[float | None] = []
    for standing in standings:
        own, _ = standing.compared
        totals = Sample([cell.total for cell in standing.cells], own.counts)
        together = covariance(own, totals)
        roots.append(sqrt(max(0.0, together)) if together > -noise else None)
    total = fsum(root for root in roots if root is not None)
    return [root / total if total and root is not None else None for root in roots]
