"""A line of a file as the cells of a terminal, so that carets stand under what they mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_TAB = "    "
_JOINERS = "\u200c\u200d"  # Persian, Indic scripts and emoji need them


def to_cells(line: str) -> list[str]:
    """Return what is shown for each character: nothing that moves the cursor or turns the line."""
    return [_shown(character) for character in line]


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    is_hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return "�" if is_hidden and character not in _JOINERS else character


def width(cells: Sequence[str]) -> int:
    """Count columns: East Asian wide characters take two, combining marks none."""
    return sum(_width(character) for cell in cells for character in cell)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(cells: list[str], start: int, end: int, columns: int) -> tuple[list[str], int, int]:
    """Keep what fits into `columns` around the cells `start` to `end`; `…` stands for the rest.

    Returns the cells that are left and where `start` and `end` are among them.
    """
    if width(cells) <= columns:
        return cells, start, end
    first = _first_shown(cells, start, end, columns)
    last = first
    left = columns - 1 - bool(first)
    while last < len(cells) and (left := left - width(cells[last])) >= 0:
        last += 1
    shown = [*["…"][: bool(first)], *cells[first:last], *["…"][: last < len(cells)]]
    offset = first - bool(first)
    return shown, min(start - offset, len(shown)), min(end - offset, len(shown))


def _first_shown(cells: list[str], start: int, end: int, columns: int) -> int:
    """Leave out the line's beginning only when the place would not fit behind it."""
    if width(cells[:end]) < columns:
        return 0
    context = columns // 4
    first = start
    while first > 0 and (context := context - width([cells[first - 1]])) >= 0:
        first -= 1
    return first
