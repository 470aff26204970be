"""What a teacher says who opens an attempt again: until when, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from wtforms import Form, StringField
from wtforms.validators import DataRequired, ValidationError

from quizapp.storage.attempts import Taken
from quizapp.web.forms import MomentField
from quizapp.web.teach_results.reasons import REASON_LENGTH, clean_reason
from quizapp.web.translations import gettext as _
from quizapp.web.translations import lazy as _l

_USUAL: Final = timedelta(days=1)


class ReopenForm(Form):
    """Without a time the attempt has no end, until it is handed in."""

    until = MomentField(label=_l("Until"), later=True)
    why = StringField(
        _l("Reason"),
        filters=[clean_reason],
        validators=[DataRequired(_l("Type the reason: it stands on record."))],
        # A browser does not send half a date: that it has to complain of itself, so the form has
        # no `novalidate`. Of a missing reason the page tells, as elsewhere.
        render_kw={
            "maxlength": REASON_LENGTH,
            "autocomplete": "off",
            "required": False,
            "aria-required": "true",
        },
    )
    now: datetime | None = None

    def validate_until(self, field: Any) -> None:
        if field.data and self.now and field.data <= self.now:
            raise ValidationError(_("This time is past: choose a later one."))


def new_form(taken: Taken, now: datetime) -> ReopenForm:
    """Return a form with a time in it, where the attempt had an end: it is not to lose it."""
    until = taken.deadline
    if until and until <= now:
        until = now + _USUAL
    return ReopenForm(until=until)
