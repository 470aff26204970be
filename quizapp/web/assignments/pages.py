"""What the pages of assignments share: the blueprint, and what is known of a quiz and a class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from flask import Blueprint

from quizapp.core.bank_index import Card
from quizapp.core.quiz import Quiz
from quizapp.core.settings import Settings
from quizapp.core.terms import Conditions, Terms, make_terms
from quizapp.storage import classes
from quizapp.storage.classes import ClassFacts, Pupil
from quizapp.storage.models import Role
from quizapp.web.roles import only, require_role
from quizapp.web.services import services

blueprint = Blueprint("assignments", __name__, url_prefix="/teach")
blueprint.before_request(only(Role.TEACHER))

SHOWS_KEY: Final = frozenset({"after-submit", "immediate"})


def quiz_called(name: str) -> Quiz | None:
    """Return a quiz of the bank, whatever its status; None when it is not there."""
    entry = services().bank.get(name)
    return entry.quiz if entry else None


def card_of(name: str) -> Card | None:
    """Return what is known of a quiz before it is read."""
    entry = services().bank.get(name)
    return entry.card if entry else None


def title_of(name: str) -> str:
    """Return a quiz's title, or its name when its file is gone."""
    card = card_of(name)
    return card.title if card else name


def settings_of(name: str) -> Settings:
    """Return the settings of a quiz's file; the usual ones when it is gone."""
    quiz = quiz_called(name)
    return quiz.settings if quiz else Settings()


def terms_for_all(name: str, conditions: Conditions) -> Terms:
    """Return what holds for whoever has no accommodation."""
    return make_terms(settings_of(name), conditions)


class Oracle(NamedTuple):
    """A quiz that tells right answers to whoever takes it on the side. `file` is to be changed."""

    status: str
    file: str


def oracle_of(quiz: Quiz) -> Oracle | None:
    """Return how a pupil could learn the key before they are graded, if they can.

    Under another name, on another device, the quiz is nobody's assignment.
    """
    if quiz.status == "draft" or quiz.settings.feedback not in SHOWS_KEY:
        return None
    entry = services().bank.get(quiz.name)
    return Oracle(quiz.status, entry.path.name) if entry else None


def pupils_of(class_id: int) -> Sequence[Pupil]:
    """Return who sits in a class."""
    with services().database.read() as connection:
        return classes.pupils_of(connection, class_id)


def other_classes(class_id: int) -> list[ClassFacts]:
    """Return the other classes that who asks teaches now."""
    teacher = require_role(Role.TEACHER)
    with services().database.read() as connection:
        taught = classes.classes_of(connection, teacher.reader_id)
    return [one for one in taught if one.id != class_id and one.archived_at is None]
