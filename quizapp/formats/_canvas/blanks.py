"""Texts with blanks: several to fill in, or menus."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from fractions import Fraction

from quizapp.core.writing import Fields, Tree
from quizapp.formats._canvas.conditions import (
    material_text,
)
from quizapp.formats._canvas.subject import (
    Item,
    answer_fields,
    choice_fields,
    choice_labels,
    ident_of,
    note_general,
)
from quizapp.formats._markup import markdown_from_html, plain_line
from quizapp.formats._qti.content import MARK, fill_marks
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.names import text_from
from quizapp.formats._xml import Element

_PROMPT = re.compile(r'\s*<div class="prompt">(.*?)</div>', re.DOTALL)


def read_blanks(item: Item, gap_of: Callable[[Item, Element], Fields]) -> Fields:
    """Return a cloze: each blank `[name]` of the text is a response of its own."""
    gaps: dict[str, Tree] = {}
    places: dict[str, str] = {}
    for response in item.responses:
        blank = response.text_of("material") or ident_of(response).removeprefix("response_")
        name = re.sub(r"[{}\s]+", " ", text_from(blank)).strip() or f"gap-{len(gaps) + 1}"
        places[blank] = name
        gaps[name] = gap_of(item, response)
    if not gaps:
        raise UnscorableError("it has no blanks")
    note_general(item)
    prompt, text = _text_with_gaps(item, places)
    asked: Fields = {"prompt": prompt} if prompt else {}
    return {**asked, "type": "cloze", "text": text, "gaps": gaps}


def _text_with_gaps(item: Item, places: dict[str, str]) -> tuple[str, str]:
    """Return a prompt that is marked as one, and the text."""
    pieces, prompt = [], ""
    for text in item.material:
        is_html = text.get("texttype", "text/plain") != "text/plain"
        markup = text.text if is_html else html.escape(text.text, quote=False)
        markup = markup.replace(MARK, "")
        if found := _PROMPT.match(markup):
            prompt, markup = markdown_from_html(found[1]).markdown, markup[found.end() :]
        for number_, blank in enumerate(places):
            shown = html.escape(blank, quote=False)
            for spelling in dict.fromkeys((f"[{blank}]", f"[{shown}]")):
                markup = markup.replace(spelling, f"{MARK}{number_}{MARK}")
        pieces.append(markdown_from_html(markup).markdown)
    text_ = "\n\n".join(filter(None, pieces)).replace("{", "{{").replace("}", "}}")
    names = list(places.values())
    filled = fill_marks(text_, lambda n: f"{{{names[n]}}}" if n < len(names) else "")
    return prompt, filled


def typed_gap(item: Item, response: Element) -> Fields:
    """Return a typed gap: whatever is listed is right, says Canvas."""
    labels = {
        label.get("ident"): " ".join(plain_line(material_text(label, one_line=True)).split())
        for label in response.all("response_label")
    }
    answers: list[Tree] = [
        answer_fields(text, Fraction(1), item.scoring.said_to(ident_of(response), value))
        for value, text in labels.items()
        if text
    ]
    if not answers:
        raise UnscorableError("one of its blanks has no answer")
    return {"answers": answers}


def menu_gap(item: Item, response: Element) -> Fields:
    """Return a gap with a menu."""
    labels, name = choice_labels(response), ident_of(response)
    right = [value for value in item.scoring.accepted(name) if value in labels]
    if len(right) != 1:
        raise UnscorableError(f"one of its menus has {len(right)} right choices")
    choices: list[Tree] = [
        choice_fields(text, value == right[0], Fraction(0), item.scoring.said_to(name, value))
        for value, text in labels.items()
    ]
    return {"choices": choices}
