"""How much an attack does: little on every change, and all that was set by `make attacks`."""

from __future__ import annotations

import os

IS_FULL = os.environ.get("QUIZAPP_ATTACKS") == "full"


def count(quick: int, full: int) -> int:
    """Return how often to try."""
    return full if IS_FULL else quick
