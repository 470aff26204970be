"""Markdown to the paragraphs of a passage, and a paragraph to HTML with marks in it."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from html.parser import HTMLParser
from itertools import pairwise

from quizapp.core.markdown import prose_paragraphs, render_block
from quizapp.core.passage import Boundaries, Paragraph, Run

_INLINE = frozenset("em strong code a s br".split())
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())


def read_blocks(
    text: str, language: str, boundaries: Boundaries | None = None
) -> tuple[str | Paragraph, ...]:
    """Render a passage's Markdown and cut it into paragraphs and the HTML between them.

    `boundaries` are the sentences stored with a version; without them the text is cut anew.
    """
    blocks: list[str | Paragraph] = []
    number = 0
    for piece in _pieces(text):
        if isinstance(piece, str):
            blocks.append(piece)
            continue
        number += 1
        words = "".join(run.content for run in piece if run.is_text)
        stored = boundaries[number - 1] if boundaries and number <= len(boundaries) else None
        blocks.append(Paragraph(number, tuple(piece), words, language, stored))
    return tuple(blocks)


def _pieces(text: str) -> Sequence[str | list[Run]]:
    """Return the HTML between paragraphs, and each paragraph's runs."""
    if paragraphs := prose_paragraphs(text):
        pieces: list[str | list[Run]] = ["<p>"]
        for paragraph in paragraphs:
            pieces += [Run(paragraph, is_text=True)], "</p><p>"
        return [*pieces[:-1], "</p>"]
    reader = _BlockReader()
    reader.feed(render_block(text))
    reader.close()
    return reader.finished()


class _BlockReader(HTMLParser):
    """Cuts cleaned HTML: a paragraph is the inline content of one block that is no heading."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str | list[Run]] = []
        self._in_heading = False

    def finished(self) -> list[str | list[Run]]:
        return [piece for piece in self._pieces if piece]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        markup = f"<{tag}{''.join(_attribute(name, value or '') for name, value in attrs)}>"
        self._in_heading |= tag in _HEADINGS
        if tag in _INLINE and not self._in_heading:
            self._paragraph().append(Run(markup, is_text=False))
        else:
            self._append(markup)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE and not self._in_heading:
            self._paragraph().append(Run(f"</{tag}>", is_text=False))
        else:
            self._append(f"</{tag}>")
        self._in_heading &= tag not in _HEADINGS

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self._append(html.escape(data, quote=False))
        elif data.strip() or self._is_open():
            self._paragraph().append(Run(data, is_text=True))

    def _is_open(self) -> bool:
        return bool(self._pieces) and isinstance(self._pieces[-1], list)

    def _paragraph(self) -> list[Run]:
        last = self._pieces[-1] if self._pieces else ""
        if isinstance(last, str):
            last = []
            self._pieces.append(last)
        return last

    def _append(self, markup: str) -> None:
        if self._pieces and isinstance(self._pieces[-1], str):
            self._pieces[-1] += markup
        else:
            self._pieces.append(markup)


def _attribute(name: str, value: str) -> str:
    return f' {name}="{html.escape(value)}"'


def render_runs(
    paragraph: Paragraph, marks: Sequence[tuple[int, int]], wrap: Callable[[str, int], str]
) -> str:
    """Render a paragraph with `marks` (start, end) wrapped; a mark never crosses a tag.

    `wrap` gets the escaped text and the mark's index.
    """
    pieces: list[str] = []
    place = 0
    for run in paragraph.runs:
        if not run.is_text:
            pieces.append(run.content)
            continue
        end = place + len(run.content)
        pieces.extend(_wrap_run(run.content, place, marks, wrap))
        place = end
    return "".join(pieces)


def _wrap_run(
    text: str, offset: int, marks: Sequence[tuple[int, int]], wrap: Callable[[str, int], str]
) -> Iterable[str]:
    cuts = {0, len(text)}
    for start, end in marks:
        cuts.update(cut - offset for cut in (start, end) if 0 < cut - offset < len(text))
    edges = sorted(cuts)
    for left, right in pairwise(edges):
        piece = html.escape(text[left:right], quote=False)
        inside = [i for i, (s, e) in enumerate(marks) if s <= offset + left and offset + right <= e]
        for index in reversed(inside):
            piece = wrap(piece, index)
        yield piece
