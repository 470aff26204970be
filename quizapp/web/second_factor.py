"""One's own second factor: codes from an app, and recovery codes."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.storage import accounts, second_factor, sign_in
from quizapp.storage.accounts import Person
from quizapp.web.account import confirmed, own_account
from quizapp.web.forms import CodeForm, ConfirmForm
from quizapp.web.roles import redirect_to, require_account
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _

blueprint = Blueprint("second_factor", __name__, url_prefix="/account/second-factor")
_PAGE = "account/second_factor.html"


def _is_being_set_up(person: Person) -> bool:
    return person.totp_salt is not None and person.totp_since is None


def _values(person: Person) -> dict[str, Any]:
    """Return what the page shows besides its form."""
    parts = services()
    with parts.database.read() as connection:
        left = second_factor.recovery_codes_left(connection, person.reader_id)
    key = ""
    if _is_being_set_up(person):
        key = second_factor.shared_secret(parts.secret, person.totp_salt or "")
    groups = " ".join(key[i : i + 4] for i in range(0, len(key), 4))
    return {"person": person, "codes": left, "key": groups}


@blueprint.get("")
def show() -> Any:
    """Show whether there is a second factor, and lead through setting one up."""
    person = own_account(require_account())
    typed = request.form if g.is_refused else None
    form = CodeForm(typed) if _is_being_set_up(person) else ConfirmForm(typed)
    return render_template(_PAGE, form=form, **_values(person))


@blueprint.get("/qr.svg")
def show_qr() -> Any:
    """Draw the address for the app, while the second factor is being set up."""
    person = own_account(require_account())
    if not _is_being_set_up(person):
        raise NotFound
    picture = io.BytesIO()
    address = second_factor.address_for_app(services().secret, person)
    segno.make(address, error="m").save(picture, kind="svg", scale=6, border=4, light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("")
def change() -> Any:
    """Begin, make new recovery codes, or end it: each asks for the password."""
    person, form, parts = own_account(require_account()), ConfirmForm(request.form), services()
    if not form.validate():
        return refuse(_PAGE, form, "current", None, **_values(person))
    if (sure := confirmed(person, form)) is not True:
        wrong = sure or _("This is not your password now.")
        return refuse(_PAGE, form, "current", wrong, **_values(person))
    wanted = request.form.get("action")
    if wanted == "codes" and person.has_second_factor:
        return _show_new_codes(person, is_new=False)
    if wanted == "end":
        parts.database.write(lambda c: accounts.end_second_factor(c, person.reader_id))
        security_log.note("second factor ended", parts.clock(), who=person.reader_id)
    elif wanted == "begin" and not person.has_second_factor:
        parts.database.write(lambda c: second_factor.begin(c, person.reader_id))
    return redirect_to(".show")


@blueprint.post("/confirm")
def confirm() -> Any:
    """Take the first code from the app: from now on one is asked for at each sign-in."""
    person, form, parts = own_account(require_account()), CodeForm(request.form), services()
    if not _is_being_set_up(person):
        return redirect_to(".show")
    if not form.validate():
        return refuse(_PAGE, form, "code", None, **_values(person))
    kind = sign_in.check_code(parts.door, person, str(form.code.data), parts.clock())
    if kind != "app":
        wrong = kind or _("This code is not right. Is the telephone's clock right?")
        return refuse(_PAGE, form, "code", wrong, **_values(person))
    security_log.note("second factor set up", parts.clock(), who=person.reader_id)
    return _show_new_codes(person, is_new=True)


def _show_new_codes(person: Person, *, is_new: bool) -> Any:
    """Show recovery codes at once: no address may show them a second time."""
    parts = services()

    def job(connection: Connection) -> list[str]:
        if is_new:
            sign_in.forgive(parts.door, connection, person)
            return second_factor.confirm(connection, parts.secret, person.reader_id, parts.clock())
        return second_factor.new_recovery_codes(connection, parts.secret, person.reader_id)

    codes = parts.database.write(job)
    return render_template("account/recovery_codes.html", codes=codes)
