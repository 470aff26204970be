"""Joining a class: its code and a name, nothing else; or the PIN of a card.

Looking at the page tells nobody whether a code is right: only the form is answered, and wrong codes
and PINs are counted. Names are offered only where the teacher says so, and only with a right code.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from wtforms import StringField
from wtforms.validators import ValidationError

from quizapp.core.names import clean_name
from quizapp.storage import joining, sessions
from quizapp.storage.classes import LASTING_CODE, SHORT_CODE, fold_join_code
from quizapp.storage.joining import Joined, Newcomer, Offered, Outcome, Refusal, Visit
from quizapp.storage.pins import PIN_LENGTH, fold_pin
from quizapp.storage.throttle import Wait
from quizapp.web import cookies
from quizapp.web.forms import NameForm
from quizapp.web.numbers import ROWS, number
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _
from quizapp.web.translations import lazy

blueprint = Blueprint("join", __name__, url_prefix="/join")
_PAGE = "join/join.html"
_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class JoinForm(NameForm):
    """A code, and who comes with it: a name typed, or the PIN of a card."""

    code = StringField(
        lazy("Class code"),
        render_kw={**_PLAIN, "autocapitalize": "characters", "maxlength": 20, "required": True},
    )
    name = StringField(
        lazy("Your name"), filters=[clean_name], render_kw={"autocomplete": "name", "maxlength": 40}
    )
    pin = StringField(lazy("PIN"), render_kw={**_PLAIN, "inputmode": "numeric", "maxlength": 20})
    needs_name, needs_pin = True, False

    def validate_code(self, field: Any) -> None:
        if len(fold_join_code(field.data or "")) not in {SHORT_CODE, LASTING_CODE}:
            raise ValidationError(lazy("A class code has 6 or 8 letters and digits."))

    def validate_name(self, field: Any) -> None:
        if self.needs_name:
            super().validate_name(field)

    def validate_pin(self, field: Any) -> None:
        if (field.data or self.needs_pin) and len(fold_pin(field.data or "")) != PIN_LENGTH:
            raise ValidationError(lazy("A PIN has 8 digits, such as 1234 5678."))


@blueprint.get("")
def show_join() -> Any:
    """Ask for a class's code, and for a name where none is known here."""
    return show_join_with("")


@blueprint.get("/<code>")
def show_join_with(code: str) -> Any:
    """Show the same page with the code filled in, be it right or wrong."""
    form = JoinForm(request.form if g.is_refused else None)
    if not g.is_refused:
        form.code.data = fold_join_code(code)
    return render_template(_PAGE, form=form, visitor=cookies.visitor())


@blueprint.post("")
def join() -> Any:
    """Take a seat, or ask which of the roster's names is meant."""
    form, visitor, how = JoinForm(request.form), cookies.visitor(), request.form.get("how", "")
    seat = number(request.form.get("seat", ""), 1, ROWS) if how == "seat" else None
    is_nameless = how == "known" or (how == "seat" and not form.name.data)
    is_known = is_nameless and visitor is not None
    form.needs_pin = how == "card"
    form.needs_name = not (form.needs_pin or form.pin.data or is_known or seat)
    if not form.validate():
        return refuse(_PAGE, form, "code", None, visitor=visitor)
    known = visitor.reader_id if visitor and is_known else None
    return _answer(form, _enter(form, known, seat), is_unchosen=how == "seat" and not seat)


def _enter(form: JoinForm, known: int | None, seat: int | None) -> Outcome:
    parts = services()
    visit = Visit(str(form.code.data), cookies.address(), parts.clock())
    if form.pin.data:
        return joining.join_with_pin(parts.door, visit, str(form.pin.data))
    if seat:
        return joining.join_as(parts.door, visit, seat)
    is_asked = request.form.get("is_none_of_these") == "yes"
    return joining.join(parts.door, visit, Newcomer(str(form.name.data or ""), known, is_asked))


def _answer(form: JoinForm, found: Outcome, *, is_unchosen: bool) -> Any:
    visitor = cookies.visitor()
    if isinstance(found, Joined):
        return _welcome(found)
    if isinstance(found, Offered):
        g.has_errors = is_unchosen
        page = render_template("join/names.html", form=form, offered=found, visitor=visitor)
        return page, 422 if is_unchosen else 200
    if isinstance(found, Wait):
        return refuse(_PAGE, form, "code", found, visitor=visitor)
    words = {
        Refusal.LOCKED: _("This class takes nobody at the moment. Ask your teacher."),
        Refusal.TAKEN: _("Somebody has taken this name already. Ask your teacher."),
        None: _wrong(form),
    }
    return refuse(_PAGE, form, "code", words[found], visitor=visitor)


def _wrong(form: JoinForm) -> str:
    if form.pin.data:
        return _("Code and PIN do not belong together. Check each letter and digit.")
    return _("No class has this code. Check each letter, or ask your teacher.")


def _welcome(joined: Joined) -> Any:
    if joined.token:
        previous = g.token
        cookies.remember(joined.token)
        if previous:
            sessions.end_session(services().database, previous)
    return redirect(url_for("library.show_library", joined=joined.class_id), 303)
