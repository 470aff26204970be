"""What differs between two texts: line by line, and within a line word by word."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"\w+|\s+|[^\w\s]")
_CONTEXT: Final = 3
# Texts of that many lines are compared in a tenth of a second; of longer ones only the ends.
_MOST_LINES: Final = 10_000
_MOST_WORDS: Final = 2_000
# Lines with less in common are better read as one gone and one new.
_LEAST_IN_COMMON: Final = 0.4


class Side(StrEnum):
    """Where a line stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"
    LEFT_OUT = "left out"


class Piece(NamedTuple):
    """A stretch of a line; `is_changed` when the line it is compared with has not got it.

    In a line that is gone or new as a whole nothing is marked: its side says enough.
    """

    text: str
    is_changed: bool


class Line(NamedTuple):
    """A line of a difference, with its numbers in the old and the new text.

    One that is `LEFT_OUT` stands for `left_out` lines that both have.
    """

    side: Side
    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]
    left_out: int = 0


class _Block(NamedTuple):
    """A run of lines: those of the old text give way to those of the new, or are the same."""

    is_same: bool
    old: int
    old_end: int
    new: int
    new_end: int


def difference(old: str, new: str) -> list[Line]:
    """Return the lines that differ, with three around them; an empty list for equal texts."""
    before, after = old.splitlines(), new.splitlines()
    blocks = list(_blocks(before, after))
    if all(block.is_same for block in blocks):
        return []
    lines: list[Line] = []
    for block in blocks:
        if block.is_same:
            is_first, is_last = block is blocks[0], block is blocks[-1]
            lines += _shared(before, block, 0 if is_first else _CONTEXT, 0 if is_last else _CONTEXT)
        else:
            lines += _changed(before, after, block)
    return lines


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[_Block]:
    """Yield the runs in their order; lines gone and lines new at one place are one run."""
    old = new = 0
    for start, other, size in [*_matches(before, after), (len(before), len(after), 0)]:
        if old < start or new < other:
            yield _Block(False, old, start, new, other)
        if size:
            yield _Block(True, start, start + size, other, other + size)
        old, new = start + size, other + size


def _matches(
    before: Sequence[Hashable], after: Sequence[Hashable], most: int = _MOST_LINES
) -> Iterator[tuple[int, int, int]]:
    """Yield (place in the one, place in the other, how many) of what both have, in order."""
    if len(before) <= most and len(after) <= most:
        from rapidfuzz.distance import Indel

        for code in Indel.opcodes(before, after):
            if code.tag == "equal":
                yield code.src_start, code.dest_start, code.src_end - code.src_start
        return
    shorter = min(len(before), len(after))
    head = _count_equal(zip(before, after, strict=False), shorter)
    tail = _count_equal(zip(reversed(before), reversed(after), strict=False), shorter - head)
    yield 0, 0, head
    yield len(before) - tail, len(after) - tail, tail


def _count_equal(pairs: Iterator[tuple[Hashable, Hashable]], most: int) -> int:
    count = 0
    for one, other in pairs:
        if count == most or one != other:
            break
        count += 1
    return count


def _shared(before: Sequence[str], block: _Block, head: int, tail: int) -> Iterator[Line]:
    """Yield the first and last few lines that both have, and one that stands for the others."""
    count = block.old_end - block.old
    left_out = count - head - tail
    for place in range(count):
        if left_out > 1 and place == head:
            yield Line(Side.LEFT_OUT, None, None, (), left_out)
        if left_out <= 1 or place < head or place >= count - tail:
            old, new = block.old + place, block.new + place
            yield Line(Side.BOTH, old + 1, new + 1, (Piece(before[old], False),))


def _changed(before: Sequence[str], after: Sequence[str], block: _Block) -> Iterator[Line]:
    old = range(block.old, block.old_end)
    new = range(block.new, block.new_end)
    gone: list[Line] = []
    come: list[Line] = []
    for one, other in zip_longest(old, new):
        mine, theirs = _pieces(
            before[one] if one is not None else None, after[other] if other is not None else None
        )
        if one is not None:
            gone.append(Line(Side.OLD, one + 1, None, mine))
        if other is not None:
            come.append(Line(Side.NEW, None, other + 1, theirs))
    yield from gone
    yield from come


def _is_alike(old: str, new: str) -> bool:
    # Loaded only when something is compared: 41 modules for two functions.
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(old, new) >= _LEAST_IN_COMMON


def _pieces(old: str | None, new: str | None) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    if old is None or new is None or not _is_alike(old, new):
        return (Piece(old or "", False),), (Piece(new or "", False),)
    before, after = _WORD.findall(old), _WORD.findall(new)
    matches = [*_matches(before, after, _MOST_WORDS), (len(before), len(after), 0)]
    mine = [(start, start + size) for start, _, size in matches]
    theirs = [(start, start + size) for _, start, size in matches]
    return tuple(_marked(before, mine)), tuple(_marked(after, theirs))


def _marked(words: Sequence[str], same: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    place = 0
    for start, end in same:
        for text, is_changed in ((words[place:start], True), (words[start:end], False)):
            if text:
                yield Piece("".join(text), is_changed)
        place = end
