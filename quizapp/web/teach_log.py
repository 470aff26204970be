"""The log: what teachers did that pupils' work or marks hang on."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template, request

from quizapp.storage import log
from quizapp.storage.models import Role
from quizapp.web.numbers import row_number
from quizapp.web.roles import only, require_class
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker

blueprint = Blueprint("teach_log", __name__, url_prefix="/teach/log")
blueprint.before_request(only(Role.TEACHER))
_PAGE: Final = 100


@blueprint.get("")
def show_log() -> Any:
    """Show the newest entries, or older ones: of a quiz, of a class, or of all quizzes."""
    quiz = request.args.get("quiz") or None
    class_id = request.args.get("class", type=row_number)
    if class_id is not None:
        require_class(class_id)
    with services().database.read() as connection:
        before = request.args.get("before", type=row_number)
        # One more than is shown tells whether there are older ones.
        found = log.entries(
            connection,
            quiz=quiz,
            class_id=class_id,
            limit=_PAGE + 1,
            before=before,
            by=onlooker(),
        )
    return render_template(
        "teach/log.html",
        entries=found[:_PAGE],
        has_older=len(found) > _PAGE,
        is_newest=before is None,
        chosen={"quiz": quiz, "class": class_id},
        quiz=quiz,
    )
