"""The manual's page on marking shows what the commands print."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import commands
from quizapp.core.statistics import thresholds
from tests.test_manual import FENCE, page

PAGE = page("analysis")
EXAMPLES = [text for _, text in FENCE.findall(PAGE)]
QUIZ, ANSWERS, SCORES, REMARKS, MARKS, PRINTED = EXAMPLES


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("lighthouse.yaml", QUIZ), ("answers.csv", ANSWERS), ("marks.csv", MARKS)):
        Path(name).write_text(text, encoding="utf-8")

    def run(command: str) -> Result:
        assert f"`quizapp {command}`" in PAGE
        return CliRunner().invoke(commands, command.split())

    return run


def test_the_scores_are_those_of_the_command(run) -> None:
    result = run("grade lighthouse.yaml answers.csv")
    assert result.stdout == SCORES
    assert result.stderr == REMARKS


def test_the_analysis_is_that_of_the_command(run) -> None:
    printed = run("analyse marks.csv").stdout
    assert [line.rstrip() for line in printed.splitlines()] == PRINTED.splitlines()


def test_answers_can_be_analysed_as_the_page_says(run) -> None:
    result = run("analyse --quiz lighthouse.yaml answers.csv")
    assert result.exit_code == 0
    assert "* Three ships had been lost" in result.stdout


def test_the_thresholds_are_those_of_the_program() -> None:
    flags = PAGE.partition("### What to look at")[2]
    for value in (thresholds.HARD, thresholds.EASY, thresholds.STILL_MISSED, thresholds.UNUSED):
        assert f"{value:.0%}" in flags
    for value in (thresholds.LOW_DISCRIMINATION, thresholds.ATTRACTIVE):
        assert f"{value:.2f}" in flags
    wanted = f"From {thresholds.ALPHA_ATTEMPTS} attempts and {thresholds.ALPHA_ITEMS} questions"
    assert wanted in PAGE
    assert f"Below {thresholds.FEW} attempts there are counts only" in PAGE
