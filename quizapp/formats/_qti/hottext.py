"""Hot text: pieces of the passage where they are its sentences or paragraphs, else choices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quizapp.core.folding import fold_typography
from quizapp.core.passage import Passage
from quizapp.core.passage_html import read_blocks
from quizapp.core.types.hot_text import Piece, cut_pieces
from quizapp.core.writing import Fields
from quizapp.formats._markup import markdown_from_html
from quizapp.formats._qti.choices import (
    Asked,
    Offer,
    find_scoring,
    read_choice,
    read_counts,
    read_offers,
)
from quizapp.formats._qti.content import html_of
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.judging import ZERO, Judge
from quizapp.formats._xml import Element

if TYPE_CHECKING:
    from quizapp.formats._qti.subject import Item


def read_hot_text(
    judge: Judge, interaction: Element, prompt: str, language: str, item: Item
) -> Asked:
    """Return marks in the passage, or a question with the pieces as its choices."""
    content = [
        child for child in interaction.content if isinstance(child, str) or child.name != "prompt"
    ]
    text = markdown_from_html(html_of(content)).markdown
    offers = read_offers(interaction, "hottext")
    if unknown := next((n for n in judge.key if n not in {o.identifier for o in offers}), None):
        raise UnscorableError(f"its key `{unknown}` is none of its pieces of text")
    for select in ("sentences", "paragraphs"):
        pieces = cut_pieces(_passage(text, language), select)
        if _are_same(pieces, offers, interaction):
            fields = _marks(judge, interaction, offers, pieces)
            if fields:
                _put_passage(item, text, language)
                own: Fields = {"prompt": prompt, "type": "hot-text", "select": select}
                return fields._replace(fields=own | fields.fields)
    shown = "\n\n".join(filter(None, (prompt, text)))
    asked = read_choice(judge, interaction, offers, language)
    return asked._replace(fields={"prompt": shown, **asked.fields})


def _passage(text: str, language: str) -> Passage:
    return Passage("", "", "", "", "", language, read_blocks(text, language))


def _are_same(pieces: Sequence[Piece], offers: Sequence[Offer], interaction: Element) -> bool:
    shown = [" ".join(e.text.split()) for e in interaction.all("hottext")]
    cut = [piece.text for piece in pieces]
    return len(offers) == len(pieces) and [*map(_fold, shown)] == [*map(_fold, cut)]


def _fold(text: str) -> str:
    return fold_typography(text)


def _marks(
    judge: Judge, interaction: Element, offers: Sequence[Offer], pieces: Sequence[Piece]
) -> Asked | None:
    names = {o.identifier: p.name for o, p in zip(offers, pieces, strict=True)}
    if judge.response.cardinality == "single":
        scores = {name: judge.score(name) for name in names}
        most = max(scores.values(), default=ZERO)
        if most <= 0 or set(scores.values()) - {0, most}:
            return None
        right = [text for name, text in names.items() if scores[name] == most]
        return Asked({"answer": [*right], "scoring": "any-of"}, most, (), _always(judge))
    scoring = find_scoring(judge, list(names))
    if scoring.rule != "balanced" or scoring.notes:
        return None
    right = [text for name, text in names.items() if name in scoring.right]
    fields: Fields = {"answer": [*right], **read_counts(interaction, len(offers))}
    return Asked(fields, scoring.most, (), _always(judge))


def _always(judge: Judge) -> str:
    return "\n\n".join(judge.shown())


def _put_passage(item: Item, text: str, language: str) -> None:
    """Let the question stand by its own text, unless its passage is that text already."""
    own = [paragraph.folded for paragraph in _passage(text, language).paragraphs]
    for fields in item.library.passages.values():
        known = _passage(str(fields.get("text", "")), language)
        if [paragraph.folded for paragraph in known.paragraphs] == own:
            item.passage = str(fields["id"])
            return
    if item.passage:
        item.notes.append("its passage has given way to the text in which it is answered")
    item.passage = item.library.take_text(text)
