"""The reader's own history: scores over time, strengths, one's data to take away or erase."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from markupsafe import Markup

from quizapp import security_log
from quizapp.core.scoring import format_percent, format_points
from quizapp.core.spreadsheet import defuse
from quizapp.storage import accounts, attempts, history
from quizapp.storage.attempts import Taken
from quizapp.storage.erase import erase_person
from quizapp.storage.hand_marks import released_to
from quizapp.storage.history import Finished
from quizapp.storage.sessions import Visitor, new_token
from quizapp.web import chart, cookies, fragments, pages, words
from quizapp.web.answering import Form, make_form
from quizapp.web.paging import paged
from quizapp.web.question_page import attempt_url, macros
from quizapp.web.release import Release, release_of_result, shows_points
from quizapp.web.result_page import Remarks
from quizapp.web.services import services
from quizapp.web.shared import joined, render_shared
from quizapp.web.translations import gettext as _

blueprint = Blueprint("history", __name__, url_prefix="/history")
_PIECES: Final = "history/_pieces.html"
_NOTHING: Final = Markup()


def _shows_points(finished: Finished) -> bool:
    return shows_points(finished.settings)


def _percent(finished: Finished) -> str:
    return format_percent(finished.share, finished.settings.pass_mark)


def _finished(visitor: Visitor) -> list[Finished]:
    parts = services()
    with parts.database.read() as connection:
        return history.finished_attempts(
            connection, parts.versions, visitor.reader_id, parts.clock()
        )


@blueprint.get("")
def show_history() -> Any:
    """Show every finished attempt, newest first."""
    visitor = cookies.visitor()
    if visitor is None:
        return render_template("history/empty.html", visitor=None)
    done = _finished(visitor)
    if not done:
        return render_template("history/empty.html", visitor=visitor)
    counted = [f for f in done if _shows_points(f) and not f.taken.is_practice]
    released = [f.taken.id for f in counted if release_of_result(f.settings) is Release.EVERYTHING]
    with services().database.read() as connection:
        strengths = history.strengths(connection, visitor.reader_id, released)
    here = paged(done[::-1])
    own = {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        "chart": _draw_chart(counted) if len(counted) > 1 else _NOTHING,
        "rows": joined(_row(finished) for finished in here.shown),
        "strengths": macros(_PIECES).by_process(strengths) if strengths else _NOTHING,
    }
    return render_shared(
        "history/history.html",
        own,
        here=here._replace(shown=()),
        has_account=pages.has_account(),
        has_errors=False,
        is_refused=False,
    )


def _row(finished: Finished) -> Markup:
    taken, shows = finished.taken, _shows_points(finished)
    pass_mark = finished.settings.pass_mark
    own = {
        "address": f"{attempt_url(taken.id)}/result",
        "language": finished.language,
        "title": taken.title,
        "number": taken.number,
        "begun": words.when(taken.started_at),
        "points": words.out_of(finished.earned, finished.possible) if shows else "",
        "waiting": format_points(finished.waiting) if shows else "",
        "percent": words.percent(finished.share, pass_mark) if shows else "",
    }
    return render_shared(
        "history/_row.html",
        own,
        is_practice=taken.is_practice,
        shows_points=shows,
        is_best=finished.is_best,
        is_counted=finished.is_counted,
        is_waiting=bool(finished.waiting),
    )


def _draw_chart(counted: list[Finished]) -> Markup:
    drawn: Markup = macros(_PIECES).scores(_chart(counted), (chart.WIDTH, chart.HEIGHT))
    return drawn


def _chart(counted: list[Finished]) -> chart.Chart:
    scores = [
        (
            f.taken.started_at,
            f.share,
            f"{f.taken.title}: {_percent(f)}% ({words.date(f.taken.started_at)})",
            f.is_best,
        )
        for f in counted
    ]
    return chart.make_chart(scores, [words.date(f.taken.started_at) for f in counted])


@blueprint.get("/my-scores.csv")
def download_csv() -> Any:
    """Give the reader's scores as a table."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect(url_for(".show_history"))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(
        [
            "quiz",
            "title",
            "attempt",
            "practice",
            "started",
            "finished",
            "points",
            "possible",
            "percent",
        ]
    )
    for finished in _finished(visitor):
        table.writerow(_csv_row(finished))
    return _download("\ufeff" + text.getvalue(), "text/csv", "my-scores.csv")


def _csv_row(finished: Finished) -> list[Any]:
    taken = finished.taken
    end = taken.finished_at or taken.deadline
    row = [
        defuse(taken.quiz),
        defuse(taken.title),
        taken.number,
        "yes" if taken.is_practice else "no",
        taken.started_at.isoformat(timespec="seconds"),
        end.isoformat(timespec="seconds") if end else "",
    ]
    if not _shows_points(finished):
        return [*row, "", "", ""]
    return [
        *row,
        format_points(finished.earned),
        format_points(finished.possible),
        _percent(finished),
    ]


@blueprint.get("/my-data.json")
def download_json() -> Any:
    """Give everything that is stored about the reader."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect(url_for(".show_history"))
    with services().database.read() as connection:
        data = history.own_data(connection, visitor.reader_id)
        taken = {t.id: t for t in attempts.attempts_of(connection, visitor.reader_id)}
        remarks = released_to(connection, visitor.reader_id)
    done = {f.taken.id: f for f in _finished(visitor)}
    for attempt in data["attempts"]:
        finished = done.get(attempt["id"])
        if finished and _shows_points(finished):
            attempt["points"] = str(finished.earned)
            attempt["possible"] = str(finished.possible)
        if not finished or release_of_result(finished.settings) < Release.EVERYTHING:
            _show_as_on_page(taken[attempt["id"]], attempt["answers"])
        else:
            attempt["marks_by_hand"] = _marks_data(remarks.get(attempt["id"], {}))
    return _download(
        json.dumps(data, ensure_ascii=False, indent=2), "application/json", "my-data.json"
    )


def _marks_data(remarks: Remarks) -> list[dict[str, Any]]:
    return [
        {
            "question": position,
            "points": str(remark.judgement.points),
            "levels": [str(level) for level in remark.judgement.levels],
            "comment": remark.judgement.comment,
        }
        for position, remark in sorted(remarks.items())
    ]


def _show_as_on_page(taken: Taken, answers: list[dict[str, Any]]) -> None:
    """Put texts for the author's names of choices, and numbers for those of gaps and items.

    Until the key may be known they stay the author's: a gap may be called `year-1904`.
    """
    parts = services()
    quiz = parts.versions.get(taken.version_id)
    forms: dict[int, Form] = {}
    for answer in answers:
        position = answer["question"]
        if position not in forms:
            question = quiz.items[taken.questions[position - 1]].question
            forms[position] = make_form(parts.secret, quiz, question, taken.seed, "")
        entries = forms[position].entries
        texts = {(e.part, o.name): fragments.plain(o.text) for e in entries for o in e.options}
        places = {e.part: str(place) for place, e in enumerate(entries, 1)} | {"": ""}
        answer["response"] = [
            [places[part], texts.get((part, value), value)] for part, value in answer["response"]
        ]


def _download(text: str, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=media_type, headers=headers)


@blueprint.get("/erase")
def show_erase() -> Any:
    """Ask before anything is erased."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect(url_for(".show_history"))
    return render_template("history/erase.html", visitor=visitor, done=_finished(visitor))


@blueprint.post("/erase")
def erase() -> Any:
    """Erase the reader, when the box was ticked."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect(url_for(".show_history"), 303)
    parts = services()
    if request.form.get("sure") != "yes":
        return _refuse_to_erase(visitor, _("Tick the box if you are sure."))
    with parts.database.read() as connection:
        is_last = accounts.is_last_administrator(connection, visitor.reader_id)
    if is_last:
        only_one = _("You are the only administrator who can sign in: make another one first.")
        return _refuse_to_erase(visitor, only_one)
    erase_person(
        parts.database, parts.versions, parts.config.instance, visitor.reader_id, parts.clock()
    )
    security_log.note("erased", parts.clock(), who=visitor.reader_id)
    cookies.remember(new_token())
    return redirect(url_for(".show_erased"), 303)


def _refuse_to_erase(visitor: Visitor, error: str) -> Any:
    g.has_errors = True
    values = {"visitor": visitor, "done": _finished(visitor), "error": error}
    return render_template("history/erase.html", **values), 422


@blueprint.get("/erased")
def show_erased() -> Any:
    """Say that nothing is left."""
    return render_template("history/erased.html")
