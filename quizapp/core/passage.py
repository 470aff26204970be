"""The passage: paragraphs and sentences as the reader sees them, and quotations found in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from quizapp.core.folding import fold_typography, fold_with_offsets

Sentences = tuple[tuple[int, int], ...]
Boundaries = tuple[Sentences, ...]
"""The sentences of each paragraph of a passage."""

_NEAREST_CHARACTERS = 300
_DENSE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


class Stretch(NamedTuple):
    """Characters `start` to `end` of the rendered text of paragraph `paragraph` (from 1)."""

    paragraph: int
    start: int
    end: int


class Run(NamedTuple):
    """A piece of a paragraph: text the reader sees, or a tag around it."""

    content: str
    is_text: bool


@dataclass(frozen=True)
class Paragraph:
    """Inline content that is numbered and searched; `text` is what the reader sees.

    `stored` are its sentences as a version remembers them.
    """

    number: int
    runs: tuple[Run, ...]
    text: str
    language: str
    stored: Sentences | None = None

    @cached_property
    def sentences(self) -> Sentences:
        """Return start and end of each sentence; cut when first needed."""
        return split_sentences(self.text, self.language) if self.stored is None else self.stored

    @cached_property
    def folded(self) -> str:
        """Return the text with plain typography, to be searched."""
        return fold_typography(self.text)

    @cached_property
    def offsets(self) -> list[int]:
        """Return from which index of `text` each character of `folded` came."""
        return fold_with_offsets(self.text)[1]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture beside the passage, by its file's name."""

    file: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Passage:
    """A text to read. `blocks` are HTML pieces with paragraphs at their places between them."""

    id: str
    title: str
    source: str
    url: str
    date: str
    language: str
    blocks: tuple[str | Paragraph, ...]
    glossary: tuple[tuple[str, str], ...] = ()
    images: tuple[Image, ...] = ()

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @cached_property
    def words(self) -> int:
        """Count words; scripts that leave no spaces count two characters as one word."""
        return sum(count_words(paragraph.text) for paragraph in self.paragraphs)

    @property
    def boundaries(self) -> Boundaries:
        """The sentences of every paragraph, to be stored with a version."""
        return tuple(paragraph.sentences for paragraph in self.paragraphs)

    def find(self, quotation: str) -> list[Stretch]:
        """Find every place of a quotation; typography is folded, case counts."""
        needle = fold_typography(quotation)
        if not needle:
            return []
        return [
            Stretch(p.number, p.offsets[place], p.offsets[place + len(needle) - 1] + 1)
            for p in self.paragraphs
            if needle in p.folded
            for place in _places(p.folded, needle)
        ]

    def text_of(self, stretch: Stretch) -> str:
        """Return the words of a stretch."""
        return self.paragraphs[stretch.paragraph - 1].text[stretch.start : stretch.end]

    def nearest(self, quotation: str) -> Stretch | None:
        """Return the place most like a quotation, in whole words; None if nothing is near."""
        # Loaded only when something is wrong: a sound bank never needs it.
        from rapidfuzz import fuzz

        best: tuple[float, Stretch] | None = None
        # The search takes time by the product of both lengths; the beginning is enough to go by.
        needle = fold_typography(quotation[:_NEAREST_CHARACTERS])
        for paragraph in self.paragraphs:
            found = fuzz.partial_ratio_alignment(needle, paragraph.text, score_cutoff=50)
            if not found:
                continue
            # A short paragraph that occurs inside the quotation is no near miss of all of it.
            covered = (found.dest_end - found.dest_start) / len(needle)
            score = found.score * min(1.0, covered)
            if best is None or score > best[0]:
                start, end = _whole_words(paragraph.text, found.dest_start, found.dest_end)
                best = (score, Stretch(paragraph.number, start, end))
        return best[1] if best else None


def count_words(text: str) -> int:
    """Count words by white space; a word of Chinese or Japanese is two characters."""
    return len(text.split()) + len(_DENSE.findall(text)) // 2


def _places(text: str, needle: str) -> Iterable[int]:
    place = text.find(needle)
    while place >= 0:
        yield place
        place = text.find(needle, place + 1)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def split_sentences(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of each sentence, white space around them left out."""
    # Loaded only for what needs sentences: hot text, hints, a version to be stored.
    from sentencex import segment

    sentences = []
    place = 0
    for sentence in segment(language.split("-", maxsplit=1)[0] or "en", text):
        stripped = sentence.strip()
        start = text.find(stripped, place) if stripped else -1
        if start >= 0:
            place = start + len(stripped)
            sentences.append((start, place))
    return tuple(sentences) or ((0, len(text)),)
