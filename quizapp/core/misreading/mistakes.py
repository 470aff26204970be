"""The mistake that most readers of a class made in a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from quizapp.core.question import Input, Question
from quizapp.core.works import Works


class Mistake(NamedTuple):
    """A wrong answer and how many gave it; `is_typed` tells text from Markdown of the author."""

    text: str
    readers: int
    is_typed: bool


def common_mistakes(
    questions: Iterable[Question], works: Works, least: int = 2
) -> dict[str, Mistake]:
    """Return the commonest wrong answer to each question, where `least` readers or more gave it.

    Only of questions with one thing to fill in, and one answer to it.
    """
    found = {}
    for question in questions:
        mistake = _commonest(question, works)
        if mistake and mistake.readers >= least:
            found[question.id] = mistake
    return found


def _commonest(question: Question, works: Works) -> Mistake | None:
    entries = question.entries()
    if len(entries) != 1 or entries[0].input not in (Input.ONE, Input.TEXT):
        return None
    counted: Counter[str] = Counter()
    for mark, count in works.column(question.id).counted():
        if mark.response and mark.earned is not None and not mark.is_understood:
            counted[mark.response[0][1].strip()] += count
    if not counted:
        return None
    # Of mistakes made equally often the first by the alphabet: the order of rows changes nothing.
    value, readers = min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    texts = {option.name: option.text for option in entries[0].options}
    return Mistake(texts.get(value, value), readers, is_typed=value not in texts)
