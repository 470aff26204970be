"""The time of an attempt: what is left, until when, and that it is more than others have.

A page that is open asks every few seconds, so that it learns soon when a teacher gives more time.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from flask import Blueprint, jsonify
from markupsafe import Markup

from quizapp.storage.terms import terms_of
from quizapp.web import words
from quizapp.web.attempt_page import Sitting, load_sitting
from quizapp.web.services import services
from quizapp.web.shared import render_shared
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext

blueprint = Blueprint("timer", __name__, url_prefix="/attempts/<attempt_id>")
_NOTHING: Final = Markup()


class Told(NamedTuple):
    """What a page says of the time. `seconds` and `limit` are empty where there is no limit."""

    seconds: int | None
    limit: int | None
    left: str
    until: str


def tell(sitting: Sitting) -> Told:
    """Return what there is to say of an attempt's time."""
    seconds, deadline = sitting.seconds_left, sitting.taken.deadline
    more = _more(sitting)
    if seconds is None or deadline is None:
        return Told(None, None, _("No time limit") if more else "", more)
    limit = int((deadline - sitting.taken.started_at).total_seconds())
    left = ngettext("%(num)d minute left", "%(num)d minutes left", (seconds + 59) // 60)
    until = _("until %(time)s", time=words.clock_time(deadline))
    return Told(seconds, limit, left, f"{until} · {more}" if more else until)


def _more(sitting: Sitting) -> str:
    """Say that the reader has more time than others; nothing where that is not so."""
    parts, taken = services(), sitting.taken
    settings = parts.versions.get(taken.version_id).settings
    if taken.is_practice or (settings.time_limit is None and taken.assignment_id is None):
        return ""
    with parts.database.read() as connection:
        terms = terms_of(connection, taken.reader_id, taken.assignment_id, settings)
    return words.time_words(terms) if terms.is_extended else ""


def draw_timer(sitting: Sitting, url: str) -> Markup:
    """Return the timer. It stands hidden where a teacher may still set a limit."""
    told = tell(sitting)
    if not told.left and sitting.taken.assignment_id is None:
        return _NOTHING
    own = {
        "address": f"{url}/time",
        "seconds": "" if told.seconds is None else told.seconds,
        "limit": told.limit or "",
        "left": told.left,
        "until": told.until,
    }
    return render_shared("attempts/_timer.html", own, is_hidden=not told.left)


@blueprint.get("/time")
def show_time(attempt_id: str) -> Any:
    """Tell an open page how much time is left."""
    sitting = load_sitting(attempt_id, with_answers=False)
    return jsonify(is_over=sitting.is_over, **tell(sitting)._asdict())
