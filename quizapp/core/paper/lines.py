"""A passage laid out in numbered lines, the same in every browser: the key can cite them.

Nobody's font is known, so lines are cut by a measure in characters, wide ones counted for more, and
the stylesheet keeps them from wrapping again. A row of a table counts as one line; headings have no
number, as they hold no evidence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from quizapp.core.passage import Paragraph, Passage, Stretch

MEASURE: Final = 72
_INDENT: Final = 4
_CODE: Final = 1.3
_EVERY: Final = 5
_WORD = re.compile(r"[^ \t\n\r\f\v]+")
_BREAK = re.compile(r"(?<=[^\W\d_][-–—/])(?=[^\W\d_])")
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
# Closing marks of Chinese and Japanese do not begin a line, opening ones do not end it.
_NOT_FIRST: Final = frozenset(
    "、。，．：；？！）」』】〕》〉・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…"
)
_NOT_LAST: Final = frozenset("（「『【〔《〈")


Labels = Mapping[int, Mapping[int, str]]
"""What stands before places of a passage: by paragraph, then by character."""


class Line(NamedTuple):
    """A line: its number, the characters of its paragraph it holds, and their HTML."""

    number: int
    start: int
    end: int
    markup: str


@dataclass(frozen=True)
class LinedPassage:
    """A passage in lines; `markup` is all of its HTML."""

    passage: Passage
    markup: str
    lines: Mapping[int, Sequence[Line]]

    @property
    def first(self) -> int:
        return min(line.number for lines in self.lines.values() for line in lines)

    @property
    def last(self) -> int:
        return max(line.number for lines in self.lines.values() for line in lines)

    def lines_of(self, stretch: Stretch) -> tuple[int, int]:
        """Return the first and the last line in which a stretch stands."""
        numbers = [
            line.number
            for line in self.lines[stretch.paragraph]
            if line.start < stretch.end and stretch.start < line.end
        ]
        return numbers[0], numbers[-1]


def lay_out(passage: Passage, first: int = 1, labels: Labels | None = None) -> LinedPassage:
    """Lay a passage out; its lines are numbered from `first`.

    `labels` stand before pieces of it, such as the numbers of its sentences.
    """
    layout = _Layout(first, labels or {})
    pieces = [
        layout.pass_tags(block) if isinstance(block, str) else layout.add(block)
        for block in passage.blocks
    ]
    return LinedPassage(passage, "".join(pieces), layout.lines)


@dataclass
class _Layout:
    """Where the layout has come to: the tags that are open, the row of a table it is in."""

    number: int
    labels: Labels
    lines: dict[int, list[Line]] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    row_begins: bool = False

    def pass_tags(self, markup: str) -> str:
        """Take note of the tags between two paragraphs."""
        for closes, name in _TAG.findall(markup):
            if not closes and name != "hr":
                self.open.append(name)
            elif name in self.open:
                del self.open[-1 - self.open[::-1].index(name) :]
            if name == "tr":
                self.row_begins = not closes
        return markup

    def add(self, paragraph: Paragraph) -> str:
        """Cut a paragraph into lines and return its HTML."""
        labels = self.labels.get(paragraph.number, {})
        if "tr" in self.open:
            return self._add_cell(paragraph, labels)
        spans = cut_lines(paragraph, self._measure(), labels, keeps_breaks="pre" in self.open)
        markups = _render(paragraph, spans, labels)
        found = []
        for (start, end), markup in zip(spans, markups, strict=True):
            found.append(Line(self.number, start, end, markup))
            self.number += 1
        self.lines[paragraph.number] = found
        return "".join(_line(line.number, line.markup) for line in found)

    def _add_cell(self, paragraph: Paragraph, labels: Mapping[int, str]) -> str:
        number = self.number if self.row_begins else self.number - 1
        whole = [(0, len(paragraph.text))]
        [markup] = _render(paragraph, whole, labels)
        self.lines[paragraph.number] = [Line(number, 0, len(paragraph.text), markup)]
        shown = _line(number, markup, "paper-cell") if self.row_begins else markup
        if self.row_begins:
            self.row_begins, self.number = False, self.number + 1
        return shown

    def _measure(self) -> float:
        depth = sum(name in {"ul", "ol", "blockquote"} for name in self.open)
        measure = max(MEASURE - _INDENT * depth, MEASURE // 3)
        return measure / _CODE if "pre" in self.open else measure


def _line(number: int, markup: str, kind: str = "paper-textline") -> str:
    shown = f'<span class="paper-lineno">{number}</span>' if number % _EVERY == 0 else ""
    return f'<span class="{kind}">{shown}{markup}</span>'


def cut_lines(
    paragraph: Paragraph,
    measure: float,
    labels: Mapping[int, str] | None = None,
    *,
    keeps_breaks: bool = False,
) -> list[tuple[int, int]]:
    """Return start and end of each line; spaces at a line's ends belong to none.

    With `keeps_breaks` the text's own lines stay, and the spaces they begin with.
    """
    # Whole numbers: sums of them are the same wherever they begin.
    limit = int(measure * 10)
    widths = _running_widths(paragraph.text, labels or {})
    breaks = _forced_breaks(paragraph, keeps_breaks=keeps_breaks)
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(paragraph.text, limit):
        found = bisect_right(breaks, start) if spans else 0
        is_forced = found and breaks[found - 1] >= spans[-1][1]
        if spans and not is_forced and widths[end] - widths[spans[-1][0]] <= limit:
            spans[-1] = spans[-1][0], end
        else:
            # What a line of code is indented by belongs to it.
            spans.append((breaks[found - 1] + 1 if is_forced and keeps_breaks else start, end))
    return spans or [(0, len(paragraph.text))]


def _running_widths(text: str, labels: Mapping[int, str]) -> list[int]:
    """Return how wide the text is up to each place, with the labels before it."""
    own = (_sign_width(sign) for sign in text)
    with_labels = (
        w + (10 + 10 * len(labels[at]) if at in labels else 0) for at, w in enumerate(own)
    )
    return [0, *accumulate(with_labels)]


def _forced_breaks(paragraph: Paragraph, *, keeps_breaks: bool) -> list[int]:
    places, place = [], 0
    for run in paragraph.runs:
        if run.is_text:
            place += len(run.content)
        elif run.content.startswith("<br"):
            places.append(place)
    if keeps_breaks:
        places += (found.start() for found in re.finditer("\n", paragraph.text))
    return sorted(places)


def _pieces(text: str, limit: int) -> Iterable[tuple[int, int]]:
    """Yield what no line is cut in."""
    for word in _WORD.finditer(text):
        place = word.start()
        for part in _BREAK.split(word[0]):
            for piece in _split_wide(part):
                for short in _split_long(piece, limit):
                    yield place, place + len(short)
                    place += len(short)


def _split_wide(word: str) -> Iterable[str]:
    """Cut between the characters of scripts that leave no spaces."""
    cuts = [n for n, (one, other) in enumerate(pairwise(word), 1) if _may_part(one, other)]
    return (word[start:end] for start, end in pairwise([0, *cuts, len(word)]))


@lru_cache(maxsize=4096)
def _may_part(one: str, other: str) -> bool:
    is_dense = _is_wide(one) or _is_wide(other)
    is_kept = other in _NOT_FIRST or one in _NOT_LAST or not _sign_width(other)
    return is_dense and not is_kept


def _split_long(word: str, limit: int) -> Iterable[str]:
    """Cut a word that no line can hold; a mark stays with the sign below it."""
    start, width = 0, 0
    for place, sign in enumerate(word):
        width += _sign_width(sign)
        if width > limit and _sign_width(sign):
            yield word[start:place]
            start, width = place, _sign_width(sign)
    yield word[start:]


@lru_cache(maxsize=4096)
def _sign_width(sign: str) -> int:
    """Return a character's width in tenths of most letters', as wide fonts have it."""
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    if _is_wide(sign):
        return 20
    if sign in "mwMW@%—…":
        return 18
    return 14 if sign.isupper() else 10


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in {"W", "F"}


def _render(
    paragraph: Paragraph, spans: Sequence[tuple[int, int]], labels: Mapping[int, str]
) -> list[str]:
    """Return each line's HTML; a tag that goes on is closed and opened again."""
    lines = [""] * len(spans)
    open_tags: list[str] = []
    index, place = 0, 0
    for run in paragraph.runs:
        if not run.is_text:
            if not run.content.startswith("<br"):
                lines[index] += run.content
                _note_tag(open_tags, run.content)
            continue
        end = place + len(run.content)
        while True:
            left, right = max(place, spans[index][0]), min(end, spans[index][1])
            lines[index] += _text(paragraph.text, left, right, labels)
            if index + 1 == len(spans) or end <= spans[index + 1][0]:
                break
            lines[index] += "".join(
                f"</{tag[1:].split()[0].rstrip('>')}>" for tag in open_tags[::-1]
            )
            index += 1
            lines[index] += "".join(open_tags)
        place = end
    return lines


def _note_tag(open_tags: list[str], tag: str) -> None:
    if tag.startswith("</"):
        del open_tags[-1:]
    else:
        open_tags.append(tag)


def _text(text: str, start: int, end: int, labels: Mapping[int, str]) -> str:
    pieces, place = [], start
    for at in range(start, end) if labels else ():
        if at in labels:
            label = f'<sup class="paper-count">{html.escape(labels[at])}</sup>'
            pieces += [html.escape(text[place:at], quote=False), label]
            place = at
    pieces.append(html.escape(text[place:end], quote=False) if place < end else "")
    return "".join(pieces)
