"""HTML that does not depend on the reader, made once: passages, prompts, marked passages."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from quizapp.core.markdown import (
    plain_text,
    render_around,
    render_block,
    render_inline,
    split_first_paragraph,
)
from quizapp.core.passage import Paragraph, Passage, Stretch
from quizapp.core.passage_html import render_runs
from quizapp.web.translations import gettext as _


class Prompt(NamedTuple):
    """A prompt in two pieces: its first paragraph is the legend, the rest describes the group."""

    legend: Markup
    rest: Markup


@lru_cache(maxsize=5_000)
def prompt(text: str) -> Prompt:
    """Render a prompt."""
    first, rest = split_first_paragraph(render_block(text))
    return Prompt(Markup(first), Markup(rest))  # noqa: S704 - cleaned by core.markdown


@lru_cache(maxsize=20_000)
def inline(text: str) -> Markup:
    """Render one line of Markdown."""
    return Markup(render_inline(text))  # noqa: S704 - cleaned by core.markdown


@lru_cache(maxsize=5_000)
def block(text: str) -> Markup:
    """Render Markdown."""
    return Markup(render_block(text))  # noqa: S704 - cleaned by core.markdown


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Render one line of Markdown for where no markup can stand."""
    return plain_text(render_inline(text))


@lru_cache(maxsize=5_000)
def around_gaps(pieces: tuple[object, ...]) -> tuple[object, ...]:
    """Render the text of a cloze, cut where its gaps stand."""
    return tuple(
        Markup(piece) if isinstance(piece, str) else piece  # noqa: S704 - cleaned by core.markdown
        for piece in render_around(pieces)
    )


class Mark(NamedTuple):
    """A stretch of a passage that proves the key of question `number`."""

    number: int
    nth: int
    stretch: Stretch


def passage_html(passage: Passage, index: int, marks: Sequence[Mark] = ()) -> Markup:
    """Render a passage with numbered paragraphs, and with marks that lead back to questions."""
    by_paragraph: dict[int, list[Mark]] = {}
    for mark in marks:
        by_paragraph.setdefault(mark.stretch.paragraph, []).append(mark)
    seen: set[tuple[int, int]] = set()
    pieces = [
        _paragraph(block, by_paragraph.get(block.number, []), seen)
        if isinstance(block, Paragraph)
        else block
        for block in numbered_blocks(passage, index)
    ]
    return Markup("".join(pieces))  # noqa: S704 - cleaned by core.markdown, marks are our own


def numbered_blocks(passage: Passage, index: int) -> Sequence[str | Paragraph]:
    """Give the tag before each paragraph its number and an address."""
    blocks: list[str | Paragraph] = []
    for block in passage.blocks:
        if isinstance(block, Paragraph) and blocks and isinstance(blocks[-1], str):
            before = blocks[-1]
            place = before.rfind(">")
            number = f' id="p{index}-{block.number}" data-number="{block.number}"'
            blocks[-1] = before[:place] + number + before[place:]
        blocks.append(block)
    return blocks


def _paragraph(paragraph: Paragraph, marks: list[Mark], seen: set[tuple[int, int]]) -> str:
    if not marks:
        return render_runs(paragraph, (), _unmarked)
    stretches = [(mark.stretch.start, mark.stretch.end) for mark in marks]

    def wrap(text: str, place: int) -> str:
        mark = marks[place]
        key = (mark.number, mark.nth)
        address = "" if key in seen else f' id="evidence-{mark.number}-{mark.nth}"'
        seen.add(key)
        return f'<mark{address} data-question="{mark.number}">{text}</mark>'

    body = render_runs(paragraph, stretches, wrap)
    links = "".join(_back_link(number) for number in sorted({mark.number for mark in marks}))
    return f'{body}<span class="backlinks">{links}</span>'


def _unmarked(text: str, _place: int) -> str:
    return text


def _back_link(number: int) -> str:
    label = html.escape(_("Back to question %(number)d", number=number))
    return f'<a class="backlink" href="#question-{number}" aria-label="{label}">{number}</a>'
