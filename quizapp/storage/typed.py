"""What was typed in the questions of a quiz, over all its versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, func, select

from quizapp.core.question import Response
from quizapp.storage.given import decode, encode
from quizapp.storage.models import Answer, Attempt, AttemptState, Reader, Role, StoredMark
from quizapp.storage.quick import plain_rows
from quizapp.storage.scores import IS_NEWEST_OF_MARK
from quizapp.storage.sight import Onlooker, may_see_attempts

_columns: Any = (StoredMark.question, Answer.response)
_GIVEN: Any = (
    select(*_columns, func.count())
    .select_from(Attempt)
    .join(StoredMark, StoredMark.attempt_id == Attempt.id)
    .join(Answer, IS_NEWEST_OF_MARK)
    .join(Reader, Reader.id == Attempt.reader_id)
    .where(
        Attempt.state == AttemptState.HANDED_IN,
        Attempt.is_practice.is_(False),
        Reader.role != Role.ERASED,
        Answer.response != encode(()),
    )
    .group_by(*_columns)
)
"""The newest answers of what was handed in, equal ones together."""


def responses_to(
    connection: Connection, by: Onlooker, quiz: str, questions: Collection[str]
) -> dict[str, Counter[Response]]:
    """Count the newest responses to some questions, by id, of attempts that somebody may see.

    A question is the same in all versions in which it has this id.
    """
    found: dict[str, Counter[Response]] = {name: Counter() for name in questions}
    if not questions:
        return found
    which = (Attempt.quiz == quiz, may_see_attempts(by), StoredMark.question.in_(questions))
    for question, response, times in plain_rows(connection, _GIVEN.where(*which)):
        found[question][decode(response)] += times
    return found
