"""What regrades decided about a quiz, brought to bear on its attempts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, bindparam, select

from quizapp.core.correction import Policy, Ruling, correct
from quizapp.core.quiz import Quiz
from quizapp.storage.attempts import Taken
from quizapp.storage.models import Regrade, RulingRow
from quizapp.storage.quick import Quick
from quizapp.storage.versions import Versions

Decided = tuple[tuple[int, int, str, str], ...]
"""Rows of (regrade, version, question, policy), the earliest regrade first."""

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DECIDED: Final = Quick(
    select(Regrade.id, Regrade.version_id, RulingRow.question, RulingRow.policy)
    .join(RulingRow, RulingRow.regrade_id == Regrade.id)
    .where(
        Regrade.quiz == bindparam("quiz"),
        Regrade.made_at > bindparam("began", type_=Regrade.made_at.type),
        Regrade.reverted_at.is_(None),
    )
    .order_by(Regrade.id, RulingRow.question)
)


def decided_about(connection: Connection, taken: Taken) -> Decided:
    """Return what regrades that are in force decided since an attempt began."""
    # Practice goes by the version of the attempt it came from, and was begun later.
    began = _LONG_AGO if taken.is_practice else taken.started_at
    return decided_since(connection, taken.quiz, began)


def decided_since(connection: Connection, quiz: str, began: datetime) -> Decided:
    """Return what regrades of a quiz that are in force decided since a moment."""
    rows = _DECIDED.rows(connection, {"quiz": quiz, "began": began})
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def corrected_quiz(versions: Versions, version_id: int, decided: Decided) -> Quiz:
    """Return a version of a quiz as it is marked under some decisions."""
    return _corrected(versions, version_id, decided) if decided else versions.get(version_id)


@lru_cache(maxsize=500)
def _corrected(versions: Versions, version_id: int, decided: Decided) -> Quiz:
    rulings = _rulings(versions, decided)
    return correct(versions.get(version_id), rulings, number=decided[-1][0])


def _rulings(versions: Versions, decided: Decided) -> Iterator[Ruling]:
    for _regrade, version_id, question, policy in decided:
        item = versions.get(version_id).items.get(question)
        yield Ruling(question, Policy(policy), item)
