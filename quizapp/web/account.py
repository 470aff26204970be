"""One's own account: what it is, its password, and where one is known."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import Connection

from quizapp import security_log
from quizapp.storage import accounts, passwords, second_factor, sessions, sign_in
from quizapp.storage.accounts import Person
from quizapp.storage.sessions import Visitor
from quizapp.storage.throttle import Wait
from quizapp.web import cookies
from quizapp.web.forms import ChangePasswordForm, ConfirmForm
from quizapp.web.roles import redirect_to, require_account
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _

blueprint = Blueprint("account", __name__, url_prefix="/account")


def own_account(visitor: Visitor) -> Person:
    """Return the account of who asks."""
    with services().database.read() as connection:
        found = accounts.person(connection, visitor.reader_id)
    if found is None:
        raise LookupError("a visitor with a user name has no account")
    return found


def confirmed(person: Person, form: ConfirmForm) -> bool | Wait:
    """Tell whether the present password was typed; guesses count as at the sign-in."""
    parts = services()
    typed = str(form.current.data or "")
    found = sign_in.check_password(parts.door, person.user_name, typed, parts.clock())
    return found if isinstance(found, Wait) else found is not None


@blueprint.get("")
def show_account() -> Any:
    """Show who is signed in, and lead to what can be changed."""
    person = own_account(require_account())
    with services().database.read() as connection:
        codes = second_factor.recovery_codes_left(connection, person.reader_id)
    return render_template("account/account.html", person=person, codes=codes)


@blueprint.get("/password")
def show_password() -> Any:
    """Ask for the present password and a new one."""
    person = own_account(require_account())
    form = ChangePasswordForm(request.form if g.is_refused else None)
    return render_template("account/password.html", form=form, person=person)


@blueprint.post("/password")
def change_password() -> Any:
    """Store a new password and sign out everywhere else; this device gets a new token."""
    person, form, parts = (
        own_account(require_account()),
        ChangePasswordForm(request.form),
        services(),
    )
    form.names = (person.name, person.user_name)
    if not form.validate():
        return refuse("account/password.html", form, "current", None, person=person)
    if (sure := confirmed(person, form)) is not True:
        wrong = sure or _("This is not your password now.")
        return refuse("account/password.html", form, "current", wrong, person=person)
    hashed, now, old = passwords.hash_password(str(form.password.data)), parts.clock(), g.token

    def job(connection: Connection) -> str:
        accounts.set_password(connection, person.reader_id, hashed, now)
        return sessions.replace_session(connection, old, person.reader_id, now, parts.door.life)

    cookies.remember(parts.database.write(job))
    security_log.note("password changed", now, who=person.reader_id)
    return redirect(url_for(".show_account", done="password"), 303)


@blueprint.get("/devices")
def show_devices() -> Any:
    """Show where one is known: readers too."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect(url_for("sign_in.show_sign_in"))
    parts = services()
    with parts.database.read() as connection:
        known = sessions.devices(connection, visitor.reader_id, g.token, parts.clock())
    return render_template("account/devices.html", devices=known, visitor=visitor)


@blueprint.post("/devices")
def end_devices() -> Any:
    """Sign out on one other device, or everywhere else."""
    visitor = cookies.visitor()
    if visitor is None:
        return redirect_to("sign_in.show_sign_in")
    parts, wanted, here = services(), request.form.get("device", ""), g.token
    if wanted == "all":
        others = parts.database.write(
            lambda connection: sessions.end_all(connection, visitor.reader_id, here)
        )
        security_log.note("signed out elsewhere", parts.clock(), who=visitor.reader_id, n=others)
    elif sessions.end_device(parts.database, visitor.reader_id, wanted):
        security_log.note("signed out elsewhere", parts.clock(), who=visitor.reader_id, n=1)
    return redirect_to(".show_devices")
