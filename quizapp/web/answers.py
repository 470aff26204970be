"""Answers on their way in: by form or by script, saved, checked, opened again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from quizapp.core.question import Message
from quizapp.storage.answers import Closed, Receipt, Sent, Stale
from quizapp.storage.given import Given
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
from quizapp.web.errors import wants_json
from quizapp.web.numbers import number
from quizapp.web.question_page import render_questions
from quizapp.web.release import Turn
from quizapp.web.script_saves import save_by_script
from quizapp.web.sent import read_sent, save

blueprint = Blueprint("answers", __name__, url_prefix="/attempts/<attempt_id>")


@blueprint.post("/questions/<int:position>")
def answer_question(attempt_id: str, position: int) -> Any:
    """Save what was filled in, then do what the button says."""
    if wants_json():
        return save_by_script(attempt_id, position)
    sitting = load_sitting(attempt_id)
    check_position(sitting, position)
    if sitting.is_over:
        return close_attempt(sitting)
    if sitting.must_read_first:
        return redirect(url_for("attempts.show_passage", attempt_id=attempt_id), 303)
    return _save_by_form(sitting, position, request.form)


def _is_unchanged(sent: Sent, shown: ShownQuestion) -> bool:
    if shown.given is None:
        return not (sent.response or sent.is_flagged or sent.confidence or sent.is_check)
    return _says_the_same(sent, shown.given)


def _says_the_same(sent: Sent, given: Given) -> bool:
    same = (given.response, given.is_flagged, given.confidence, given.is_check)
    return same == (sent.response, sent.is_flagged, sent.confidence, sent.is_check)


def _save_by_form(sitting: Sitting, position: int, form: MultiDict[str, str]) -> Any:
    action, _sep, target = form.get("action", "save").partition(":")
    questions = []
    conflicts = False
    for place in positions_on_page(sitting, position):
        shown = show_question(sitting, place)
        if not shown.takes_answers or f"{shown.prefix}base" not in form:
            questions.append(shown)
            continue
        acts_here = not sitting.is_one_page or target.split(":")[0] == str(place)
        sent = _act_on(read_sent(sitting, shown, form), action if acts_here else "save")
        result = _save_what_is_new(sitting, sent, shown)
        if isinstance(result, Closed):
            return _go_on(sitting, position)
        newest = result.newest if isinstance(result, Stale) else None
        conflicts |= newest is not None
        if isinstance(result, Receipt):
            sent = sent._replace(base=result.number)
        questions.append(show_question(sitting, place, sent=sent, conflict=newest))
    if conflicts:
        return render_questions(sitting, position, questions, 409)
    return _follow(sitting, position, action, target)


def _go_on(sitting: Sitting, position: int) -> Any:
    """Nothing was stored: the attempt is over, or the question was locked a moment ago."""
    now = load_sitting(sitting.taken.id, with_answers=False)
    return close_attempt(now) if now.is_over else redirect(question_url(now, position), 303)


def _save_what_is_new(
    sitting: Sitting, sent: Sent, shown: ShownQuestion
) -> Receipt | Stale | Closed | None:
    is_current = sent.base == (shown.given.number if shown.given else 0)
    if is_current and _is_unchanged(sent, shown):
        return None
    result = save(sitting, sent)
    if isinstance(result, Stale) and _says_the_same(sent, result.newest):
        # The button was pressed twice, or the page that followed was lost on its way.
        return Receipt(result.newest.number, result.newest.saved_at, result.newest.digest)
    return result


def _act_on(sent: Sent, action: str) -> Sent:
    if action == "clear":
        return sent._replace(response=(), confidence=None)
    if action in {"flag", "unflag"}:
        return sent._replace(is_flagged=action == "flag")
    return sent


def _follow(sitting: Sitting, position: int, action: str, target: str) -> Any:
    if action == "check":
        return _check(sitting.taken.id, number(target, 1, sitting.total) or position)
    if action == "retry":
        return _retry(sitting, number(target, 1, sitting.total) or position)
    if action == "review":
        return redirect(url_for("attempts.show_check", attempt_id=sitting.taken.id), 303)
    place = {"next": position + 1, "previous": position - 1}.get(action)
    if action == "go":
        place = number(target, 1, sitting.total)
    if place is not None and 1 <= place <= sitting.total:
        return redirect(question_url(sitting, place, anchor=_top(sitting)), 303)
    if action == "next":
        return redirect(url_for("attempts.show_check", attempt_id=sitting.taken.id), 303)
    here = number(target.partition(":")[0], 1, sitting.total) or position
    return redirect(question_url(sitting, here, anchor=_top(sitting)), 303)


def _top(sitting: Sitting) -> str:
    """Return where a page is to open: on a phone the passage stands above the question."""
    return "" if sitting.is_one_page else "questions"


def _check(attempt_id: str, position: int) -> Any:
    """Grade the stored answer as one try; what cannot be graded costs none."""
    sitting = load_sitting(attempt_id)
    shown = show_question(sitting, position)
    settings, given = sitting.quiz.settings, shown.given
    if settings.feedback != "immediate" or not shown.takes_answers:
        return redirect(question_url(sitting, position), 303)
    response = given.response if given else ()
    complaint = shown.question.complaint(response)
    if complaint or given is None:
        return _render_complaint(sitting, position, complaint or Message("Choose an answer."))
    tries = given.tries + 1
    is_locked = shown.question.grade(response).is_right or tries >= settings.tries
    sent = Sent(
        attempt_id,
        position,
        given.number,
        response,
        is_flagged=given.is_flagged,
        confidence=given.confidence,
        tries=tries,
        is_check=True,
        is_locked=is_locked,
    )
    if isinstance(save(sitting, sent), Closed):
        return _go_on(sitting, position)
    return redirect(question_url(sitting, position, anchor=f"feedback-{position}"), 303)


def _render_complaint(sitting: Sitting, position: int, complaint: Message) -> Any:
    questions = [
        show_question(sitting, place, complaint=complaint if place == position else None)
        for place in positions_on_page(sitting, position)
    ]
    g.has_errors = True
    return render_questions(sitting, position, questions, 422)


def _retry(sitting: Sitting, position: int) -> Any:
    """Open a checked question for another try."""
    shown = show_question(sitting, position)
    if shown.turn is Turn.CHECKED and shown.given:
        given = shown.given
        sent = Sent(
            sitting.taken.id,
            position,
            given.number,
            given.response,
            tries=given.tries,
            is_flagged=given.is_flagged,
            confidence=given.confidence,
        )
        save(sitting, sent)
    return redirect(question_url(sitting, position), 303)
