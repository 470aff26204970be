"""A regrade after a wrong key, to be killed."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from quizapp.core.correction import Policy
from quizapp.storage.regrades import regrade, regrades_of, revert
from quizapp.storage.versions import Versions
from tests.faults.counts import count
from tests.faults.filled import counted, reopen, stored_points
from tests.faults.killed_closing import Closing
from tests.storage.conftest import NOW, QUIZ

LATER = NOW + timedelta(days=1)


class Regrading:
    """The marks are all old or all new, the old ones are kept, and it can be taken back."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts
        self.old: dict[str, Fraction | None] = {}
        self.new: dict[str, Fraction | None] = {}

    def prepare(self, folder: Path) -> None:
        taken = Closing(self.attempts)
        taken.prepare(folder)
        taken.run(folder)
        self.old = stored_points(folder)
        # The key was wrong: it should have been what many gave instead.
        mended = QUIZ.replace("answer: 1871", "answer: 1")
        (folder / "questions" / "lighthouse.yaml").write_text(mended, encoding="utf-8")

    def run(self, folder: Path) -> None:
        database, bank = reopen(folder)
        entry = bank.get("lighthouse")
        assert entry
        assert entry.quiz
        with database.read() as connection:
            is_done = bool(regrades_of(connection, "lighthouse"))
        if not is_done:
            rulings = {"year": Policy.RECOMPUTE}
            versions = Versions(database)
            regrade(database, versions, entry, entry.quiz, rulings, 1, LATER)
        database.close()

    def check(self, folder: Path, *, is_done: bool) -> None:
        points = stored_points(folder)
        if is_done and not self.new:
            self.new = points
            assert self.new != self.old
        kept = counted(folder, "SELECT attempt_id, 1 FROM regraded_attempts")
        if not is_done and not kept:
            assert points == self.old
            return
        assert points == self.new
        assert kept.keys() == self.old.keys()
        assert counted(folder, "SELECT kind, count(*) FROM log_entries GROUP BY kind") == {
            "regrade": 1
        }
        if is_done:
            self._take_back(folder)

    def _take_back(self, folder: Path) -> None:
        database, _ = reopen(folder)
        assert revert(database, Versions(database), 1, 1, LATER)
        database.close()
        assert stored_points(folder) == self.old


JOB = Regrading(count(30, 1_000))
