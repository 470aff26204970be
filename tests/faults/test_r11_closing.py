"""R11: an attempt that ends by itself is scored with all that was saved, exactly once."""

from __future__ import annotations

from pathlib import Path

from tests.faults.counts import count, tell
from tests.faults.killing import kill

KILLS = count(1, 20)


def test_r11_abandoned_attempts_are_scored_once_though_the_closer_is_killed(tmp_path: Path) -> None:
    met = kill("closing", tmp_path, KILLS)
    tell("R11", f"{KILLS} kills while abandoned attempts were closed, {met} met it: all once")
