"""A pupil's term, as their teacher sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.terms import Accommodation
from quizapp.storage import history
from quizapp.storage.history import Strength
from quizapp.storage.looking import may_look
from quizapp.storage.models import Attempt, Reader
from quizapp.storage.seats import classes_of_pupil
from quizapp.storage.sight import may_see_attempts, may_see_pupil
from quizapp.storage.terms import accommodation_of
from quizapp.storage.works import PupilWorks, Work, make_row, works_where
from quizapp.web import chart, words
from quizapp.web.quiz_nav import page_url
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker


class Term(NamedTuple):
    """A pupil's attempts, and what stands beside them."""

    reader_id: int
    name: str
    classes: Sequence[tuple[int, str]]
    accommodation: Accommodation
    quizzes: Sequence[PupilWorks]
    strengths: Sequence[Strength]
    may_look: bool

    @property
    def counted(self) -> list[Work]:
        """Return what counts, or stands for it where the average does, in the order of time."""
        shown = [row.shown for row in self.quizzes if row.grade is not None and row.shown]
        return sorted(shown, key=lambda work: work.taken.started_at)

    @property
    def rows(self) -> list[tuple[Work, bool]]:
        """Return all attempts, the newest first, and whether each is what counts."""
        found = [(work, work is row.shown) for row in self.quizzes for work in row.works]
        return sorted(found, key=lambda pair: pair[0].taken.started_at, reverse=True)


def render_pupil(reader_id: int) -> Any:
    """Render a pupil's history, and note that it was seen."""
    term, parts = _term(reader_id), services()
    security_log.note("pupil seen", parts.clock(), by=onlooker().reader_id, who=reader_id)
    return render_template(
        "teach/pupil.html",
        term=term,
        chart=works_chart(term.counted),
        chart_size=(chart.WIDTH, chart.HEIGHT),
        seats=[
            (name, page_url(f"/teach/classes/{class_id}/pupils/{reader_id}"))
            for class_id, name in term.classes
        ],
        now=parts.clock(),
    )


def _term(reader_id: int) -> Term:
    by, parts = onlooker(), services()
    with parts.database.read() as connection:
        if not may_see_pupil(connection, by, reader_id):
            raise NotFound
        name = connection.execute(select(Reader.name).where(Reader.id == reader_id)).scalar_one()
        which = (Attempt.reader_id == reader_id, may_see_attempts(by))
        works = [w for _, w in works_where(connection, parts.versions, parts.clock(), *which)]
        quizzes = _by_quiz(reader_id, name, works)
        done = [work.taken.id for work in works if work.is_over]
        return Term(
            reader_id,
            name,
            classes_of_pupil(connection, by, reader_id),
            accommodation_of(connection, reader_id),
            quizzes,
            history.strengths(connection, reader_id, done),
            may_look(connection, by, reader_id),
        )


def _by_quiz(reader_id: int, name: str, works: Sequence[Work]) -> list[PupilWorks]:
    by_quiz: dict[tuple[str, int | None], list[Work]] = {}
    for work in works:
        key = work.taken.quiz, work.taken.assignment_id
        by_quiz.setdefault(key, []).append(work)
    return [make_row(reader_id, name, None, some) for some in by_quiz.values()]


def works_chart(works: Sequence[Work]) -> chart.Chart:
    """Draw attempts in the order of time."""
    days = [words.date(work.taken.started_at) for work in works]
    scores = []
    for work, day in zip(works, days, strict=True):
        percent = words.percent(work.share, work.quiz.settings.pass_mark)
        label = f"{work.taken.title}: {percent} ({day})"
        scores.append((work.taken.started_at, work.share, label, True))
    return chart.make_chart(scores, days)
