"""The command line in an empty folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from click.testing import CliRunner, Result

from quizapp.cli import commands

Run = Callable[..., Result]

SOUND = """\
title: The lighthouse at Hale Point
passage:
  text: |
    Hale Point got its lighthouse in 1871, after three ships were lost in one winter.
questions:
  - id: why-built
    type: single-choice
    prompt: Why was the lighthouse built?
    choices:
      - text: Three ships had been lost
        correct: true
      - A keeper had asked for it
    evidence: after three ships were lost
"""
WRONG = SOUND.replace("evidence: after three", "evidence: after two")
WEAK = SOUND.replace("  - id: why-built\n    type", "  - type")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def run() -> Run:
    def run(*arguments: str, **options: object) -> Result:
        result = CliRunner().invoke(commands, arguments, prog_name="quizapp", **options)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def sound() -> str:
    return SOUND
