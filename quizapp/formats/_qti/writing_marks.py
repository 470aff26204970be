"""Hot text as the parts of an item: the passage with its pieces to be marked."""

from __future__ import annotations

import html
from collections.abc import Iterator

from quizapp.core.passage import Paragraph, Passage
from quizapp.core.types.hot_text import HotText
from quizapp.formats._qti.parts import Parts, asked
from quizapp.formats._qti.rules import RESPONSE, SCORE, assign, mapped, mapping, response
from quizapp.formats._qti.tree import node, nodes_from_html


def write_hot_text(question: HotText, _shuffles: bool) -> Parts:
    """Return hot text without its passage, which `fill_marks` puts in."""
    names = {piece.name: f"piece.{place}" for place, piece in enumerate(question.pieces, 1)}
    right = [names[name] for name in _right(question)]
    is_any = question.scoring == "any-of"
    wrong = len(names) - len(right)
    share = question.points if is_any else question.points / len(right)
    scores = dict.fromkeys(right, share)
    if not is_any and wrong:
        lost = {n: -question.points / wrong for n in names.values() if n not in scores}
        scores |= lost
    kept = mapping(scores) if is_any else mapping(scores, within=question.points)
    cardinality = "single" if is_any else "multiple"
    key = right[:1] if is_any else right
    most = "1" if is_any else str(question.max or 0)
    least = None if question.min is None or is_any else str(question.min)
    given = {"responseIdentifier": RESPONSE, "maxChoices": most, "minChoices": least}
    parts = Parts(body=asked(question.prompt, node("hottextInteraction", given)))
    parts.responses = [response(RESPONSE, cardinality, "identifier", key, kept)]
    parts.template, parts.rules = "map_response", [assign(SCORE, mapped())]
    return parts


def _right(question: HotText) -> list[str]:
    """Return all right pieces, in the passage's order; the key of any-of is only one of them."""
    every = question.model_copy(update={"scoring": "all-of"})
    return [name for _, name in every.key]


def fill_marks(parts: Parts, question: HotText, passage: Passage) -> None:
    """Put the passage into the interaction, each piece as a hot text."""
    interaction = parts.body[-1]
    markup = "".join(_pieces(question, passage))
    content = (*interaction.content, *nodes_from_html(markup))
    parts.body[-1] = interaction._replace(content=content)


def _pieces(question: HotText, passage: Passage) -> Iterator[str]:
    for block in passage.blocks:
        if isinstance(block, Paragraph):
            yield _marked(question, block)
        else:
            yield block


def _marked(question: HotText, paragraph: Paragraph) -> str:
    """Return a paragraph without its emphasis, which a piece could cut across."""
    place, pieces = 0, []
    for number, piece in enumerate(question.pieces, 1):
        stretch = piece.stretch
        if stretch.paragraph != paragraph.number:
            continue
        pieces.append(html.escape(paragraph.text[place : stretch.start], quote=False))
        words = html.escape(paragraph.text[stretch.start : stretch.end], quote=False)
        pieces.append(f'<hottext identifier="piece.{number}">{words}</hottext>')
        place = stretch.end
    return "".join([*pieces, html.escape(paragraph.text[place:], quote=False)])
