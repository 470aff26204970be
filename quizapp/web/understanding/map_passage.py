"""A passage whose sentences say how many understood them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from quizapp.core.misreading import Level, Sentence
from quizapp.core.passage import Paragraph, Passage
from quizapp.core.passage_html import render_runs
from quizapp.web.fragments import numbered_blocks
from quizapp.web.translations import gettext as _
from quizapp.web.translations import page_language

SIGNS: Final[Mapping[Level, str]] = {
    Level.UNDERSTOOD: "✓",
    Level.PARTLY: "◐",
    Level.MISREAD: "✗",
    Level.FEW: "",
}
_LINK: Final = re.compile(r"</?a[ >]")


def map_html(passage: Passage, index: int, sentences: Sequence[Sentence]) -> Markup:
    """Render a passage; each sentence asked about leads to its questions, the others stay plain."""
    by_paragraph: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        if sentence.passage == index:
            by_paragraph.setdefault(sentence.stretch.paragraph, []).append(sentence)
    pieces = [
        _paragraph(block, by_paragraph.get(block.number, []))
        if isinstance(block, Paragraph)
        else block
        for block in numbered_blocks(passage, index)
    ]
    return Markup("".join(pieces))  # noqa: S704 - cleaned by core.markdown, links are our own


def address_of(sentence: Sentence) -> str:
    """Return the name of a sentence in links."""
    return f"{sentence.passage + 1}-{sentence.number}"


def _paragraph(paragraph: Paragraph, sentences: Sequence[Sentence]) -> str:
    # A link cannot stand in a link: here the sentences are what is followed.
    runs = tuple(run for run in paragraph.runs if run.is_text or not _LINK.match(run.content))
    left = [sentence.stretch.end - sentence.stretch.start for sentence in sentences]
    begun: set[int] = set()

    def wrap(text: str, place: int) -> str:
        sentence = sentences[place]
        left[place] -= len(html.unescape(text))
        is_first = place not in begun
        begun.add(place)
        return _piece(sentence, text, is_first=is_first, is_last=left[place] == 0)

    stretches = [(sentence.stretch.start, sentence.stretch.end) for sentence in sentences]
    return render_runs(replace(paragraph, runs=runs), stretches, wrap)


def _piece(sentence: Sentence, text: str, *, is_first: bool, is_last: bool) -> str:
    """The words can be clicked; the count behind them is what a keyboard stops at, once."""
    name, level = address_of(sentence), sentence.level.value
    own = f' id="sentence-{name}"' if is_first else ""
    link = f'href="#questions-{name}"'
    words = f'<a{own} class="map-words map-{level}" {link} tabindex="-1">{text}</a>'
    return words + _count(sentence, link) if is_last else words


def _count(sentence: Sentence, link: str) -> str:
    level = sentence.level
    sign = f'<span aria-hidden="true">{SIGNS[level]}</span> ' if SIGNS[level] else ""
    count = html.escape(_("%(right)d of %(of)d", right=sentence.right, of=sentence.of))
    said = html.escape(f"{level_words()[level]}: {_('see the questions')}")
    return (
        f' <a class="map-count map-count-{level.value}" lang="{page_language()}" dir="auto" {link}>'
        f'{sign}{count}<span class="visually-hidden"> {said}</span></a>'
    )


def level_words() -> dict[Level, str]:
    """Name the levels."""
    return {
        Level.UNDERSTOOD: _("understood"),
        Level.PARTLY: _("partly understood"),
        Level.MISREAD: _("misread"),
        Level.FEW: _("too few readers to tell"),
    }


def level_meanings() -> dict[Level, str]:
    """Say when a sentence has which level."""
    return {
        Level.UNDERSTOOD: _("three quarters of the answers are right, or more"),
        Level.PARTLY: _("half of them or more"),
        Level.MISREAD: _("fewer than half"),
        Level.FEW: _("answered by fewer than five: counts only"),
    }
