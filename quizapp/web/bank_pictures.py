"""The pictures beside the bank's files, for whoever writes them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from quizapp.core.passage_file import is_file_name
from quizapp.storage.models import Role
from quizapp.web.library import picture
from quizapp.web.roles import only
from quizapp.web.services import services

blueprint = Blueprint("bank_pictures", __name__, url_prefix="/teach/bank/pictures")
blueprint.before_request(only(Role.TEACHER))


@blueprint.get("/<file>")
def show_picture(file: str) -> Any:
    """Give a picture of the bank's folder; a quiz not saved yet may name it."""
    if not is_file_name(file):
        raise NotFound
    try:
        data = (services().bank.folder / file).read_bytes()
    except OSError:
        raise NotFound from None
    return picture(file, data)
