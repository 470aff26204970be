"""Reading a bank: cold, at a second start, again, and after one change."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from quizapp.core.bank import Bank
from quizapp.core.source import Source, parse_source
from tests.load.quizzes import write_quiz
from tests.load.report import Report


def measure_bank(report: Report, folder: Path, files: int, rounds: int) -> None:
    """Report the CPU seconds that a bank of so many files takes. Targets are of 1,000 files."""
    questions, index = folder / "questions", folder / "index.json"
    questions.mkdir(parents=True)
    for n in range(files):
        write_quiz(questions / f"quiz-{n:04}.yaml", 20, 20)
    paths = list(questions.iterdir())
    texts = [path.read_text() for path in paths]
    turns = [_turn(questions, index, paths, texts) for _ in range(rounds)]
    size = files / 1000
    targets = {
        "ours: cold, everything checked": 4.0 * size,
        "ours: a second start": 0.2 * size,
        "ours: one file changed": 0.05,
    }
    report.heading(f"A bank of {files} files with 20 questions")
    rows = []
    for name in turns[0]:
        seconds = statistics.median(turn[name] for turn in turns)
        ratio = statistics.median(turn[name] / turn["CSafeLoader alone"] for turn in turns)
        parse = 0.5 if name == "ours: parsed, with every place" else None
        rows.append(
            (
                name,
                report.at_most(f"bank, {name}, CPU s", seconds, targets.get(name), ".3f"),
                report.at_most(f"bank, {name}, of CSafeLoader", ratio, parse),
            )
        )
    report.table(("", "CPU seconds", "of CSafeLoader"), rows)


def _turn(questions: Path, index: Path, paths: list[Path], texts: list[str]) -> dict[str, float]:
    index.unlink(missing_ok=True)
    found = {
        "reading the bytes": _seconds(lambda: _each(lambda p: p.read_bytes(), paths)),
        "CSafeLoader alone": _seconds(
            lambda: _each(lambda text: yaml.load(text, yaml.CSafeLoader), texts)
        ),
        "ours: parsed, with every place": _seconds(
            lambda: _each(lambda text: parse_source(Source(text, "quiz.yaml")), texts)
        ),
        "ours: cold, everything checked": _seconds(Bank(questions, index).refresh),
    }
    found["ours: a second start"] = _seconds(lambda: Bank(questions, index).refresh())
    bank = Bank(questions, index)
    bank.refresh()
    found["ours: nothing changed"] = _seconds(bank.refresh)
    with paths[0].open("a") as changed:
        changed.write("# changed\n")
    found["ours: one file changed"] = _seconds(bank.refresh)
    return found


def _each(job: Callable[[Any], object], things: Sequence[Any]) -> None:
    """Do something with each, and keep nothing of it: what is kept costs the collector."""
    for thing in things:
        job(thing)


def _seconds(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start
