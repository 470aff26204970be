"""Every test that the manual names as the proof of a promise exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PAGE = HOUSE / "quizapp" / "help" / "70-guarantees.md"
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((HOUSE / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_promise_names_a_test_that_exists(path: str, name: str) -> None:
    assert (HOUSE / path).is_file()
    assert name in functions_of(path)


def test_every_promise_names_a_test() -> None:
    held, _heading, _meant = PAGE.read_text(encoding="utf-8").partition("## What still breaks")
    promises = re.findall(r"^- .*(?:\n  .*)*", held, re.MULTILINE)
    assert len(promises) > 20
    assert [promise for promise in promises if "::test_" not in promise] == []


def test_every_fault_has_a_test_that_carries_its_number_and_a_count() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert re.search(r"The counts are those of\s+\d+ \w+ 20\d\d", text)
    rows = re.findall(r"^\| R(\d+): [^|]+\|([^|]+)\|([^|]+)\|$", text, re.MULTILINE)
    assert len(rows) >= 15
    for number, promise, counted in rows:
        names = re.findall(r"::test_r(\d+)_", promise)
        assert names, number
        assert set(names) == {number}, number
        assert re.search(r"\d", counted), number
