"""Signing in and out: user name and password, then a code where there is a second factor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from wtforms import Form

from quizapp import mail, security_log
from quizapp.storage import links, passwords, sessions, sign_in
from quizapp.storage.accounts import Person, person, set_password
from quizapp.storage.sign_in import Entered
from quizapp.storage.throttle import Wait
from quizapp.web import cookies, wanted
from quizapp.web.forms import CodeForm, NewPasswordForm, SignInForm
from quizapp.web.roles import redirect_to
from quizapp.web.services import services
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext

blueprint = Blueprint("sign_in", __name__)


def wait_words(wait: Wait) -> str:
    """Say how long to wait after too many wrong guesses."""
    return ngettext(
        "There were too many wrong tries. Wait %(num)d minute, then try again.",
        "There were too many wrong tries. Wait %(num)d minutes, then try again.",
        wait.minutes,
    )


def refuse(template: str, form: Form, field: str, found: Wait | str | None, **values: Any) -> Any:
    """Show a form again with what is wrong: 429 when one has to wait, else 422."""
    g.has_errors = True
    words = wait_words(found) if isinstance(found, Wait) else found
    if words:
        form[field].errors = (*form[field].errors, words)
    page = render_template(template, form=form, **values)
    if isinstance(found, Wait):
        return page, 429, {"Retry-After": str(int(found.time.total_seconds()) + 1)}
    return page, 422


@blueprint.get("/sign-in")
def show_sign_in() -> Any:
    """Ask for user name and password."""
    visitor = cookies.visitor()
    if visitor and visitor.user_name:
        return redirect(wanted.page_url("account.show_account"))
    return render_template("sign_in/sign_in.html", form=SignInForm(_typed()), can_mail=_can_mail())


def _can_mail() -> bool:
    return mail.can_send(services().config)


def _typed() -> Any:
    return request.form if g.is_refused else None


@blueprint.post("/sign-in")
def enter() -> Any:
    """Sign in, or go on to the second factor."""
    parts, form = services(), SignInForm(request.form)
    if not form.validate():
        return refuse("sign_in/sign_in.html", form, "user_name", None, can_mail=_can_mail())
    name, password = str(form.user_name.data), str(form.password.data)
    found = sign_in.enter(parts.door, name, password, g.token, parts.clock())
    if not isinstance(found, Entered):
        security_log.note("sign-in refused", parts.clock(), waits=_has_to_wait(found))
        wrong = found or _("The user name or the password is not right.")
        return refuse("sign_in/sign_in.html", form, "user_name", wrong, can_mail=_can_mail())
    cookies.remember(found.token)
    if found.awaits_code:
        return redirect(wanted.code_url(), 303)
    return _welcome(found)


def _has_to_wait(found: Wait | None) -> str:
    return "yes" if found else "no"


def _welcome(found: Entered) -> Any:
    used = "recovery code" if found.used_recovery_code else None
    security_log.note("signed in", services().clock(), who=found.person.reader_id, used=used)
    return redirect_to("account.show_account") if used else redirect(wanted.page_url(), 303)


@blueprint.get("/sign-in/code")
def show_code() -> Any:
    """Ask for the second factor."""
    if _who_owes_code() is None:
        return redirect(url_for(".show_sign_in"))
    return render_template("sign_in/code.html", form=CodeForm(_typed()))


def _who_owes_code() -> Person | None:
    parts = services()
    return sign_in.who_owes_code(parts.door, g.token, parts.clock())


@blueprint.post("/sign-in/code")
def enter_code() -> Any:
    """Sign in with a code from the app, or a recovery code."""
    parts, form, person = services(), CodeForm(request.form), _who_owes_code()
    if person is None:
        return redirect_to(".show_sign_in")
    if not form.validate():
        return refuse("sign_in/code.html", form, "code", None)
    found = sign_in.enter_code(parts.door, g.token, str(form.code.data), parts.clock())
    if not isinstance(found, Entered):
        waits = _has_to_wait(found)
        security_log.note("code refused", parts.clock(), who=person.reader_id, waits=waits)
        wrong = found or _("This code is not right. Each code works once, and for a short time.")
        return refuse("sign_in/code.html", form, "code", wrong)
    cookies.remember(found.token)
    return _welcome(found)


@blueprint.post("/sign-out")
def leave() -> Any:
    """End this device's session."""
    visitor = cookies.visitor()
    if visitor:
        security_log.note("signed out", services().clock(), who=visitor.reader_id)
    return forget_device(".show_sign_in")


def forget_device(endpoint: str) -> Any:
    """Forget who was known on this device, and let it forget what it keeps.

    What the browser keeps goes only where the page's script says that nothing waits to be sent.
    """
    sessions.end_session(services().database, g.token)
    cookies.remember(sessions.new_token())
    response: Response = redirect_to(endpoint)  # type: ignore[assignment]  # Flask's own class
    is_sent = request.form.get("queue") == "empty"
    response.headers["Clear-Site-Data"] = '"cache", "storage"' if is_sent else '"cache"'
    return response


@blueprint.get("/set-password/<token>")
def show_set_password(token: str) -> Any:
    """Ask for a new password. Looking spends nothing: mail scanners look too."""
    owner = _owner_of(token)
    if owner is None:
        return render_template("sign_in/link_over.html"), 404
    return render_template("sign_in/set_password.html", form=NewPasswordForm(_typed()), owner=owner)


def _owner_of(token: str) -> Person | None:
    parts = services()
    with parts.database.read() as connection:
        reader_id = links.whose_password_link(connection, token, parts.clock())
        return person(connection, reader_id) if reader_id else None


@blueprint.post("/set-password/<token>")
def choose_password(token: str) -> Any:
    """Spend the link. Signing in comes after it, so that no link goes round a second factor."""
    parts, form, owner = services(), NewPasswordForm(request.form), _owner_of(token)
    if owner is None:
        return render_template("sign_in/link_over.html"), 404
    form.names = (owner.name, owner.user_name)
    if not form.validate():
        return refuse("sign_in/set_password.html", form, "password", None, owner=owner)
    hashed, now = passwords.hash_password(str(form.password.data)), parts.clock()

    def job(connection: Any) -> bool:
        reader_id = links.spend_password_link(connection, token, now)
        if reader_id is None:
            return False
        set_password(connection, reader_id, hashed, now)
        sign_in.forgive(parts.door, connection, owner)
        return True

    if not parts.database.write(job):
        return render_template("sign_in/link_over.html"), 404
    security_log.note("password set by link", now, who=owner.reader_id)
    return redirect(url_for(".show_sign_in", done="password"), 303)
