"""What the rooms of a class share: who may enter, and how what was done is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Blueprint, redirect, url_for
from sqlalchemy import Connection
from wtforms import Form, StringField
from wtforms.validators import InputRequired, ValidationError

from quizapp.core.names import clean_name
from quizapp.core.question import Message
from quizapp.storage import log
from quizapp.storage.classes import CLASS_NAME_LENGTH
from quizapp.storage.models import Role
from quizapp.web.roles import only, require_role
from quizapp.web.services import services
from quizapp.web.translations import lazy

T = TypeVar("T")
KIND: Final = "class"

blueprint = Blueprint("classes", __name__, url_prefix="/teach/classes")
blueprint.before_request(only(Role.TEACHER))


class ClassForm(Form):
    """What a class is called."""

    name = StringField(
        lazy("Name of the class"),
        filters=[clean_name],
        validators=[InputRequired(lazy("Type a name, such as 7b English."))],
        render_kw={"autocomplete": "off", "maxlength": CLASS_NAME_LENGTH, "required": True},
    )

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(lazy("Type a name, such as 7b English."))
        if len(field.data) > CLASS_NAME_LENGTH:
            raise ValidationError(lazy("A class's name has at most 80 characters."))


def do(class_id: int, message: Message, job: Callable[[Connection], T]) -> T:
    """Do something to a class and log it, both or neither."""
    parts, author = services(), require_role(Role.TEACHER).reader_id

    def logged(connection: Connection) -> T:
        result = job(connection)
        note(connection, class_id, message, author)
        return result

    return parts.database.write(logged)


def note(connection: Connection, class_id: int, message: Message, author: int) -> None:
    """Add an entry about a class to the log."""
    log.add_entry(connection, author, KIND, message, services().clock(), class_id=class_id)


def back_to(endpoint: str, class_id: int, **values: Any) -> Any:
    """Lead to a room of the class after a form was sent."""
    return redirect(url_for(endpoint, class_id=class_id, **values), 303)
