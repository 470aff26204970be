"""R19: a regrade happens wholly or not at all, keeps the old points and can be taken back."""

from __future__ import annotations

from pathlib import Path

from tests.faults.counts import count, tell
from tests.faults.killing import kill

KILLS = count(2, 10)


def test_r19_a_killed_regrade_leaves_all_marks_old_or_all_new(tmp_path: Path) -> None:
    met = kill("regrade", tmp_path, KILLS)
    tell("R19", f"{KILLS} kills at random points of a regrade, {met} met it: all old or all new")
