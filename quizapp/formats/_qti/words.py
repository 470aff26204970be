"""The words by which true/false questions are known in choices."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.core.types.true_false import WORDS
from quizapp.core.words import word
from quizapp.formats._markup import plain_line


def truth_of(texts: Sequence[str], language: str) -> dict[int, str]:
    """Return which answer each choice is, by place; nothing when these are other choices."""
    shown = [plain_line(text).strip(" .").casefold() for text in texts]
    for tag in (language, "en"):
        answers = {word(msgid, tag).casefold(): answer for answer, msgid in WORDS.items()}
        found = [answers.get(text, "") for text in shown]
        if all(found) and len(set(found)) == len(found) and {"true", "false"} <= set(found):
            return dict(enumerate(found))
    return {}
