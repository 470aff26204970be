"""The teacher's desk: what is to be done, what goes on, the classes, and the quizzes."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template

from quizapp.storage import classes
from quizapp.storage.going_on import going_on
from quizapp.storage.models import Role
from quizapp.web.assignments.pages import title_of
from quizapp.web.bank.problems import count_words, problems_of
from quizapp.web.marking.index import load_to_mark
from quizapp.web.paging import paged
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.teach_results.grid import render_grid
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.words import duration

blueprint = Blueprint("teach", __name__, url_prefix="/teach")
_MOST_OPEN: Final = 12
"""So many assignments that are open stand on the desk, the others in their classes."""


blueprint.before_request(only(Role.TEACHER))


@blueprint.get("")
def show_desk() -> Any:
    """Show what waits, what is open, the classes, and every quiz with what its file lacks."""
    parts, by = services(), onlooker()
    now, moved = parts.clock(), parts.clock_moved
    with parts.database.read() as connection:
        mine = classes.classes_of(connection, by.reader_id)
        to_mark = load_to_mark(connection, by)
        open_now = going_on(connection, by.reader_id, now)
    return render_template(
        "teach/desk.html",
        classes=[one for one in mine if one.archived_at is None],
        now=now,
        to_mark=[quiz for quiz in to_mark if quiz.waiting or quiz.unreleased],
        open_now=open_now,
        most_open=_MOST_OPEN,
        title_of=title_of,
        here=paged(parts.bank.entries()),
        problems_of=problems_of,
        counted=count_words,
        clock_moved=duration(int(abs(moved).total_seconds())) if moved else "",
    )


@blueprint.get("/quizzes/<name>")
def show_results(name: str) -> Any:
    """Show pupils by questions."""
    return render_grid(name)
