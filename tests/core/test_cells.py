"""What a question of an attempt is shown as."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizapp.core.cells import CellState, make_cell


@pytest.mark.parametrize(
    ("earned", "possible", "is_right", "is_blank", "state"),
    [
        (Fraction(2), Fraction(2), True, False, CellState.RIGHT),
        (Fraction(2, 3), Fraction(1), True, False, CellState.PARTLY),  # right at the second try
        (Fraction(1), Fraction(1), False, False, CellState.RIGHT),  # full marks for all
        (Fraction(0), Fraction(1), True, False, CellState.WRONG),  # Part B whose Part A is wrong
        (Fraction(0), Fraction(1), False, True, CellState.BLANK),
        (None, Fraction(1), False, True, CellState.WAITING),
        (Fraction(0), Fraction(0), True, False, CellState.RIGHT),  # it earns nobody anything
        (Fraction(0), Fraction(0), False, False, CellState.WRONG),
    ],
)
def test_the_state_agrees_with_the_points(
    earned: Fraction | None, possible: Fraction, is_right: bool, is_blank: bool, state: CellState
) -> None:
    cell = make_cell(earned, possible, is_right=is_right, is_blank=is_blank)
    assert cell.state is state
