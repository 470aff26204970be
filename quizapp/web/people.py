"""Coming back with a resume code, leaving a shared device, becoming the teacher."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.storage import attempts, links, passwords, people, sessions, teacher
from quizapp.storage.accounts import Refusal
from quizapp.storage.attempts import Taken
from quizapp.storage.throttle import Wait
from quizapp.web import cookies
from quizapp.web.forms import BecomeTeacherForm, ResumeForm
from quizapp.web.services import services
from quizapp.web.sign_in import forget_device, refuse
from quizapp.web.translations import gettext as _

blueprint = Blueprint("people", __name__)
CARRIED = "carried."


def own_code() -> str:
    """Return the visitor's resume code; empty when it was made with another secret."""
    visitor = cookies.visitor()
    if visitor is None:
        return ""
    code = people.resume_code(services().secret, visitor.resume_salt)
    return code if sessions.digest(code) == visitor.resume_digest else ""


@blueprint.get("/resume")
def show_resume() -> Any:
    """Ask for the code, or show it to whoever is known here."""
    return _resume_page(ResumeForm(request.form if g.is_refused else None))


def _resume_page(form: ResumeForm) -> str:
    return render_template(
        "people/resume.html",
        form=form,
        code=own_code(),
        begun=_open_attempts(),
        carried=_carried(),
    )


def _open_attempts() -> list[Taken]:
    """Return what the visitor has begun, also where the library has no card for it any more."""
    visitor, parts = cookies.visitor(), services()
    if visitor is None:
        return []
    with parts.database.read() as connection:
        mine = attempts.attempts_of(connection, visitor.reader_id)
    return [taken for taken in mine if not taken.is_over(parts.clock())]


def _carried() -> dict[str, list[str]]:
    """Return an unsent answer that came with the form: its address and its fields."""
    return {name: request.form.getlist(name) for name in request.form if name.startswith(CARRIED)}


@blueprint.post("/resume")
def resume() -> Any:
    """Make the reader with this code known here."""
    form = ResumeForm(request.form)
    parts, previous = services(), g.token
    if not form.validate():
        return _refuse_code(form, None)
    token = people.resume(
        parts.database, parts.door.guard, str(form.code.data), cookies.address(), parts.clock()
    )
    if token is None:
        return _refuse_code(form, _("Nobody has this resume code. Check each letter."))
    if isinstance(token, Wait):
        return _refuse_code(form, token)
    cookies.remember(token)
    if previous:
        sessions.end_session(parts.database, previous)
    if carried := _carried():
        return render_template("people/send_again.html", carried=carried, target=_target(carried))
    return redirect(url_for("library.show_library"), 303)


def _refuse_code(form: ResumeForm, found: Wait | str | None) -> Any:
    values = {"code": own_code(), "begun": _open_attempts(), "carried": _carried()}
    return refuse("people/resume.html", form, "code", found, **values)


def _target(carried: dict[str, list[str]]) -> str:
    """Return the question's own address: put together from its parts, never taken as it is."""
    attempt_id = carried.get(f"{CARRIED}attempt", [""])[0]
    position = carried.get(f"{CARRIED}position", [""])[0]
    if not attempt_id or not (position.isascii() and position.isdigit()):
        raise NotFound
    return url_for("answers.answer_question", attempt_id=attempt_id, position=int(position[:4]))


@blueprint.post("/leave")
def leave() -> Any:
    """Forget who was known on this device."""
    return forget_device(".show_resume")


@blueprint.get("/become-teacher/<token>")
def show_teacher_link(token: str) -> Any:
    """Offer to become the teacher. Looking spends nothing: mail scanners look too."""
    with services().database.read() as connection:
        if not links.is_teacher_link(connection, token):
            return render_template("people/link_spent.html"), 404
    visitor = cookies.visitor()
    form = BecomeTeacherForm(request.form if g.is_refused else None)
    if visitor and not form.name.data:
        form.name.data = visitor.name
    return render_template("people/become_teacher.html", form=form, visitor=visitor)


@blueprint.post("/become-teacher/<token>")
def become_teacher(token: str) -> Any:
    """Spend the link: whoever is known here, or somebody new, gets an account and is signed in.

    The first one with a password is administrator as well.
    """
    parts, form = services(), BecomeTeacherForm(request.form)
    with parts.database.read() as connection:
        if not links.is_teacher_link(connection, token):
            return render_template("people/link_spent.html"), 404
    visitor = cookies.visitor()
    form.names = (form.name.data or "", form.user_name.data or "")
    if (visitor and visitor.user_name) or not form.validate():
        return refuse("people/become_teacher.html", form, "name", None, visitor=visitor)
    made = teacher.become_teacher(
        parts.door,
        token,
        teacher.Wanted(
            visitor.reader_id if visitor else None,
            str(form.name.data),
            str(form.user_name.data),
            passwords.hash_password(str(form.password.data)),
        ),
        g.token,
        parts.clock(),
    )
    if made is None:
        return render_template("people/link_spent.html"), 404
    if isinstance(made, Refusal):
        taken = _("Somebody else has this user name: choose another.")
        return refuse("people/become_teacher.html", form, "user_name", taken, visitor=visitor)
    security_log.note("became teacher", parts.clock(), who=made.reader_id, role=made.role)
    cookies.remember(made.token)
    return redirect(url_for("teach.show_desk"), 303)
