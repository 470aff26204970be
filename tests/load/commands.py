"""What starting costs: importing the domain, and checking one file."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

from tests.load.quizzes import write_quiz
from tests.load.report import Report
from tests.load.servers import BIN, ROOT

TARGET = 2.0


def measure_commands(report: Report, folder: Path, rounds: int) -> None:
    """Report the CPU of commands, against the imports that reading a quiz cannot do without."""
    write_quiz(folder / "one.yaml", 20, 20)
    commands = {
        "import yaml and pydantic": [sys.executable, "-c", _BARE],
        "import quizapp.core": [sys.executable, "-c", _CORE],
        "quizapp check of one file": [str(BIN / "quizapp"), "check", str(folder / "one.yaml")],
    }
    for command in commands.values():  # compiled once
        _cpu(command)
    turns = [{name: _cpu(command) for name, command in commands.items()} for _ in range(rounds)]
    bare = next(iter(commands))
    report.heading("Starting")
    rows = []
    for name in commands:
        ratio = statistics.median(turn[name] / turn[bare] for turn in turns)
        seconds = statistics.median(turn[name] for turn in turns)
        rows.append(
            (name, f"{seconds:.3f}", report.at_most(f"{name}, of the imports", ratio, TARGET))
        )
    report.table(("", "CPU seconds", "of the imports"), rows)


# `import pydantic` alone loads next to nothing of it before something is asked for.
_BARE = "import yaml; from pydantic import BaseModel"
# All that reading a quiz needs.
_CORE = "import quizapp.core.reading, quizapp.core.bank"


def _cpu(command: list[str]) -> float:
    before = _used()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return _used() - before


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
