"""Planted defects: each is put into a copy of the house, and a test has to turn red."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

HOUSE = Path(__file__).parents[2]


class Defect(NamedTuple):
    """A change of one place in one file that takes a promise back, and a test that must notice."""

    name: str
    file: str
    old: str
    new: str
    test: str

    def plant(self, house: Path) -> None:
        """Change a copy of the house. Raises ValueError where the place is not there once."""
        path = house / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has {text.count(self.old)} times:\n{self.old}")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")


def read_defects() -> list[Defect]:
    """Return the defects of all files beside this one."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    read = (tomllib.loads(path.read_text(encoding="utf-8")) for path in files)
    return [Defect(**row) for rows in read for row in rows["defect"]]
