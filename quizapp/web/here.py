"""An attempt's page says that its reader is there: for the teacher who watches an assignment."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, g, request
from werkzeug.exceptions import NotFound

from quizapp.storage.presence import note_presence
from quizapp.web.services import services

blueprint = Blueprint("here", __name__, url_prefix="/attempts/<attempt_id>")
_MOST: Final = 10_000


@blueprint.post("/here")
def note_here(attempt_id: str) -> Any:
    """Note at which question the reader is: 0 is the passage, past the last is the check page."""
    body: Any = request.get_json(silent=True) if request.is_json else None
    position = body.get("position") if isinstance(body, dict) else None
    if type(position) is not int or not 0 <= position <= _MOST or not g.token:
        raise NotFound
    parts = services()
    if not note_presence(parts.database, g.token, attempt_id, position, parts.clock()):
        raise NotFound
    return "", 204
