"""Answers that a page's script sends, each as soon as it changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, Final

from flask import jsonify, request
from werkzeug.datastructures import MultiDict

from quizapp.core.question import Question
from quizapp.metrics import SAVES
from quizapp.storage.answers import Closed, Receipt, Sent, Stale
from quizapp.storage.given import Given
from quizapp.web import words
from quizapp.web.answering import from_json, has_unknown_tokens
from quizapp.web.attempt_page import (
    ShownQuestion,
    Sitting,
    check_position,
    load_sitting,
    seconds_until,
    show_question,
)
from quizapp.web.numbers import number
from quizapp.web.release import Turn
from quizapp.web.sent import read_sent, save
from quizapp.web.services import services
from quizapp.web.translations import gettext as _

FAILED: Final = "quizapp.failed"
"""Where a request says with which error it could not be saved before Flask was asked."""
ACKNOWLEDGED: Final = "acknowledged"
_RESULTS: Final = {Receipt: ACKNOWLEDGED, Stale: "conflict", Closed: "closed"}
_TAB: Final = re.compile(r"[!-~]{1,64}")


def save_by_script(attempt_id: str, position: int) -> Any:
    """Save what a script sent, and reply with a receipt or the reason why there is none.

    Most messages do not come here: `QuickSaves` has answered them, or failed to.
    """
    if error := request.environ.get(FAILED):
        raise error
    fields = _fields()
    if fields is None:
        return jsonify(error="unreadable", message=_("This message cannot be read.")), 400
    return _save(attempt_id, position, fields)


def _fields() -> MultiDict[str, str] | None:
    """Return a script's message as fields; None when it is not readable."""
    if not request.is_json:
        return request.form
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        return None
    return from_json(body) if isinstance(body, dict) else None


def _save(attempt_id: str, position: int, fields: MultiDict[str, str]) -> Any:
    sitting = load_sitting(attempt_id, with_answers=False)
    check_position(sitting, position)
    if sitting.quiz.settings.feedback == "immediate":
        # Only there does what has been sent before decide whether more is taken.
        sitting = load_sitting(attempt_id)
    shown = _without_prefix(show_question(sitting, position))
    if shown.takes_answers and not sitting.is_over and has_unknown_tokens(shown.form, fields):
        # A receipt for a choice that was not understood would be a lie.
        advice = _("This page is out of date. Reload it and choose again.")
        return jsonify(error="unreadable", message=advice), 422
    sent = with_tab(read_sent(sitting, shown, fields), fields)
    if sitting.must_read_first or shown.turn is Turn.CHECKED:
        return _closed_reply()
    # Also when the attempt is over: what was stored before gets its receipt again.
    result = save(sitting, sent)
    SAVES.add(_RESULTS[type(result)])
    if isinstance(result, Receipt):
        return _receipt_reply(sitting, shown.question, sent, result)
    if isinstance(result, Stale) and not sitting.is_over:
        return _stale_reply(sitting, sent, result.newest)
    return _closed_reply()


def with_tab(sent: Sent, fields: MultiDict[str, str]) -> Sent:
    """Note which message of which tab it was."""
    tab, seq = fields.get("tab", ""), number(fields.get("seq"), 0, 10**15)
    return sent._replace(tab=tab, seq=seq) if _TAB.fullmatch(tab) and seq is not None else sent


def make_receipt(
    receipt: Receipt, position: int, deadline: datetime | None, now: datetime, zone: tzinfo
) -> dict[str, Any]:
    """Return what a script is told when its answer is stored; a complaint is put in beside."""
    return {
        "number": receipt.number,
        "digest": receipt.digest,
        "saved_at": receipt.saved_at.isoformat(),
        "time": words.clock_time_in(zone, receipt.saved_at),
        "position": position,
        "complaint": "",
        "seconds_left": seconds_until(deadline, now),
    }


def _receipt_reply(sitting: Sitting, question: Question, sent: Sent, receipt: Receipt) -> Any:
    complaint = question.complaint(sent.response) if sent.response else None
    zone, deadline = services().config.zone, sitting.taken.deadline
    told = make_receipt(receipt, sent.position, deadline, sitting.now, zone)
    return jsonify(told | {"complaint": words.message(complaint) if complaint else ""})


def _stale_reply(sitting: Sitting, sent: Sent, newest: Given) -> Any:
    other = show_question(sitting, sent.position, sent=sent._replace(response=newest.response))
    return jsonify(
        error="stale",
        number=newest.number,
        time=words.clock_time(newest.saved_at),
        response=_tokens_of(_without_prefix(other)),
        flag=newest.is_flagged,
        confidence=newest.confidence,
    ), 409


def _closed_reply() -> Any:
    return jsonify(error="closed", message=_("No more answers are taken here.")), 409


def _without_prefix(shown: ShownQuestion) -> ShownQuestion:
    """A script posts each question to its own address, where its fields need no prefix."""
    if not shown.prefix:
        return shown
    entries = tuple(
        replace(entry, field=entry.field.removeprefix(shown.prefix)) for entry in shown.form.entries
    )
    return replace(shown, prefix="", form=replace(shown.form, entries=entries))


def _tokens_of(shown: ShownQuestion) -> dict[str, list[str]]:
    tokens = {}
    for entry in shown.form.entries:
        by_name = {option.name: option.token for option in entry.options}
        tokens[entry.field] = [by_name.get(value, value) for value in entry.given]
    return tokens
