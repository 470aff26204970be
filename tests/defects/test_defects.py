"""Every planted defect still fits the house. That its test turns red is seen by `make defects`."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tests.defects import HOUSE, Defect, read_defects

DEFECTS = read_defects()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_can_be_planted_and_names_a_test(defect: Defect, tmp_path: Path) -> None:
    planted = tmp_path / defect.file
    planted.parent.mkdir(parents=True)
    shutil.copy(HOUSE / defect.file, planted)
    defect.plant(tmp_path)
    if planted.suffix == ".py":
        ast.parse(planted.read_text(encoding="utf-8"))

    path, _, name = defect.test.partition("::")
    tree = ast.parse((HOUSE / path).read_text(encoding="utf-8"))
    assert name.partition("[")[0] in {
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }


def test_no_two_defects_have_one_name() -> None:
    names = [defect.name for defect in DEFECTS]
    assert len(names) == len(set(names)) >= 12
