"""The result of an attempt, and practice on what was missed."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.scoring import Score
from quizapp.storage.assignments import offer_for
from quizapp.storage.attempts import Start, start_attempt
from quizapp.storage.hand_marks import released_markings
from quizapp.storage.scores import score_of
from quizapp.web.attempt_page import Sitting, load_sitting
from quizapp.web.release import Release, release_of_result
from quizapp.web.result_page import Remarks, missed_questions, render_result
from quizapp.web.services import services

blueprint = Blueprint("results", __name__, url_prefix="/attempts/<attempt_id>")


@blueprint.get("/result")
def show_result(attempt_id: str) -> Any:
    """Show what a finished attempt earned, as far as it may be known."""
    sitting = load_sitting(attempt_id)
    if not sitting.is_over:
        return redirect(url_for("attempts.continue_attempt", attempt_id=attempt_id))
    release = release_of_result(sitting.quiz.settings)
    score, can_start = _score(sitting), _can_start(sitting)
    return render_result(sitting, release, score, _remarks(sitting), can_start=can_start)


def _remarks(sitting: Sitting) -> Remarks:
    items = sitting.quiz.items
    if not any(items[name].question.is_marked_by_hand for name in sitting.taken.questions):
        return {}
    with services().database.read() as connection:
        return released_markings(connection, sitting.taken.id)


def _score(sitting: Sitting) -> Score:
    with services().database.read() as connection:
        return score_of(connection, sitting.taken, sitting.quiz, sitting.given)


def _can_start(sitting: Sitting) -> bool:
    parts = services()
    entry = parts.bank.get(sitting.taken.quiz)
    if entry is None or entry.quiz is None:
        return False
    if entry.quiz.status == "draft" and not sitting.visitor.is_teacher:
        return False
    settings, reader_id = entry.quiz.settings, sitting.visitor.reader_id
    with parts.database.read() as connection:
        offer = offer_for(connection, reader_id, entry.quiz.name, settings, sitting.now)
    return offer.can_begin(sitting.now)


@blueprint.post("/practice")
def practise(attempt_id: str) -> Any:
    """Begin practice on the questions that were missed; it counts nowhere."""
    sitting = load_sitting(attempt_id)
    if not sitting.is_over or release_of_result(sitting.quiz.settings) is not Release.EVERYTHING:
        raise NotFound
    missed = _with_part_a(sitting, missed_questions(_score(sitting)))
    if not missed:
        return redirect(url_for(".show_result", attempt_id=attempt_id), 303)
    start = Start(
        sitting.visitor.reader_id,
        sitting.taken.quiz,
        missed,
        secrets.token_hex(8),
        limit=None,
        minutes=None,
        is_practice=True,
    )
    practice_id = start_attempt(
        services().database, start, lambda _: sitting.taken.version_id, sitting.now
    )
    return redirect(url_for("attempts.continue_attempt", attempt_id=practice_id), 303)


def _with_part_a(sitting: Sitting, missed: list[str]) -> list[str]:
    """A Part B that waits behind its gate can only be right together with its Part A."""
    wanted = set(missed)
    for question_id in missed:
        question = sitting.quiz.items[question_id].question
        if question.gate:
            wanted.add(question.after)
    return [question_id for question_id in sitting.taken.questions if question_id in wanted]
