"""Two of a roster who are one and the same: a page to make sure, then one of them."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.question import Message
from quizapp.storage import merging
from quizapp.storage.classes import ClassFacts
from quizapp.storage.merging import Person
from quizapp.storage.models import Role
from quizapp.web.classes.pupil import require_seat
from quizapp.web.classes.rooms import back_to, blueprint, note
from quizapp.web.classes.roster import complain
from quizapp.web.numbers import ROWS, number
from quizapp.web.roles import require_class, require_role
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


@blueprint.get("/<int:class_id>/merge")
def show_merge(class_id: int) -> Any:
    """Show the two side by side, and what will become of their work."""
    people = _two(class_id, request.args.get("one"), request.args.get("other"))
    return _page(require_class(class_id), people)


def _two(class_id: int, one: str | None, other: str | None) -> list[Person]:
    numbers = [number(n, 1, ROWS) or 0 for n in (one, other)]
    if len(set(numbers)) != 2:
        raise NotFound
    people = []
    for reader_id in numbers:
        require_seat(class_id, reader_id)
        with services().database.read() as connection:
            person = merging.person_to_merge(connection, reader_id)
        if person is None:
            raise NotFound
        people.append(person)
    return people


def _page(facts: ClassFacts, people: list[Person], error: str = "") -> Any:
    g.has_errors = bool(error)
    page = render_template(
        "classes/merge.html",
        facts=facts,
        people=people,
        seats={one.reader_id: require_seat(facts.id, one.reader_id)[1] for one in people},
        both_open=sorted(set(people[0].open_quizzes) & set(people[1].open_quizzes)),
        error=error,
    )
    return page, 422 if error else 200


@blueprint.post("/<int:class_id>/merge")
def merge(class_id: int) -> Any:
    """Make one of two."""
    facts, sent = require_class(class_id), request.form
    people = _two(class_id, sent.get("one"), sent.get("other"))
    if any(one.has_account for one in people):
        return complain(facts, _("Somebody who signs in with a password cannot be merged."))
    keep = next((one for one in people if str(one.reader_id) == sent.get("keep")), None)
    if keep is None:
        return _page(facts, people, _("Choose which name stays."))
    gone = next(one for one in people if one is not keep)
    if not _merge(class_id, keep, gone):
        return _page(facts, people, _("Something has changed meanwhile. Look again, then merge."))
    return back_to(".show_roster", class_id)


def _merge(class_id: int, keep: Person, gone: Person) -> bool:
    parts, author = services(), require_role(Role.TEACHER).reader_id
    now = parts.clock()
    merging.hand_in_doubles(parts.database, parts.versions, keep.reader_id, gone.reader_id, now)

    def job(connection: Connection) -> bool:
        if not merging.merge(connection, parts.versions, keep.reader_id, gone.reader_id, now):
            return False
        values = {"gone": f"#{gone.reader_id}", "keep": f"#{keep.reader_id}"}
        note(connection, class_id, Message("Merged pupil %(gone)s into %(keep)s.", values), author)
        return True

    is_done = parts.database.write(job)
    if is_done:
        security_log.note("merged", now, by=author, who=keep.reader_id, gone=gone.reader_id)
    return is_done
