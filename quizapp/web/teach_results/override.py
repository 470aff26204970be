"""Points set by hand in an attempt, with the reason, and taken back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import g, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from quizapp.core.types._numbers import read_number
from quizapp.storage import overrides
from quizapp.storage.attempts import Taken, attempts_where
from quizapp.storage.models import Attempt
from quizapp.storage.sight import may_see_attempts
from quizapp.storage.terms import quiz_of
from quizapp.web.services import services
from quizapp.web.teach_results.attempt import render_attempt
from quizapp.web.teach_results.reasons import clean_reason
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.translations import gettext as _


def set_points(attempt_id: str) -> Any:
    """Set the points of a question or of the whole attempt."""
    parts, now = services(), services().clock()
    with parts.database.read() as connection:
        taken = _find(connection, attempt_id)
        most = _most(connection, taken, request.form.get("question", ""))
    points = _points(request.form.get("points", ""))
    reason = clean_reason(request.form.get("reason"))
    complaint = _complaint(points, most, reason)
    if complaint or points is None:
        g.has_errors = True
        return render_attempt(attempt_id, complaint), 422
    question = request.form.get("question") or None
    parts.database.write(
        lambda c: overrides.override(
            c, parts.versions, taken, question, points, reason, onlooker().reader_id, now
        )
    )
    return _back(attempt_id)


def take_back(attempt_id: str, number: int) -> Any:
    """Take points set by hand back."""
    parts, now = services(), services().clock()
    with parts.database.read() as connection:
        taken = _find(connection, attempt_id)
    was_there = parts.database.write(
        lambda c: overrides.withdraw(c, parts.versions, taken, number, onlooker().reader_id, now)
    )
    if not was_there:
        raise NotFound
    return _back(attempt_id)


def _find(connection: Connection, attempt_id: str) -> Taken:
    found = attempts_where(connection, Attempt.id == attempt_id, may_see_attempts(onlooker()))
    if not found or not found[0][1].is_over(services().clock()):
        raise NotFound
    return found[0][1]


def _most(connection: Connection, taken: Taken, question: str) -> Fraction:
    """Return the most that can be set; 404 for a question that the attempt does not have."""
    quiz = quiz_of(connection, services().versions, taken, services().clock())
    if question and question not in taken.questions:
        raise NotFound
    names = [question] if question else taken.questions
    return sum((quiz.items[name].question.points for name in names), Fraction(0))


def _points(text: str) -> Fraction | None:
    readings = read_number(text)
    return readings[0] if len(readings) == 1 else None


def _complaint(points: Fraction | None, most: Fraction, reason: str) -> tuple[str, ...]:
    """Return what is wrong and the id of its field; nothing where all is well."""
    if points is None or not 0 <= points <= most:
        return _("Type points from 0 to %(most)s.", most=most), "points-given"
    return () if reason else (_("Type the reason: it stands on record."), "points-reason")


def _back(attempt_id: str) -> Response:
    return redirect(url_for(".show_attempt", attempt_id=attempt_id, _anchor="points"), 303)
