"""The administrator's page: who has an account, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.address import public_url
from quizapp.storage import accounts, links
from quizapp.storage.accounts import Person, Refusal
from quizapp.storage.models import Role
from quizapp.web import cookies
from quizapp.web.forms import NewUserForm
from quizapp.web.paging import PAGE, page_of
from quizapp.web.roles import only, require_role
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _

blueprint = Blueprint("teach_people", __name__, url_prefix="/teach/people")
blueprint.before_request(only(Role.ADMINISTRATOR))
_LIST = "teach/people.html"


def _values() -> dict[str, Any]:
    """Return a page of the people, and which one it is."""
    with services().database.read() as connection:
        here = page_of(accounts.count_people(connection))
        return {"people": accounts.people(connection, here.before, PAGE), "here": here}


def _person(reader_id: int) -> Person:
    with services().database.read() as connection:
        found = accounts.person(connection, reader_id)
    if found is None:
        raise NotFound
    return found


def _note(event: str, reader_id: int, **facts: str) -> None:
    by = require_role(Role.ADMINISTRATOR).reader_id
    security_log.note(event, services().clock(), who=reader_id, by=by, **facts)


@blueprint.get("")
def show_people() -> Any:
    """Show everybody with an account, and a form to add a teacher."""
    form = NewUserForm(request.form if g.is_refused else None)
    return render_template(_LIST, form=form, **_values())


@blueprint.post("")
def add_teacher() -> Any:
    """Add a teacher, and show the link with which they choose a password."""
    parts, form = services(), NewUserForm(request.form)
    if not form.validate():
        return refuse(_LIST, form, "name", None, **_values())
    name, user_name = str(form.name.data), str(form.user_name.data)
    added = parts.database.write(
        lambda c: accounts.add_account(c, None, name, user_name, Role.TEACHER, parts.clock())
    )
    if isinstance(added, Refusal):
        taken = _("Somebody else has this user name: choose another.")
        return refuse(_LIST, form, "user_name", taken, **_values())
    _note("account added", added, role=Role.TEACHER)
    return _show_link(_person(added))


def _show_link(person: Person) -> Any:
    """Make a link and show it at once: no address may show it a second time."""
    parts = services()
    token = parts.database.write(
        lambda c: links.new_password_link(c, person.reader_id, parts.clock())
    )
    _note("password link made", person.reader_id)
    link = f"{public_url(parts.config)}/set-password/{token}"
    minutes = links.PASSWORD_LINK_MINUTES
    return render_template("teach/password_link.html", person=person, link=link, minutes=minutes)


@blueprint.get("/<int:reader_id>")
def show_person(reader_id: int) -> Any:
    """Show one account and what can be done with it."""
    return _show_person(_person(reader_id))


def _show_person(person: Person, error: str = "") -> Any:
    g.has_errors = bool(error)
    own = cookies.visitor()
    is_me = own is not None and own.reader_id == person.reader_id
    return render_template("teach/person.html", person=person, error=error, is_me=is_me)


@blueprint.post("/<int:reader_id>")
def change_person(reader_id: int) -> Any:
    """Do what the button says."""
    person, wanted = _person(reader_id), request.form.get("action", "")
    if wanted == "link" and person.disabled_at is None:
        return _show_link(person)
    if wanted not in _CHANGES:
        return _show_person(person, _("Choose what to do with one of the buttons.")), 422
    change, event = _CHANGES[wanted]
    if services().database.write(lambda c: change(c, reader_id)) is Refusal.LAST_ADMINISTRATOR:
        only_one = _("This is the only administrator who can sign in: make another one first.")
        return _show_person(person, only_one), 422
    _note(event, reader_id)
    visitor = cookies.visitor()
    if visitor and visitor.reader_id == reader_id and wanted in {"disable", "teacher"}:
        return redirect(url_for("sign_in.show_sign_in"), 303)
    return redirect(url_for(".show_person", reader_id=reader_id), 303)


def _disable(connection: Connection, reader_id: int) -> Refusal | None:
    return accounts.disable(connection, reader_id, services().clock())


def _be_teacher(connection: Connection, reader_id: int) -> Refusal | None:
    return accounts.set_role(connection, reader_id, Role.TEACHER)


def _be_administrator(connection: Connection, reader_id: int) -> Refusal | None:
    return accounts.set_role(connection, reader_id, Role.ADMINISTRATOR)


_CHANGES: dict[str, tuple[Callable[[Connection, int], Refusal | None], str]] = {
    "disable": (_disable, "account disabled"),
    "enable": (accounts.enable, "account enabled"),
    "teacher": (_be_teacher, "role teacher"),
    "administrator": (_be_administrator, "role administrator"),
    "second-factor": (accounts.end_second_factor, "second factor ended"),
}
