"""What was typed in the questions of a quiz, over all its versions."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection

from quizapp.core.question import Response
from quizapp.storage.answers import newest_answers
from quizapp.storage.attempts import attempts_where
from quizapp.storage.models import Attempt, AttemptState
from quizapp.storage.sight import Onlooker, may_see_attempts


def responses_to(
    connection: Connection, by: Onlooker, quiz: str, questions: Collection[str]
) -> dict[str, list[Response]]:
    """Return the newest responses to some questions, by id, of attempts that somebody may see.

    A question is the same in all versions in which it has this id.
    """
    if not questions:
        return {}
    handed_in = (
        Attempt.quiz == quiz,
        Attempt.state == AttemptState.HANDED_IN,
        Attempt.is_practice.is_(False),
        may_see_attempts(by),
    )
    given = newest_answers(connection, *handed_in)
    found: dict[str, list[Response]] = {name: [] for name in questions}
    for _, taken in attempts_where(connection, *handed_in):
        for position, answer in given.get(taken.id, {}).items():
            name = taken.questions[position - 1]
            if name in found and answer.response:
                found[name].append(answer.response)
    return found
