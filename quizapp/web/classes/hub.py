"""A teacher's classes, and the page from which one of them is run."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from flask import Response, g, render_template, request, url_for
from sqlalchemy import Connection

from quizapp.address import public_url
from quizapp.core.question import Message
from quizapp.storage import accounts, classes, log
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.storage.sessions import Visitor
from quizapp.web.classes.rooms import KIND, ClassForm, back_to, blueprint, do, note
from quizapp.web.numbers import row_number
from quizapp.web.roles import redirect_to, require_class, require_role
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _

_LIST = "classes/index.html"
_HUB = "classes/hub.html"


def my_classes() -> list[ClassFacts]:
    """Return the classes of the teacher who asks."""
    with services().database.read() as connection:
        return list(classes.classes_of(connection, require_role(Role.TEACHER).reader_id))


@blueprint.get("")
def show_classes() -> Any:
    """Show the teacher's classes, and a form to make one."""
    form = ClassForm(request.form if g.is_refused else None)
    return render_template(_LIST, form=form, classes=my_classes(), now=services().clock())


@blueprint.post("")
def add_class() -> Any:
    """Make a class."""
    parts, form = services(), ClassForm(request.form)
    if not form.validate():
        return refuse(_LIST, form, "name", None, classes=my_classes(), now=parts.clock())
    author, is_short = require_role(Role.TEACHER).reader_id, request.form.get("code") == "short"

    def job(connection: Connection) -> int:
        name, now = str(form.name.data), parts.clock()
        class_id = classes.add_class(connection, name, author, now, is_short=is_short)
        note(connection, class_id, Message("Made the class."), author)
        return class_id

    return back_to(".show_class", parts.database.write(job))


def join_address(facts: ClassFacts) -> str:
    """Return the address to join a class at, as others on the network type it."""
    path = url_for("join.show_join_with", code=facts.code or "")
    return f"{public_url(services().config)}{path}"


def _is_reached() -> bool:
    """Tell whether others on the network reach the address."""
    config = services().config
    return bool(config.public_url) or config.host not in {"127.0.0.1", "localhost", "::1"}


@blueprint.get("/<int:class_id>")
def show_class(class_id: int) -> Any:
    """Show a class: its code, who teaches it, what can be done."""
    return _hub(require_class(class_id))


def _hub(facts: ClassFacts, error: str = "", status: int = 200) -> Any:
    g.has_errors = g.get("has_errors", False) or bool(error)
    visitor = require_role(Role.TEACHER)
    with services().database.read() as connection:
        teachers = classes.teachers_of(connection, facts.id)
        pupils = classes.pupils_of(connection, facts.id)
        done = log.entries(connection, class_id=facts.id, kind=KIND, limit=50)
    page = render_template(
        _HUB,
        facts=facts,
        address=join_address(facts),
        is_reached=_is_reached(),
        now=services().clock(),
        teachers=teachers,
        waiting=sum(pupil.joined_at is None for pupil in pupils),
        done=done,
        error=error,
        typed=request.form if error or g.is_refused else {},
        owns=_owns(facts, visitor),
        me=visitor.reader_id,
    )
    return page, status


def _owns(facts: ClassFacts, visitor: Visitor) -> bool:
    with services().database.read() as connection:
        teachers = classes.teachers_of(connection, facts.id)
    return visitor.is_administrator or any(
        one.is_owner and one.reader_id == visitor.reader_id for one in teachers
    )


@blueprint.get("/<int:class_id>/qr.svg")
def show_qr(class_id: int) -> Any:
    """Draw the address to join a class at."""
    picture = io.BytesIO()
    address = join_address(require_class(class_id))
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=4, light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/<int:class_id>")
def change_class(class_id: int) -> Any:
    """Do what the button says."""
    facts, wanted = require_class(class_id), request.form.get("action", "")
    if wanted in _SWITCHES:
        message, change = _SWITCHES[wanted]
        do(class_id, message, lambda c: change(c, class_id))
        return back_to(".show_class", class_id)
    if wanted in _FORMS:
        if error := _FORMS[wanted](facts):
            return _hub(facts, error, 422)
        is_mine = class_id in {one.id for one in my_classes()}
        is_mine = is_mine or require_role(Role.TEACHER).is_administrator
        return back_to(".show_class", class_id) if is_mine else redirect_to(".show_classes")
    return _hub(facts, _("Choose what to do with one of the buttons."), 422)


def _set(**values: object) -> Callable[[Connection, int], None]:
    return lambda connection, class_id: classes.change_class(connection, class_id, **values)


def _renew(*, is_short: bool) -> Callable[[Connection, int], None]:
    return lambda connection, class_id: classes.renew_code(
        connection, class_id, services().clock(), is_short=is_short
    )


def _archive(connection: Connection, class_id: int) -> None:
    classes.change_class(connection, class_id, archived_at=services().clock())


_SWITCHES: dict[str, tuple[Message, Callable[[Connection, int], None]]] = {
    "lock": (Message("Locked joining."), _set(is_locked=True)),
    "unlock": (Message("Let pupils join again."), _set(is_locked=False)),
    "lasting": (Message("Made a new lasting code."), _renew(is_short=False)),
    "short": (Message("Made a new code for 24 hours."), _renew(is_short=True)),
    "offer": (Message("Offers the roster's names on the join page."), _set(offers_names=True)),
    "hide": (Message("Shows no names on the join page."), _set(offers_names=False)),
    "archive": (Message("Archived the class."), _archive),
    "restore": (Message("Brought the class back from the archive."), _set(archived_at=None)),
}


def _rename(facts: ClassFacts) -> str:
    form = ClassForm(request.form)
    if not form.validate():
        return str(next(iter(form.name.errors)))
    name = str(form.name.data)
    message = Message(
        "Renamed the class from %(old)s to %(new)s.", {"old": facts.name, "new": name}
    )
    do(facts.id, message, lambda c: classes.change_class(c, facts.id, name=name))
    return ""


def _add_teacher(facts: ClassFacts) -> str:
    with services().database.read() as connection:
        person = accounts.person_called(connection, request.form.get("user_name", ""))
    if person is None or person.disabled_at:
        return _("Nobody signs in with this user name.")
    message = Message("Added the teacher #%(number)d.", {"number": person.reader_id})
    do(facts.id, message, lambda c: classes.add_teacher(c, facts.id, person.reader_id))
    return ""


def _remove_teacher(facts: ClassFacts) -> str:
    number = request.form.get("reader_id", 0, type=row_number)
    visitor = require_role(Role.TEACHER)
    if number != visitor.reader_id and not _owns(facts, visitor):
        return _("Only whoever made the class removes others.")
    message = Message("Removed the teacher #%(number)d.", {"number": number})

    def job(connection: Connection) -> bool:
        is_gone = classes.remove_teacher(connection, facts.id, number)
        if is_gone:
            note(connection, facts.id, message, visitor.reader_id)
        return is_gone

    return "" if services().database.write(job) else _("Whoever made the class stays its teacher.")


_FORMS: dict[str, Callable[[ClassFacts], str]] = {
    "rename": _rename,
    "add-teacher": _add_teacher,
    "remove-teacher": _remove_teacher,
}
