"""The marks of attempts that were handed in: stored, and reckoned anew when a decision changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from quizapp.core.scoring import Score
from quizapp.storage.attempts import Taken
from quizapp.storage.scores import score_of, store_score
from quizapp.storage.terms import quiz_of
from quizapp.storage.versions import Versions


def recompute(connection: Connection, versions: Versions, taken: Taken, now: datetime) -> Score:
    """Reckon an attempt's marks and totals anew from its answers and all decisions, and store them.

    Whatever changes a decision (`storage/decisions.py`) calls this in the same transaction. Of an
    attempt that is still open nothing is stored: handing in does it.
    """
    quiz = quiz_of(connection, versions, taken, now)
    score = score_of(connection, taken, quiz)
    store_score(connection, taken, quiz, score)
    return score
