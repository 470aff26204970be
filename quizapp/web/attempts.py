"""An attempt: its questions, the page before handing in, and handing in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from quizapp.storage import attempts
from quizapp.web.attempt_page import (
    ShownQuestion,
    Sitting,
    check_position,
    close_attempt,
    load_sitting,
    positions_on_page,
    question_url,
    show_question,
)
from quizapp.web.check_page import render_check
from quizapp.web.library import picture
from quizapp.web.question_page import (
    attempt_url,
    here_url,
    render_questions,
    show_passages,
)
from quizapp.web.sent import read_sent
from quizapp.web.services import services

blueprint = Blueprint("attempts", __name__, url_prefix="/attempts/<attempt_id>")


@blueprint.get("")
def continue_attempt(attempt_id: str) -> Any:
    """Go where the reader left off."""
    sitting = load_sitting(attempt_id)
    if sitting.is_over:
        return redirect(url_for("results.show_result", attempt_id=attempt_id))
    if sitting.must_read_first:
        return redirect(url_for(".show_passage", attempt_id=attempt_id))
    position = sitting.first_unanswered()
    if position is None:
        return redirect(url_for(".show_check", attempt_id=attempt_id))
    if position == 1:  # at the top: who begins reads the passage first
        return redirect(url_for(".show_question_page", attempt_id=attempt_id, position=1))
    return redirect(question_url(sitting, position))


@blueprint.get("/passage")
def show_passage(attempt_id: str) -> Any:
    """Show the passage before the questions (recall)."""
    sitting = load_sitting(attempt_id, with_answers=False)
    if sitting.is_over or not sitting.must_read_first:
        return redirect(url_for(".continue_attempt", attempt_id=attempt_id))
    passages = show_passages(
        sitting, range(len(sitting.quiz.passages)), attempt_url(sitting.taken.id), is_lazy=False
    )
    return render_template(
        "attempts/passage.html", sitting=sitting, passages=passages, here=here_url(sitting)
    )


@blueprint.post("/passage")
def close_passage(attempt_id: str) -> Any:
    """Note that the passage has been read."""
    sitting = load_sitting(attempt_id, with_answers=False)
    attempts.close_passage(services().database, attempt_id, sitting.now)
    return redirect(url_for(".continue_attempt", attempt_id=attempt_id), 303)


@blueprint.get("/pictures/<file>")
def show_picture(attempt_id: str, file: str) -> Any:
    """Give a picture of the attempt's version."""
    sitting = load_sitting(attempt_id, with_answers=False)
    known = {image.file for passage in sitting.quiz.passages for image in passage.images}
    if file not in known or sitting.hides_passage:
        raise NotFound
    return picture(file, services().versions.file(sitting.taken.version_id, file))


@blueprint.get("/questions/<int:position>")
def show_question_page(attempt_id: str, position: int) -> Any:
    """Show a question with its passage; with `layout: all` every question."""
    sitting = load_sitting(attempt_id)
    check_position(sitting, position)
    if sitting.is_over:
        return redirect(url_for("results.show_result", attempt_id=attempt_id))
    if sitting.must_read_first:
        return redirect(url_for(".show_passage", attempt_id=attempt_id))
    if sitting.is_one_page and position > 1 and not g.is_refused:
        return redirect(question_url(sitting, position))
    typed = request.form if g.is_refused else None
    questions = [_shown(sitting, place, typed) for place in positions_on_page(sitting, position)]
    return render_questions(sitting, position, questions)


@blueprint.get("/check")
def show_check(attempt_id: str) -> Any:
    """Show every answer before handing in, the unanswered first."""
    sitting = load_sitting(attempt_id)
    if sitting.is_over:
        return redirect(url_for("results.show_result", attempt_id=attempt_id))
    if sitting.must_read_first:
        return redirect(url_for(".show_passage", attempt_id=attempt_id))
    return render_check(sitting, [show_question(sitting, n) for n in range(1, sitting.total + 1)])


@blueprint.post("/check")
def submit(attempt_id: str) -> Any:
    """Hand the attempt in."""
    return close_attempt(load_sitting(attempt_id, with_answers=False))


def _shown(sitting: Sitting, position: int, typed: MultiDict[str, str] | None) -> ShownQuestion:
    shown = show_question(sitting, position)
    if typed is None or not shown.takes_answers:
        return shown
    return show_question(sitting, position, sent=read_sent(sitting, shown, typed))
