"""Marking a quiz anew after its key was mended: what would change first, then all at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.bank import BankEntry
from quizapp.core.correction import USES_NEW_KEY, Change, Policy
from quizapp.core.quiz import Quiz
from quizapp.storage import regrades
from quizapp.storage.attempts import attempts_where
from quizapp.storage.models import Attempt, Role
from quizapp.storage.sight import may_see_attempts
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.translations import gettext as _

blueprint = Blueprint("regrade", __name__, url_prefix="/teach/quizzes/<name>/regrade")
blueprint.before_request(only(Role.TEACHER))

PREFIX: Final = "q."
"""Before a question's id in the names of the form's fields."""
_SHOWN: Final = 100


def _find(name: str) -> tuple[BankEntry, Quiz]:
    entry = services().bank.get(name)
    if entry is None or entry.quiz is None:
        raise NotFound
    return entry, entry.quiz


@blueprint.get("")
def show_regrade(name: str) -> Any:
    """Show which questions were changed, and for a choice of rulings what it would do."""
    return _page(name, _rulings(name, request.form if g.is_refused else request.args))


def _rulings(name: str, given: Mapping[str, str]) -> dict[str, Policy]:
    """Return the rulings of a form; what is none is left out."""
    quiz = _find(name)[1]
    words = {str(policy) for policy in Policy}
    chosen = ((key.removeprefix(PREFIX), word) for key, word in given.items() if key[:2] == PREFIX)
    return {name: Policy(word) for name, word in chosen if word in words and name in quiz.items}


def _page(name: str, rulings: Mapping[str, Policy], complaint: str = "", status: int = 200) -> Any:
    parts = services()
    _entry, quiz = _find(name)
    now = parts.clock()
    with parts.database.read() as connection:
        changed = regrades.changed_since(parts.versions, connection, quiz)
        types = regrades.other_types(parts.versions, connection, quiz)
        done = regrades.regrades_of(connection, name)
        complaint = complaint or _type_complaint(rulings, types)
        found = None
        if rulings and not complaint:
            found = regrades.preview(connection, parts.versions, quiz, rulings, now)
    g.has_errors = bool(complaint)
    page = render_template(
        "teach/regrade.html",
        name=name,
        quiz=quiz,
        changed=changed,
        others=[one for one in quiz.items if one not in changed],
        types=types,
        rulings=rulings,
        Policy=Policy,
        found=found,
        shown=_shown(found, name),
        done=done,
        complaint=complaint,
        policy_words=_policy_words(),
    )
    return page, (422 if complaint and status == 200 and request.method == "POST" else status)


def _shown(found: regrades.Preview | None, name: str) -> list[Change]:
    """Return the first of the changes, those that fall first; none that is about others' pupils."""
    if found is None:
        return []
    with services().database.read() as connection:
        seen = attempts_where(connection, Attempt.quiz == name, may_see_attempts(onlooker()))
    own = {taken.id for _name, taken in seen}
    changes = [change for change in found.changes if change.attempt_id in own]
    return sorted(changes, key=lambda change: (change.direction, change.reader))[:_SHOWN]


def _policy_words() -> dict[str, str]:
    return {
        Policy.NEVER_LOWER: _("Mark anew, never lower"),
        Policy.RECOMPUTE: _("Mark anew, up or down"),
        Policy.FULL: _("Full marks for all"),
        Policy.DROP: _("Drop the question"),
    }


def _type_complaint(rulings: Mapping[str, Policy], types: Mapping[str, str]) -> str:
    """Say that answers to one type of question cannot be marked as those to another."""
    for name, policy in rulings.items():
        if name in types and policy in USES_NEW_KEY:
            return _(
                "“%(name)s” was answered as %(type)s and is another type now: its answers cannot "
                "be marked anew. Give the new question an id of its own in the file, or choose "
                "full marks or drop.",
                name=name,
                type=types[name],
            )
    return ""


@blueprint.post("")
def regrade(name: str) -> Any:
    """Mark all attempts anew."""
    parts = services()
    entry, quiz = _find(name)
    rulings = _rulings(name, request.form)
    with parts.database.read() as connection:
        types = regrades.other_types(parts.versions, connection, quiz)
    complaint = _type_complaint(rulings, types)
    if not rulings:
        complaint = _("Choose what becomes of one question at least.")
    if complaint:
        return _page(name, rulings, complaint, 422)
    author = onlooker().reader_id
    regrades.regrade(parts.database, parts.versions, entry, quiz, rulings, author, parts.clock())
    return redirect(url_for(".show_regrade", name=name, _anchor="done"), 303)


@blueprint.post("/<int:number>/revert")
def revert(name: str, number: int) -> Any:
    """Take a regrade back."""
    parts = services()
    with parts.database.read() as connection:
        known = {done.id for done in regrades.regrades_of(connection, name)}
    author = onlooker().reader_id
    if number not in known or not regrades.revert(
        parts.database, parts.versions, number, author, parts.clock()
    ):
        raise NotFound
    return redirect(url_for(".show_regrade", name=name, _anchor="done"), 303)
