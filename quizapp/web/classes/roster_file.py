"""A roster that is uploaded: first a page that says what would happen, then it happens."""

from __future__ import annotations

from typing import Any, Final

from flask import g, render_template, request
from sqlalchemy import Connection

from quizapp.core.encoding import decode
from quizapp.core.question import Message
from quizapp.core.sheets.roster import RosterFile, read_roster, write_factor
from quizapp.core.sheets.table import SheetError
from quizapp.storage import roster_file
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.storage.roster_file import Fate, Plan
from quizapp.web.classes.rooms import back_to, blueprint, note
from quizapp.web.classes.roster import complain
from quizapp.web.roles import require_class, require_role
from quizapp.web.services import services
from quizapp.web.translations import gettext as _

_LARGEST: Final = 300_000


@blueprint.post("/<int:class_id>/roster/file")
def preview_roster(class_id: int) -> Any:
    """Say what an uploaded table would do. Nothing is changed yet."""
    facts, given = require_class(class_id), request.files.get("file")
    content = given.read(_LARGEST + 1) if given else b""
    if not content:
        return complain(facts, _("Choose a file first."), "file")
    return _read(facts, content, is_changed=False)


def _read(facts: ClassFacts, content: bytes, *, is_changed: bool) -> Any:
    if len(content) > _LARGEST:
        return complain(facts, _("The file is larger than 300 kB: it is no roster."), "file")
    try:
        found = read_roster(content)
    except (SheetError, UnicodeError) as error:
        words = _("This file cannot be read as a table of pupils: %(reason)s.", reason=error)
        return complain(facts, words, "file")
    with services().database.read() as connection:
        plan = roster_file.plan_for(connection, facts.id, found.pupils)
    return _preview(facts, decode(content), found, plan, is_changed=is_changed)


def _preview(
    facts: ClassFacts, text: str, found: RosterFile, plan: Plan, *, is_changed: bool
) -> Any:
    g.has_errors = is_changed
    return render_template(
        "classes/roster_file.html",
        facts=facts,
        text=text,
        remarks=found.remarks,
        plan=plan,
        Fate=Fate,
        write_factor=write_factor,
        is_changed=is_changed,
    )


@blueprint.post("/<int:class_id>/roster/confirm")
def take_roster(class_id: int) -> Any:
    """Do what the page before said, unless something else would happen by now."""
    facts, content = require_class(class_id), request.form.get("table", "").encode()
    try:
        found = read_roster(content)
    except (SheetError, UnicodeError):
        return complain(facts, _("Choose a file first."), "file")
    parts, author = services(), require_role(Role.TEACHER).reader_id

    def job(connection: Connection) -> bool:
        plan = roster_file.plan_for(connection, class_id, found.pupils)
        if plan.digest != request.form.get("plan"):
            return False
        roster_file.carry_out(
            connection, parts.versions, parts.secret, class_id, plan, parts.clock()
        )
        values = {fate.value: plan.count(fate) for fate in Fate}
        note(connection, class_id, Message(_LOGGED, values), author)
        return True

    if parts.database.write(job):
        return back_to(".show_roster", class_id)
    return _read(facts, content, is_changed=True)


_LOGGED: Final = (
    "Took a roster: %(new)d new, %(changed)d changed, %(back)d back, %(same)d as before."
)
