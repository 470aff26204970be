"""Who may do what: every check of a role is made here.

A page for some role stands in a blueprint with `blueprint.before_request(only(Role.TEACHER))`, or
calls `require_role`. What belongs to one teacher (a class, an assignment) gets its `require_...`
here too: it begins with `require_role` and goes on to ask storage whose it is. The table of
all routes by role is tests/web/routes.toml.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from quizapp.storage import assignments, classes
from quizapp.storage.assignments import Given
from quizapp.storage.classes import ClassFacts
from quizapp.storage.models import Role
from quizapp.storage.sessions import Visitor
from quizapp.web import cookies
from quizapp.web.services import services


class NotSignedIn(NotFound):
    """The page may exist, for somebody who signs in. Nothing tells whether it does."""


def require_role(role: Role) -> Visitor:
    """Return who asks, when the role's rights are theirs; to others the page is not there."""
    visitor = cookies.visitor()
    if visitor is None:
        raise NotSignedIn
    if not visitor.may(role):
        raise NotFound
    return visitor


def only(role: Role) -> Callable[[], None]:
    """Return a check to stand before every page of a blueprint."""

    def check() -> None:
        require_role(role)

    return check


def require_class(class_id: int) -> ClassFacts:
    """Return a class that who asks teaches, or any class to an administrator."""
    visitor = require_role(Role.TEACHER)
    with services().database.read() as connection:
        found = classes.class_taught_by(connection, class_id, visitor.reader_id)
        if found is None and visitor.is_administrator:
            found = classes.get_class(connection, class_id)
    if found is None:
        raise NotFound
    return found


def require_assignment(assignment_id: int) -> Given:
    """Return an assignment of a class that who asks teaches."""
    require_role(Role.TEACHER)
    with services().database.read() as connection:
        given = assignments.get_assignment(connection, assignment_id)
    if given is None:
        raise NotFound
    require_class(given.class_id)
    return given


class _GoTo(HTTPException):
    """Another page is meant for whoever asks."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(response=redirect_to(endpoint))


def redirect_to(endpoint: str) -> Response:
    """Lead to another page after a form was sent."""
    return redirect(url_for(endpoint), 303)


def require_account() -> Visitor:
    """Return who asks, when they have an account; others are led to where they are at home."""
    visitor = cookies.visitor()
    if visitor is None:
        raise _GoTo("sign_in.show_sign_in")
    if visitor.user_name is None:
        raise _GoTo("people.show_resume")
    return visitor
