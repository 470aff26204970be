"""A quiz to print, for teachers: the passage in lines, forms A and B, answer sheets and keys."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.paper.sheet import print_quiz, words_on_sheet
from quizapp.core.words import PAPER, direction
from quizapp.formats.paper import isolated
from quizapp.storage.models import Role
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.translations import gettext as _
from quizapp.web.translations import page_language

blueprint = Blueprint("paper", __name__, url_prefix="/teach/bank")
blueprint.before_request(only(Role.TEACHER))


@blueprint.get("/<name>/paper")
def show_paper(name: str) -> Any:
    """Show a quiz as it is printed; of a file with errors what can be taken."""
    entry = services().bank.get(name)
    if entry is None or entry.quiz is None:
        raise NotFound
    said = {word: _(msgid) for word, msgid in PAPER.items()}
    return render_template(
        "paper/page.html",
        paper=print_quiz(entry.quiz),
        words=isolated(words_on_sheet(said), page_language()),
        picture_url=_picture,
        direction=direction,
        back_url=url_for("bank.show_file", file=entry.path.name),
    )


def _picture(file: str) -> str:
    return url_for("bank_pictures.show_picture", file=file)
