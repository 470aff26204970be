"""Texts whose words are chosen from menus (gapselect) or dragged into them (ddwtos)."""

from __future__ import annotations

import re
from typing import NamedTuple

from quizapp.core.writing import Fields, Tree
from quizapp.formats._moodle.asked import Asked
from quizapp.formats._moodle.combined import note_combined
from quizapp.formats._moodle.content import raw_text
from quizapp.formats._moodle.gap_places import gap_names, gap_text, mark, unmarked
from quizapp.formats._refusals import Unreadable
from quizapp.formats._xml import Element

PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
"""A gap: the number of its word, counted from 1."""


class _Word(NamedTuple):
    text: str
    group: str


def read_missing_words(asked: Asked) -> Fields:
    """Read a text with gaps: a word bank where all words are one group to drag, else menus."""
    note_combined(asked)
    text = unmarked(raw_text(asked.element.child("questiontext")))
    wanted = [int(number) for number in PLACE.findall(text)]
    words = [_word(asked, e) for e in asked.element.children("dragbox", "selectoption")]
    lacking = next((number for number in wanted if not 1 <= number <= len(words)), None)
    if lacking is not None:
        raise Unreadable(f"there is no word for its gap `[[{lacking}]]`")
    numbers = iter(range(len(wanted)))
    marked = PLACE.sub(lambda _: mark(next(numbers)), text)
    keys = [words[number - 1] for number in wanted]
    is_bank = any(asked.element.children("dragbox")) and len({word.group for word in words}) == 1
    names = gap_names(asked, len(keys))
    gaps: Fields = {}
    for name, key in zip(names, keys, strict=True):
        gaps[name] = {"answers": [key.text]} if is_bank else {"choices": _menu(key, words)}
    bank: Fields = {"word-bank": _others(keys, words)} if is_bank else {}
    return {"type": "cloze", **gap_text(asked, marked, names), "gaps": gaps, **bank}


def _word(asked: Asked, element: Element) -> _Word:
    format_ = "moodle" if element.name == "dragbox" else "plain"
    text = asked.convert(raw_text(element), format_, one_line=True)
    return _Word(text, element.text_of("group", default="1"))


def _others(keys: list[_Word], words: list[_Word]) -> list[Tree]:
    used = {key.text for key in keys}
    return [*dict.fromkeys(word.text for word in words if word.text not in used)]


def _menu(key: _Word, words: list[_Word]) -> list[Tree]:
    texts = dict.fromkeys(word.text for word in words if word.group == key.group)
    return [{"text": t, "correct": "true"} if t == key.text else t for t in texts]
