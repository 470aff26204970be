"""How often a fault is tried: a few times in every run, many times by `make faults`."""

from __future__ import annotations

import os
from typing import Final

IS_FULL: Final = os.environ.get("FAULTS") == "full"


def count(quick: int, full: int) -> int:
    """Return how often to try, in this run."""
    return full if IS_FULL else quick


def tell(number: str, figures: str) -> None:
    """Print what was measured: `make faults` shows it, and the manual has the last of it."""
    print(f"{number}: {figures}")
