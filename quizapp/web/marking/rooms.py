"""What the pages of marking share: who marks, and which answers there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from flask import Blueprint, redirect, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.types.open_response import OpenResponse
from quizapp.storage.models import Role
from quizapp.storage.to_mark import Script, scripts_of
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker

blueprint = Blueprint("marking", __name__, url_prefix="/teach/marking")
blueprint.before_request(only(Role.TEACHER))

KEPT: Final = ("second", "names")
"""What a teacher has switched on: to mark what others have marked, to see the names."""


def load_scripts(name: str, question: str) -> Sequence[Script]:
    """Return the answers to a question that who asks may mark; 404 when there is none."""
    parts = services()
    with parts.database.read() as connection:
        scripts = scripts_of(connection, parts.versions, onlooker(), name, question)
    if not scripts:
        raise NotFound
    return scripts


def question_of(script: Script, name: str) -> OpenResponse:
    """Return the question as it was when it was answered."""
    asked = services().versions.get(script.version_id).items[name].question
    if not isinstance(asked, OpenResponse):
        raise NotFound
    return asked


def back_to(endpoint: str, **values: Any) -> Any:
    """Lead to a page after a form was sent."""
    return redirect(url_for(endpoint, **values), 303)
