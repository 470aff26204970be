"""The roster of a class: who sits in it, added by hand; and what is done with several at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from sqlalchemy import Connection
from wtforms import StringField

from quizapp.core.names import clean_name, namesakes
from quizapp.core.question import Message
from quizapp.core.sheets.roster import COLUMNS, ID_LENGTH, write_factor
from quizapp.core.spreadsheet import defuse
from quizapp.storage import roster
from quizapp.storage.classes import ClassFacts
from quizapp.storage.roster import Seated
from quizapp.web.classes.hub import my_classes
from quizapp.web.classes.rooms import back_to, blueprint, do
from quizapp.web.forms import NameForm
from quizapp.web.numbers import row_number
from quizapp.web.paging import page_of, slice_of
from quizapp.web.roles import require_class
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _
from quizapp.web.translations import lazy

_PAGE = "classes/roster.html"


class PupilForm(NameForm):
    """A pupil who is added by hand."""

    asks = "Type a name."
    name = StringField(
        lazy("Name"), filters=[clean_name], render_kw={"autocomplete": "off", "maxlength": 40}
    )
    external_id = StringField(
        lazy("The school’s number, if there is one"),
        filters=[clean_name],
        render_kw={"autocomplete": "off", "maxlength": ID_LENGTH},
    )


def seats_of(class_id: int) -> list[Seated]:
    """Return all seats of a class, also of those who left it."""
    with services().database.read() as connection:
        return roster.roster_of(connection, class_id)


def number_namesakes(seats: Sequence[Seated]) -> dict[int, int]:
    """Number the second and third pupil of a name, in the order in which they came."""
    came = sorted(seats, key=lambda seat: (seat.added_at, seat.reader_id))
    return dict(namesakes((seat.reader_id, seat.name) for seat in came))


def _values(facts: ClassFacts) -> dict[str, Any]:
    seats = seats_of(facts.id)
    sitting = [seat for seat in seats if seat.removed_at is None]
    gone = [seat for seat in seats if seat.removed_at is not None]
    is_whole = "all" in request.args
    # Both lists are turned over together: the longer one says how many pages there are.
    here = page_of(0 if is_whole else max(len(sitting), len(gone)))
    others = [one for one in my_classes() if one.id != facts.id and one.archived_at is None]
    return {
        "facts": facts,
        "here": here,
        "is_whole": is_whole,
        "pupils": len(sitting),
        "left": len(gone),
        "seats": sitting if is_whole else slice_of(sitting, here.page),
        "gone": gone if is_whole else slice_of(gone, here.page),
        "numbers": number_namesakes(sitting),
        "others": others,
        "write_factor": write_factor,
        "ticked": request.form.getlist("pupil"),
    }


@blueprint.get("/<int:class_id>/roster")
def show_roster(class_id: int) -> Any:
    """Show who sits in a class."""
    facts = require_class(class_id)
    form = PupilForm(request.form if g.is_refused else None)
    return render_template(_PAGE, form=form, error="", **_values(facts))


@blueprint.post("/<int:class_id>/roster")
def change_roster(class_id: int) -> Any:
    """Add a pupil, or do with the ticked ones what the button says."""
    facts, wanted = require_class(class_id), request.form.get("action", "add")
    if wanted == "add":
        return _add(facts)
    ticked = ticked_seats(class_id)
    if wanted == "merge":
        return _go_to_merge(facts, ticked)
    if wanted not in _ACTIONS or not ticked:
        return complain(facts, _("Tick at least one pupil, then press a button."))
    if error := _ACTIONS[wanted](facts, ticked):
        return complain(facts, error, "target")
    return back_to(".show_roster", class_id, **_place())


def _place() -> dict[str, str]:
    """Return which part of the roster the address asks for."""
    return {name: request.args[name] for name in ("page", "all") if name in request.args}


def ticked_seats(class_id: int) -> list[Seated]:
    """Return the seats of the pupils that were ticked, of this class alone."""
    ticked = set(request.form.getlist("pupil"))
    return [seat for seat in seats_of(class_id) if str(seat.reader_id) in ticked]


def complain(facts: ClassFacts, error: str, place: str = "pupil") -> Any:
    """Show the roster again with what is wrong, and lead to the field of it."""
    g.has_errors = True
    return render_template(_PAGE, form=PupilForm(), error=error, place=place, **_values(facts)), 422


def _add(facts: ClassFacts) -> Any:
    parts, form = services(), PupilForm(request.form)
    if not form.validate():
        return refuse(_PAGE, form, "name", None, error="", **_values(facts))
    name, external_id = str(form.name.data), str(form.external_id.data or "")
    if is_taken(facts.id, external_id):
        taken = _("Another pupil of this class has this number.")
        return refuse(_PAGE, form, "external_id", taken, error="", **_values(facts))

    def job(connection: Connection) -> int:
        now = parts.clock()
        return roster.add_pupil(connection, parts.secret, facts.id, name, external_id, now)

    do(facts.id, Message("Added a pupil to the roster."), job)
    return back_to(".show_roster", facts.id)


def is_taken(class_id: int, external_id: str, but: int | None = None) -> bool:
    """Tell whether another pupil of a class has a number of the school."""
    return any(
        seat.external_id == external_id and seat.reader_id != but
        for seat in seats_of(class_id)
        if external_id
    )


def _go_to_merge(facts: ClassFacts, ticked: Sequence[Seated]) -> Any:
    if len(ticked) != 2:
        return complain(facts, _("Tick the two pupils who are one and the same."))
    one, other = ticked
    address = url_for(".show_merge", class_id=facts.id, one=one.reader_id, other=other.reader_id)
    return redirect(address, 303)


def _numbers(seats: Sequence[Seated]) -> str:
    return ", ".join(f"#{seat.reader_id}" for seat in seats)


def _remove(facts: ClassFacts, ticked: Sequence[Seated]) -> str:
    set_removed(facts, ticked, "Removed pupils from the class: %(pupils)s.", services().clock())
    return ""


def _restore(facts: ClassFacts, ticked: Sequence[Seated]) -> str:
    set_removed(facts, ticked, "Took pupils back into the class: %(pupils)s.", None)
    return ""


def set_removed(facts: ClassFacts, ticked: Sequence[Seated], msgid: str, at: Any) -> None:
    """Let pupils leave a class, or come back into it; what they have done stays."""

    def job(connection: Connection) -> None:
        for seat in ticked:
            roster.change_seat(connection, facts.id, seat.reader_id, removed_at=at)

    do(facts.id, Message(msgid, {"pupils": _numbers(ticked)}), job)


def _move(facts: ClassFacts, ticked: Sequence[Seated]) -> str:
    target = request.form.get("target", 0, type=row_number)
    other = next((one for one in my_classes() if one.id == target and one.id != facts.id), None)
    if other is None or other.archived_at:
        return _("Choose one of your other classes.")
    now = services().clock()

    def job(connection: Connection) -> None:
        for seat in ticked:
            if seat.removed_at is None:
                roster.move_pupil(connection, seat, facts.id, other.id, now)

    values = {"pupils": _numbers(ticked), "class": other.name}
    do(facts.id, Message("Moved pupils to %(class)s: %(pupils)s.", values), job)
    return ""


_ACTIONS: dict[str, Callable[[ClassFacts, Sequence[Seated]], str]] = {
    "remove": _remove,
    "restore": _restore,
    "move": _move,
}


@blueprint.get("/<int:class_id>/roster.csv")
def download_roster(class_id: int) -> Any:
    """Give the roster as a table, as it can be taken back."""
    facts = require_class(class_id)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for seat in seats_of(class_id):
        if seat.removed_at is None:
            table.writerow(_cells(seat))
    response = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="roster-{facts.id}.csv"'
    return response


def _cells(seat: Seated) -> list[str]:
    given = seat.accommodation
    return [
        defuse(seat.name),
        defuse(seat.external_id or ""),
        "no limit" if given.has_no_limit else write_factor(given.time_factor),
        str(given.extra_attempts),
        "yes" if given.has_large_text else "no",
        "yes" if seat.joined_at else "no",
    ]
