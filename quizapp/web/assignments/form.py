"""The form of an assignment: for whom, its dates, and what differs from the quiz's file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, cast, get_args

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from quizapp.core.settings import Feedback, Settings
from quizapp.core.terms import Conditions
from quizapp.storage.classes import ClassFacts, Pupil
from quizapp.web.forms import MomentField
from quizapp.web.translations import gettext as _
from quizapp.web.words import attempts_words, minutes

ATTEMPTS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
MINUTES: Final = (5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 75, 90, 100, 120, 150, 180, 240)
NO_LIMIT: Final = "0"
AS_THE_FILE_SAYS: Final = ""


class AssignmentForm(Form):
    """What a teacher says of an assignment. Labels are set where the page's language is known."""

    opens = MomentField()
    closes = MomentField(later=True)
    late = SelectField()
    attempts = SelectField()
    minutes = SelectField()
    feedback = SelectField()
    who = RadioField(default="all")
    pupils = SelectMultipleField(coerce=int)
    classes = SelectMultipleField(coerce=int)

    now: datetime | None = None
    """Set for a new assignment: one that is closed already is of no use."""

    def validate_closes(self, field: Any) -> None:
        opens, closes = self.opens.data, field.data
        if closes and opens and closes <= opens:
            raise ValidationError(_("It closes before it opens: choose a later date."))
        if closes and self.now and closes <= self.now:
            raise ValidationError(_("This closing date is past: choose a later one."))

    def validate_pupils(self, field: Any) -> None:
        if self.who.data == "some" and not field.data:
            raise ValidationError(_("Choose at least one pupil, or the whole class."))

    def validate_classes(self, field: Any) -> None:
        if self.who.data == "some" and field.data:
            raise ValidationError(
                _("Single pupils sit in this class alone: leave the other classes out.")
            )

    @property
    def conditions(self) -> Conditions:
        """Return what the form says."""
        return Conditions(
            opens_at=self.opens.data,
            closes_at=self.closes.data,
            accepts_late=self.late.data == "accept",
            attempts=_number(self.attempts.data),
            minutes=_number(self.minutes.data),
            feedback=cast("Feedback | None", self.feedback.data or None),
        )

    @property
    def reader_ids(self) -> list[int]:
        """Return the pupils it is for; none for the whole class."""
        return list(self.pupils.data or ()) if self.who.data == "some" else []


def make_form(
    typed: MultiDict[str, str] | None,
    settings: Settings,
    pupils: Sequence[Pupil],
    others: Iterable[ClassFacts] = (),
    conditions: Conditions | None = None,
    reader_ids: Sequence[int] = (),
) -> AssignmentForm:
    """Return the form, filled with what was typed, else with what the assignment says now."""
    known = conditions or Conditions()
    form = AssignmentForm(typed, data=_data(known, reader_ids))
    form.pupils.choices = [(pupil.reader_id, pupil.name) for pupil in pupils]
    form.classes.choices = [(other.id, other.name) for other in others]
    form.who.choices = [("all", _("The whole class")), ("some", _("Only these pupils"))]
    form.late.choices = [
        ("refuse", _("Nothing is taken any more")),
        ("accept", _("Work is taken, and marked as late")),
    ]
    form.attempts.choices = _attempts_choices(settings, known)
    form.minutes.choices = _minutes_choices(settings, known)
    form.feedback.choices = _feedback_choices(settings)
    _label(form)
    return form


def _data(conditions: Conditions, reader_ids: Sequence[int]) -> dict[str, object]:
    return {
        "opens": conditions.opens_at,
        "closes": conditions.closes_at,
        "late": "accept" if conditions.accepts_late else "refuse",
        "attempts": _text(conditions.attempts),
        "minutes": _text(conditions.minutes),
        "feedback": conditions.feedback or AS_THE_FILE_SAYS,
        "who": "some" if reader_ids else "all",
        "pupils": list(reader_ids),
    }


def _label(form: AssignmentForm) -> None:
    for name, label in (
        ("opens", _("Opens")),
        ("closes", _("Closes")),
        ("late", _("After the closing date")),
        ("attempts", _("Attempts")),
        ("minutes", _("Time limit")),
        ("feedback", _("Feedback")),
    ):
        form[name].label.text = label


def _number(text: Any) -> int | None:
    return int(text) if text else None


def _text(number: int | None) -> str:
    return AS_THE_FILE_SAYS if number is None else str(number)


def _as_file_says(what: str) -> tuple[str, str]:
    said = what[:1].lower() + what[1:]
    return AS_THE_FILE_SAYS, _("As the quiz’s file says: %(what)s", what=said)


def _offered(usual: Sequence[int], known: int | None) -> list[int]:
    return sorted({*usual, known} if known else usual)


def _attempts_choices(settings: Settings, known: Conditions) -> list[tuple[str, str]]:
    offered = _offered(ATTEMPTS, known.attempts)
    return [
        _as_file_says(attempts_words(settings.attempts)),
        (NO_LIMIT, attempts_words(None)),
        *((str(count), attempts_words(count)) for count in offered),
    ]


def _minutes_choices(settings: Settings, known: Conditions) -> list[tuple[str, str]]:
    says = minutes(settings.time_limit) if settings.time_limit else _("no limit")
    offered = _offered(MINUTES, known.minutes)
    return [
        _as_file_says(says),
        (NO_LIMIT, _("No limit")),
        *((str(count), minutes(count)) for count in offered),
    ]


def _feedback_choices(settings: Settings) -> list[tuple[str, str]]:
    named = feedback_names()
    return [
        _as_file_says(named[settings.feedback]),
        *((name, named[name]) for name in get_args(Feedback)),
    ]


def feedback_names() -> dict[str, str]:
    """Name the moments at which a reader learns what was right."""
    return {
        "after-submit": _("Everything, once handed in"),
        "immediate": _("Each question can be checked at once"),
        "after-close": _("Points once handed in, the rest after the closing date"),
        "score-only": _("Points alone"),
        "none": _("Nothing"),
    }
