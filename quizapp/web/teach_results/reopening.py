"""An attempt that has ended is opened again: its pupil handed in too soon, or lost the network."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.exceptions import NotFound

from quizapp.storage.attempts import attempts_where
from quizapp.storage.models import Attempt
from quizapp.storage.reopening import OtherAttemptOpenError, reopen
from quizapp.storage.sight import may_see_attempts
from quizapp.web.services import services
from quizapp.web.teach_results.attempt import render_attempt
from quizapp.web.teach_results.reopen_form import ReopenForm
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.translations import gettext as _


def reopen_attempt(attempt_id: str) -> Any:
    """Open an attempt again, or say what is wrong with what was typed."""
    by, parts, now = onlooker(), services(), services().clock()
    with parts.database.read() as connection:
        found = attempts_where(connection, Attempt.id == attempt_id, may_see_attempts(by))
    if not found or not found[0][1].is_over(now):
        raise NotFound
    taken, form = found[0][1], ReopenForm(request.form)
    form.now = now
    if not form.validate():
        return _refuse(attempt_id, form)
    until, why = form.until.data, str(form.why.data)
    try:
        parts.database.write(lambda c: reopen(c, taken, until, why, by.reader_id, now))
    except OtherAttemptOpenError:
        form.why.errors = (_("This pupil has begun another attempt: it must be handed in first."),)
        return _refuse(attempt_id, form)
    return redirect(url_for(".show_attempt", attempt_id=attempt_id), 303)


def _refuse(attempt_id: str, form: ReopenForm) -> Any:
    g.has_errors = True
    return render_attempt(attempt_id, reopening=form), 422
