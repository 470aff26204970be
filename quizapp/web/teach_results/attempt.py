"""One attempt as its pupil saw it, with the log of what was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask import render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.scoring import Score, total
from quizapp.core.sheets.said import say
from quizapp.storage.assignments import get_assignment
from quizapp.storage.attempts import Taken
from quizapp.storage.cells import stored_points
from quizapp.storage.classes import class_taught_by
from quizapp.storage.given import Given, all_answers, current_answers
from quizapp.storage.hand_marks import released_markings
from quizapp.storage.looking import may_look
from quizapp.storage.models import Attempt, Role
from quizapp.storage.overrides import overrides_of
from quizapp.storage.scores import score_of
from quizapp.storage.sight import Onlooker, may_see_attempts
from quizapp.storage.terms import quiz_of
from quizapp.storage.works import Work, works_where
from quizapp.web.attempt_page import Sitting
from quizapp.web.release import Release, release_of_result
from quizapp.web.result_page import marked_passages, result_rows
from quizapp.web.roles import require_role
from quizapp.web.services import services
from quizapp.web.teach_results.reopen_form import ReopenForm, new_form
from quizapp.web.teach_results.sight import onlooker


class Saved(NamedTuple):
    """A line of the log of an attempt: what was saved, and the seconds since the line before."""

    position: int
    given: Given
    text: str
    seconds: int
    is_newest: bool


class Seen(NamedTuple):
    """An attempt that a teacher looks at."""

    name: str
    work: Work
    sitting: Sitting
    score: Score
    log: Sequence[tuple[int, Given]]


def render_attempt(
    attempt_id: str, complaint: tuple[str, ...] = (), reopening: ReopenForm | None = None
) -> Any:
    """Render an attempt that who asks may see, and note that they did.

    A complaint is about points set by hand; a form is one that could not be taken.
    """
    by, parts = onlooker(), services()
    with parts.database.read() as connection:
        which = (Attempt.id == attempt_id, may_see_attempts(by))
        found = works_where(connection, parts.versions, parts.clock(), *which)
        if not found:
            raise NotFound
        seen = _load(connection, *found[0], parts.clock())
        remarks = released_markings(connection, attempt_id)
        address = _address_of_results(connection, by, seen.work.taken)
        by_hand = overrides_of(connection, attempt_id)
        may_be_looked_at = may_look(connection, by, seen.work.taken.reader_id)
    taken = seen.work.taken
    security_log.note(
        "attempt seen", parts.clock(), by=by.reader_id, who=taken.reader_id, attempt=attempt_id
    )
    return render_template(
        "teach/attempt.html",
        results_url=url_for("teach.show_results", **address),
        seen=seen,
        work=seen.work,
        name=taken.quiz,
        quiz=seen.sitting.quiz,
        rows=result_rows(seen.sitting, seen.score, remarks),
        passages=marked_passages(seen.sitting),
        log=_lines(seen),
        by_hand=by_hand,
        may_look=may_be_looked_at,
        complaint=complaint,
        typed=request.form,
        reopening=reopening or new_form(taken, parts.clock()),
        knows_answers=release_of_result(seen.sitting.quiz.settings) is Release.EVERYTHING,
    )


def _load(connection: Connection, name: str, work: Work, now: datetime) -> Seen:
    taken = work.taken
    quiz = quiz_of(connection, services().versions, taken, now)
    given = current_answers(connection, taken.id)
    score = score_of(connection, taken, quiz, given)
    points = stored_points(connection, taken.id)
    marks = (
        mark._replace(**points[mark.question_id]) if mark.question_id in points else mark
        for mark in score.marks
    )
    sitting = Sitting(require_role(Role.TEACHER), taken, quiz, given, now)
    return Seen(name, work, sitting, total(tuple(marks)), all_answers(connection, taken.id))


def _address_of_results(connection: Connection, by: Onlooker, taken: Taken) -> dict[str, Any]:
    """Return where the attempt stands among others: its assignment's, where that may be seen."""
    address: dict[str, Any] = {"name": taken.quiz}
    given = get_assignment(connection, taken.assignment_id) if taken.assignment_id else None
    if given and (by.is_administrator or class_taught_by(connection, given.class_id, by.reader_id)):
        address["assignment"] = given.id
    return address


def _lines(seen: Seen) -> list[Saved]:
    """Return the log, oldest first."""
    lines = []
    before = seen.work.taken.started_at
    newest: Mapping[int, Given] = seen.sitting.given
    for position, given in seen.log:
        question = seen.sitting.item(position).question
        seconds = int((given.saved_at - before).total_seconds())
        is_newest = newest[position].number == given.number
        lines.append(Saved(position, given, say(question, given.response), seconds, is_newest))
        before = given.saved_at
    return lines
