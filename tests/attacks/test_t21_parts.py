"""T21: every part of the program has an exact version and a hash, and comes from the one index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_part_has_an_exact_version_and_a_hash(name: str) -> None:
    text = (HOUSE / name).read_text(encoding="utf-8").replace("\\\n", " ")
    parts = [line for line in text.splitlines() if line.strip() and not line.startswith((" ", "#"))]
    assert len(parts) > 20
    for part in parts:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.+-]+", part), part
        assert "--hash=sha256:" in part, part
    assert not re.search(r"://|^-", text, re.MULTILINE)


def test_the_locks_hold_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["build"]
    for extra in project["project"]["optional-dependencies"].values():
        asked = asked + extra
    for name, wanted in (
        ("requirements.lock", asked),
        ("requirements-dev.lock", asked + project["dependency-groups"]["dev"]),
    ):
        text = (HOUSE / name).read_text(encoding="utf-8")
        held = {_plain(line.partition("==")[0]) for line in text.splitlines() if "==" in line}
        assert {_plain(re.split(r"[\[><=; ]", one)[0]) for one in wanted} <= held, name


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).strip().lower()
