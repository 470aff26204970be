"""The blueprint of the pages that say what a class understood."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from quizapp.storage.models import Role
from quizapp.web.roles import only
from quizapp.web.understanding import analysis_page, map_page

blueprint = Blueprint("understanding", __name__, url_prefix="/teach/quizzes/<name>")
blueprint.before_request(only(Role.TEACHER))


@blueprint.get("/analysis")
def show_analysis(name: str) -> Any:
    """Show how hard each question was and what to look at, or send the numbers."""
    return analysis_page.render_analysis(name)


@blueprint.get("/map")
def show_map(name: str) -> Any:
    """Show the passage coloured by what was understood."""
    return map_page.render_map(name)
