"""The marks and answers of an attempt in one text, a line a question: what statistics read.

Of thousands of attempts' lines few are different, so that most need not be looked into.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Final

from quizapp.core.scoring import Mark, Score
from quizapp.core.works import Marked
from quizapp.storage.given import encode, pairs_of

_WRITTEN: Final = (("", "…"),)
"""Stands for what is marked by hand: that it was written is all that is counted."""


def pack(score: Score) -> str:
    """Return an attempt's marks and answers in one text."""
    return "\n".join(map(_line, score.marks))


def _line(mark: Mark) -> str:
    response = mark.answered.response
    if mark.outcome.score is None and response:
        response = _WRITTEN
    earned = None if mark.earned is None else str(mark.earned)
    head = json.dumps([mark.question_id, str(mark.possible), earned, mark.is_right])
    return f"[{head},{encode(response)}]"


def unpack(line: str) -> tuple[str, Marked | None]:
    """Return a question's id and its mark; what was dropped has none, and counts for nobody."""
    (question_id, possible, earned, is_right), pairs = json.loads(line)
    if possible == "0":
        return question_id, None
    points = None if earned is None else Fraction(earned)
    return question_id, Marked(Fraction(possible), points, is_right, pairs_of(pairs))
