"""Two addresses for machines that watch over the server."""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, jsonify
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from quizapp.logs import describe
from quizapp.storage.integrity import missing_columns
from quizapp.web.machines_seen import seen
from quizapp.web.services import services

blueprint = Blueprint("machines", __name__)
log = logging.getLogger(__name__)


@blueprint.get("/healthz")
def health() -> Any:
    """Say that the process answers."""
    return jsonify(status="ok", **seen())


@blueprint.get("/readyz")
def readiness() -> Any:
    """Say that readers can be sent here: or not, and why."""
    reason = _why_not()
    if reason:
        return jsonify(status="not ready", reason=reason), 503, [("Retry-After", "2")]
    return jsonify(status="ok", quizzes=sum(1 for _ in services().bank.quizzes()))


def _why_not() -> str:
    """Return why nobody should be sent here, nothing when all is well."""
    parts = services()
    try:
        if not parts.database.write(_takes_writes):
            return "the database takes no writes: it is a standby"
        with parts.database.read() as connection:
            missing = missing_columns(connection)
    except SQLAlchemyError as error:
        # Its words may hold the database's address; they are for the log.
        log.error("not ready: %s", describe(error))
        return "the database does not answer, or takes no writes"
    if missing:
        return f"the database has no {missing[0]}: it is of another version"
    if not any(parts.bank.entries()) and not parts.bank.folder.is_dir():
        return "there is no folder of quizzes"
    return ""


def _takes_writes(connection: Connection) -> bool:
    """Tell whether a transaction that writes can begin. SQLite's has begun, or nobody is here."""
    if connection.dialect.name == "sqlite":
        return True
    answer: str = connection.execute(text("SHOW transaction_read_only")).scalar_one()
    return answer == "off"
