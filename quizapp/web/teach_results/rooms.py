"""The blueprint of the pages about pupils' work."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from quizapp.storage.models import Role
from quizapp.web.roles import only
from quizapp.web.teach_results import (
    attempt,
    files,
    override,
    pupil,
    reopening,
    school_class,
)

blueprint = Blueprint("teach_results", __name__, url_prefix="/teach")
blueprint.before_request(only(Role.TEACHER))


@blueprint.get("/attempts/<attempt_id>")
def show_attempt(attempt_id: str) -> Any:
    """Show an attempt as its pupil saw it, with the log of what was saved."""
    return attempt.render_attempt(attempt_id)


@blueprint.post("/attempts/<attempt_id>/points")
def set_points(attempt_id: str) -> Any:
    """Set points by hand, with a reason."""
    return override.set_points(attempt_id)


@blueprint.post("/attempts/<attempt_id>/points/<int:number>/take-back")
def take_points_back(attempt_id: str, number: int) -> Any:
    """Take points set by hand back."""
    return override.take_back(attempt_id, number)


@blueprint.post("/attempts/<attempt_id>/reopen")
def reopen_attempt(attempt_id: str) -> Any:
    """Open an attempt that has ended again, with a reason."""
    return reopening.reopen_attempt(attempt_id)


@blueprint.get("/quizzes/<name>/download/<sheet>")
def download(name: str, sheet: str) -> Any:
    """Send grades or every answer as a table."""
    return files.send_sheet(name, sheet)


@blueprint.get("/pupils/<int:reader_id>")
def show_pupil(reader_id: int) -> Any:
    """Show what a pupil did over the term."""
    return pupil.render_pupil(reader_id)


@blueprint.get("/classes/<int:class_id>/results")
def show_class(class_id: int) -> Any:
    """Show a class over its quizzes."""
    return school_class.render_class(class_id)


@blueprint.get("/classes/<int:class_id>/results/<sheet>")
def download_class(class_id: int, sheet: str) -> Any:
    """Send a class's grades as a table."""
    return school_class.send_class(class_id, sheet)
