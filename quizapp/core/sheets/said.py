"""An answer as text in one cell, written as `written` reads it."""

from __future__ import annotations

import re
from typing import Final

from quizapp.core.question import Entry, Input, Question, Response

_SEVERAL: Final = frozenset({Input.MANY, Input.ORDER})
LEFT_EMPTY: Final = "-"
"""What says that a question was asked and left empty."""
_TO_ESCAPE: Final = re.compile(r"([\\;=])")


def say(question: Question, response: Response) -> str:
    """Return what was answered: the texts of choices, and `left=right` where there are parts."""
    entries = {entry.part: entry for entry in question.entries()}
    if any(entries):
        pairs = (f"{_escape(part)}={_escape(_text(entries, part, v))}" for part, v in response)
        return "; ".join(pairs)
    values = [_text(entries, part, value) for part, value in response]
    has_several = any(entry.input in _SEVERAL for entry in entries.values())
    return "; ".join(map(_escape, values) if has_several else values)


def _text(entries: dict[str, Entry], part: str, value: str) -> str:
    options = entries[part].options if part in entries else ()
    return next((option.text or option.name for option in options if option.name == value), value)


def _escape(text: str) -> str:
    return _TO_ESCAPE.sub(r"\\\1", text)
