"""A table seen from one item: its readers, and how they did elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from quizapp.core.statistics.groups import Groups, make_groups
from quizapp.core.statistics.moments import Sample
from quizapp.core.statistics.table import ItemMarks, MarkTable


class Cell(NamedTuple):
    """Readers with the same mark and the same total."""

    mark: float
    total: float
    possible: float


@dataclass(frozen=True)
class Standing:
    """An item among the others.

    Where all attempts have the same items, the rest is points; else it is the share of the points
    on the reader's other items, and readers without any other item are left out.
    """

    table: MarkTable
    item: ItemMarks
    groups: Groups

    @cached_property
    def cells(self) -> Counter[Cell]:
        """Count the item's readers."""
        counted: Counter[Cell] = Counter()
        for _, cell, count in self.answered():
            counted[cell] += count
        return counted

    def answered(self) -> Iterator[tuple[int, Cell, int]]:
        """Yield the different answers, by their places in the item's marks, with who gave them."""
        marks = self.item.marks
        for (answer, total, possible), count in self._counted.items():
            yield answer, Cell(marks[answer], total, possible), count

    @cached_property
    def _counted(self) -> Counter[tuple[int, float, float]]:
        return Counter(zip(self.item.answers, *self._columns, strict=True))

    @cached_property
    def _columns(self) -> tuple[Iterable[float], Iterable[float]]:
        """Return the totals of the item's readers, and what was possible."""
        table, readers = self.table, self.item.readers
        if not table.is_drawn:
            return table.totals, table.possible
        places = range(table.attempts) if readers is None else readers
        return [table.totals[place] for place in places], [
            table.possible[place] for place in places
        ]

    @cached_property
    def marks(self) -> Sample:
        """Return the item's marks."""
        counted: Counter[float] = Counter()
        for cell, count in self.cells.items():
            counted[cell.mark] += count
        return Sample(list(counted), list(counted.values()))

    def score(self, cell: Cell) -> float:
        """Return what readers are put into groups by."""
        return _score(self.table, cell.total, cell.possible)

    def rest_of(self, cell: Cell) -> float | None:
        """Return what readers earned on other items; None where they had none."""
        if not self.table.is_drawn:
            return cell.total - cell.mark
        others = cell.possible - self.item.maximum
        return (cell.total - cell.mark) / others if others > 1e-9 * cell.possible else None

    @cached_property
    def compared(self) -> tuple[Sample, Sample]:
        """Return the marks and the rest of those who have one."""
        rows = [
            (cell.mark, rest, count)
            for cell, count in self.cells.items()
            if (rest := self.rest_of(cell)) is not None
        ]
        counts = [count for _, _, count in rows]
        return Sample([mark for mark, _, _ in rows], counts), Sample(
            [rest for _, rest, _ in rows], counts
        )

    @property
    def has_rest(self) -> bool:
        """Tell whether there is something to correlate."""
        return self.compared[0].size > 1

    @cached_property
    def rest_scale(self) -> float:
        """Return the square of the most that the rest can be."""
        return 1.0 if self.table.is_drawn else (self.table.maximum - self.item.maximum) ** 2


def _score(table: MarkTable, total: float, possible: float) -> float:
    if not table.is_drawn:
        return total
    return total / possible if possible else 0.0


def standings(table: MarkTable) -> list[Standing]:
    """See a table from each of its items."""
    scores = [_score(table, *pair) for pair in zip(table.totals, table.possible, strict=True)]
    everybody = make_groups(scores)
    return [
        Standing(
            table,
            item,
            everybody
            if item.readers is None
            else make_groups(scores[reader] for reader in item.readers),
        )
        for item in table.items
    ]
