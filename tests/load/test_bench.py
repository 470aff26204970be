"""`make bench` in small: that every part runs and says something. The figures mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load import bench, growth
from tests.load.growth import Size
from tests.load.report import MISSED, Report

SMALL = (
    "--seconds 0.1 --rounds 1 --readers 1 2 --quizzes 2 --pupils 3 --attempts 2 --thinkers 2 "
    "--files 2 --answers 50 --sizes 1"
).split()


@pytest.mark.kill
def test_every_part_of_the_bench_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "SIZES", (Size(3, 40),))
    monkeypatch.setattr(growth, "AT_QUIZ", 5)
    written = tmp_path / "bench.md"

    bench.main([*SMALL, "--to", str(written)])

    text = written.read_text(encoding="utf-8")
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == [
        "## Pages",
        "## Whole attempts",
        "## Requests and bytes",
        "## Readers who think",
        "## Memory and start",
        "## Pages on PostgreSQL",
        "## Starting",
        "## A bank of 2 files with 20 questions",
        "## Analysis of 50 answers",
        "## Growth",
        "## Targets missed",
    ]
    assert "failures: " not in text
    assert "| submit, server's CPU ms | " in text
    assert {"| save, durable | 1 |", "| result | 2 |"} <= {
        line[: line.index("|", line.index("|", 1) + 1) + 1]
        for line in text.splitlines()
        if line.startswith("| ")
    }


def test_a_target_that_is_missed_is_marked_and_listed() -> None:
    report = Report()

    assert report.at_most("a page", 2.0, 3.0) == "2.00 (≤ 3.00)"
    assert report.at_most("a page", 2.0, None) == "2.00"
    assert report.at_least("a page", 2.0, 3.0).endswith(MISSED)
    report.conclude()
    assert report.lines[-2] == "- a page: 2.00 (≥ 3.00)"
