"""How one question of an attempt is shown in a table of results: a state, and its points."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import NamedTuple


class CellState(Enum):
    """What a teacher sees of a question at one glance."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    BLANK = "blank"
    WAITING = "waiting"
    ABSENT = "absent"


class Cell(NamedTuple):
    """A question of an attempt. `earned` is None until it is marked."""

    state: CellState
    earned: Fraction | None = None
    possible: Fraction = Fraction(0)


ABSENT = Cell(CellState.ABSENT)
"""The question was not drawn for the attempt, or not in its version of the quiz."""


def make_cell(
    earned: Fraction | None, possible: Fraction, *, is_right: bool, is_blank: bool
) -> Cell:
    """Return a cell that agrees with the points: right is what earned all of them.

    Where nothing can be earned, the answer itself decides.
    """
    if earned is None:
        state = CellState.WAITING
    elif earned >= possible and (possible or is_right):
        state = CellState.RIGHT
    elif earned > 0:
        state = CellState.PARTLY
    else:
        state = CellState.BLANK if is_blank else CellState.WRONG
    return Cell(state, earned, possible)
