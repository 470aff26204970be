"""Plant each defect in a copy of the house and run its test: `python -m tests.defects [WORD]`.

Exits with 1 when a test stays green, or fails in another way than by failing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.defects import HOUSE, Defect, read_defects

PARTS = ("quizapp", "tests", "questions", "pyproject.toml", "Makefile")
ENDED = {0: "GREEN: nobody noticed", 1: "red, as it has to be"}


def copy_house(to: Path) -> None:
    for part in PARTS:
        if (HOUSE / part).is_dir():
            ignore = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(HOUSE / part, to / part, ignore=ignore)
        else:
            shutil.copy(HOUSE / part, to / part)


def try_out(defect: Defect) -> int:
    """Return how the test ended on a house with the defect: 1 is what it should be."""
    with tempfile.TemporaryDirectory(prefix="defect-") as folder:
        house = Path(folder)
        copy_house(house)
        defect.plant(house)
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-x", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "-m", "full or not full", defect.test],
            cwd=house,
            env=os.environ | {"PYTHONPATH": str(house)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ENDED:
            print(done.stdout[-2_000:], done.stderr[-2_000:])
        return done.returncode


def main(words: list[str]) -> int:
    chosen = [d for d in read_defects() if all(w in d.name or w in d.test for w in words)]
    ended = []
    for defect in chosen:
        ended.append(try_out(defect))
        verdict = ENDED.get(ended[-1], f"BROKEN: pytest ended with {ended[-1]}")
        print(f"{verdict}: {defect.name} ({defect.test})", flush=True)
    print(f"{ended.count(1)} of {len(ended)} defects were noticed")
    return int(ended.count(1) != len(ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
