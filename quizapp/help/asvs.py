"""The table of OWASP ASVS 5.0 on the page about security: asvs.toml as Markdown."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

MET: Final = "met"
STATES: Final = (MET, "in part", "not shown", "not met on purpose", "does not apply")
_FILE: Final = Path(__file__).with_name("asvs.toml")


class Requirement(NamedTuple):
    """A requirement in our own words, how it stands, and the tests that show it."""

    area: str
    number: str
    asks: str
    state: str
    how: str
    tests: tuple[str, ...]


@cache
def requirements() -> tuple[Requirement, ...]:
    """Return all of them, in the file's order."""
    areas = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Requirement(
            area,
            number,
            row["asks"],
            row.get("state", MET),
            row["how"],
            tuple(row.get("tests", ())),
        )
        for area, rows in areas.items()
        for number, row in rows.items()
    )


def requirements_markdown() -> str:
    """Return the table as Markdown: first how many stand how, then area by area."""
    counts = Counter(one.state for one in requirements())
    told = ", ".join(f"{counts[state]} {state}" for state in STATES)
    return "\n".join([f"Of {sum(counts.values())} requirements: {told}.", *_areas()])


def _areas() -> Iterator[str]:
    by_area: dict[str, list[Requirement]] = {}
    for one in requirements():
        by_area.setdefault(one.area, []).append(one)
    for area, rows in by_area.items():
        yield f"\n## {area}\n"
        yield "| Number | What it asks | How it stands | Shown by |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(one) for one in rows)


def _row(one: Requirement) -> str:
    state = "" if one.state == MET else f"**{one.state.capitalize()}.** "
    tests = ", ".join(f"`{test}`" for test in one.tests)
    return f"| {one.number} | {one.asks} | {state}{one.how} | {tests} |"


def tests_named() -> Mapping[str, tuple[str, ...]]:
    """Return the tests that a requirement names, by its number."""
    return {one.number: one.tests for one in requirements()}
