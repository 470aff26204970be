"""Who looks, at whose work: taken from the session and the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from werkzeug.exceptions import NotFound

from quizapp.storage import assignments, classes
from quizapp.storage.assignments import Given
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.storage.sight import EVERYBODY, Group, Onlooker
from quizapp.web.numbers import ROWS, number
from quizapp.web.quiz_nav import group_of_request
from quizapp.web.roles import require_assignment, require_class, require_role
from quizapp.web.services import services


class Chosen(NamedTuple):
    """The group that a page is about, with its class and its assignment."""

    group: Group = EVERYBODY
    of_class: ClassFacts | None = None
    given: Given | None = None

    @property
    def address(self) -> Mapping[str, int]:
        """Return what stands in the address for it."""
        if self.given:
            return {"assignment": self.given.id}
        return {"class": self.of_class.id} if self.of_class else {}

    @property
    def class_name(self) -> str:
        return self.of_class.name if self.of_class else ""


def onlooker() -> Onlooker:
    """Return the teacher who asks."""
    visitor = require_role(Role.TEACHER)
    return Onlooker(visitor.reader_id, visitor.is_administrator)


def chosen_group(quiz: str) -> Chosen:
    """Return the group that the address names; one that is somebody else's is not there."""
    named = {name: number(value, 0, ROWS) or 0 for name, value in group_of_request().items()}
    if "assignment" in named:
        given = require_assignment(named["assignment"])
        if given.quiz != quiz:
            raise NotFound
        group = Group(given.class_id, given.id)
        return Chosen(group, require_class(given.class_id), given)
    if "class" in named:
        return Chosen(Group(named["class"]), require_class(named["class"]))
    return Chosen()


class Groups(NamedTuple):
    """The classes one teaches, and how the chosen one was given the quiz."""

    classes: Sequence[ClassFacts]
    given: Sequence[Given]


def groups_of(quiz: str, by: Onlooker, chosen: Chosen) -> Groups:
    """Return the groups that somebody can choose for a page about a quiz."""
    class_id = chosen.group.class_id
    with services().database.read() as connection:
        taught = classes.classes_of(connection, by.reader_id)
        given = assignments.assignments_of_class(connection, class_id) if class_id else []
    return Groups(
        [one for one in taught if one.archived_at is None],
        [one for one in given if one.quiz == quiz],
    )
