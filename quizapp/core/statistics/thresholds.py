"""From how many attempts on a value or a flag is shown, and where a flag begins."""

from __future__ import annotations

from typing import Final

FEW: Final = 5
"""Below so many attempts there are counts only."""
SOME: Final = 10
ALPHA_ATTEMPTS: Final = 15
ALPHA_ITEMS: Final = 5
LARGE: Final = 60
"""From so many attempts on the groups are 27 % and the flags of large classes are shown."""

HARD: Final = 0.30
EASY: Final = 0.95
MORE_IN_THE_LOWER_HALF: Final = 2
LOW_DISCRIMINATION: Final = 0.20
SEPARABLE: Final = 0.10, 0.95
UNUSED: Final = 0.05
STILL_MISSED: Final = 0.90
ATTRACTIVE: Final = 0.05
