"""One pupil of a class: the name, the seat, and what they get in every quiz."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from flask import g, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import ValidationError

from quizapp import security_log
from quizapp.core.question import Message
from quizapp.core.sheets.roster import MOST_ATTEMPTS, read_factor, write_factor
from quizapp.core.terms import Accommodation
from quizapp.storage import roster
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.storage.roster import Seated
from quizapp.storage.terms import set_accommodation
from quizapp.web.classes.rooms import back_to, blueprint, do
from quizapp.web.classes.roster import PupilForm, is_taken, number_namesakes, seats_of
from quizapp.web.roles import require_class, require_role
from quizapp.web.services import services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _
from quizapp.web.translations import lazy

_PAGE: Final = "classes/pupil.html"
_USUAL: Final = ("1", "1.25", "1.5", "2")
_ADDRESS: Final = "/<int:class_id>/pupils/<int:reader_id>"


class GivenForm(PupilForm):
    """A pupil's name and number, and what they get in every quiz."""

    times = (
        ("1", lazy("as everybody")),
        ("1.25", lazy("a quarter more (× 1.25)")),
        ("1.5", lazy("half as much again (× 1.5)")),
        ("2", lazy("twice as much (× 2)")),
        ("none", lazy("no limit")),
        ("other", lazy("another factor:")),
    )
    time = StringField(lazy("Time"))
    factor = StringField(lazy("Factor"), render_kw={"autocomplete": "off", "maxlength": 12})
    extra_attempts = IntegerField(
        lazy("Extra attempts at each quiz"),
        default=0,
        render_kw={"min": 0, "max": MOST_ATTEMPTS},
    )
    has_large_text = BooleanField(lazy("Larger text on all pages"))

    def validate_time(self, field: Any) -> None:
        if field.data not in {*_USUAL, "other", "none"}:
            raise ValidationError(lazy("Choose how much time the pupil has."))

    def validate_factor(self, field: Any) -> None:
        if self.time.data == "other" and read_factor(field.data or "") is None:
            raise ValidationError(lazy("A factor is a number from 1 to 10, such as 1.75."))

    def validate_extra_attempts(self, field: Any) -> None:
        if field.data is None or not 0 <= field.data <= MOST_ATTEMPTS:
            raise ValidationError(lazy("Extra attempts are a number from 0 to 20."))

    def accommodation(self) -> Accommodation:
        """Return what was chosen."""
        typed = self.factor.data if self.time.data == "other" else self.time.data
        factor = read_factor(str(typed)) or Fraction(1)
        attempts, is_large = int(self.extra_attempts.data or 0), bool(self.has_large_text.data)
        return Accommodation(factor, self.time.data == "none", attempts, is_large)


def require_seat(class_id: int, reader_id: int) -> tuple[ClassFacts, Seated]:
    """Return a pupil who sits in a class that who asks teaches."""
    facts = require_class(class_id)
    with services().database.read() as connection:
        seat = roster.seat_of(connection, class_id, reader_id)
    if seat is None or seat.removed_at is not None:
        raise NotFound
    return facts, seat


@blueprint.get(_ADDRESS)
def show_pupil(class_id: int, reader_id: int) -> Any:
    """Show what a teacher can change about a pupil."""
    facts, seat = require_seat(class_id, reader_id)
    by = require_role(Role.TEACHER).reader_id
    security_log.note("pupil seen", services().clock(), by=by, who=reader_id)
    form = GivenForm(request.form) if g.is_refused else _filled(seat)
    return render_template(_PAGE, form=form, **_values(facts, seat))


def _filled(seat: Seated) -> GivenForm:
    given = seat.accommodation
    factor = write_factor(given.time_factor)
    time = "none" if given.has_no_limit else factor if factor in _USUAL else "other"
    return GivenForm(
        name=seat.name,
        external_id=seat.external_id or "",
        time=time,
        factor=factor if time == "other" else "",
        extra_attempts=given.extra_attempts,
        has_large_text=given.has_large_text,
    )


def _values(facts: ClassFacts, seat: Seated) -> dict[str, Any]:
    here = [one for one in seats_of(facts.id) if one.removed_at is None]
    number = number_namesakes(here).get(seat.reader_id)
    return {"facts": facts, "seat": seat, "number": number}


@blueprint.post(_ADDRESS)
def change_pupil(class_id: int, reader_id: int) -> Any:
    """Store what was changed; attempts that are open feel it at once."""
    facts, seat = require_seat(class_id, reader_id)
    form = GivenForm(request.form)
    if not form.validate():
        return refuse(_PAGE, form, "name", None, **_values(facts, seat))
    if is_taken(class_id, str(form.external_id.data or ""), reader_id):
        taken = _("Another pupil of this class has this number.")
        return refuse(_PAGE, form, "external_id", taken, **_values(facts, seat))
    _store(class_id, seat, form)
    return back_to(".show_roster", class_id)


def _store(class_id: int, seat: Seated, form: GivenForm) -> None:
    parts, wanted, reader_id = services(), form.accommodation(), seat.reader_id
    name, external_id = str(form.name.data), str(form.external_id.data or "") or None

    def rename(connection: Connection) -> None:
        if not seat.has_account:
            roster.rename_pupil(connection, reader_id, name)
        roster.change_seat(connection, class_id, reader_id, external_id=external_id)

    def accommodate(connection: Connection) -> None:
        set_accommodation(connection, parts.versions, reader_id, wanted, parts.clock())

    if (name, external_id) != (seat.name, seat.external_id):
        do(class_id, Message("Changed name or number of pupil %(who)s.", _who(seat)), rename)
    if wanted != seat.accommodation:
        values = {**_who(seat), "time": _time(wanted), "attempts": wanted.extra_attempts}
        do(class_id, Message(_LOGGED, values), accommodate)


_LOGGED: Final = "Accommodations of pupil %(who)s: time %(time)s, %(attempts)d extra attempts."


def _who(seat: Seated) -> dict[str, str | int]:
    return {"who": f"#{seat.reader_id}"}


def _time(given: Accommodation) -> str:
    return "without limit" if given.has_no_limit else f"× {write_factor(given.time_factor)}"
