"""Error pages: what happened and what to do next. Nothing of the inside is told."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from flask import Flask, jsonify, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.http import parse_accept_header

from quizapp.logs import describe, request_number
from quizapp.web.roles import NotSignedIn
from quizapp.web.translations import gettext as _
from quizapp.web.wanted import sign_in_url

_TEXT = {"Content-Type": "text/plain; charset=utf-8"}
log = logging.getLogger(__name__)


class Refused(HTTPException):
    """A form that did not come from a page of ours, or from one opened long ago."""

    code = 400


class Later(HTTPException):
    """What costs much, while the same is being done for somebody else."""

    code = 429


def wants_json() -> bool:
    """Tell whether a script asks."""
    return request.is_json or _wants_json(request.headers.get("Accept", ""))


@lru_cache(maxsize=500)
def _wants_json(accepted: str) -> bool:
    return parse_accept_header(accepted, MIMEAccept).best == "application/json"


def init_app(app: Flask) -> None:
    """Register the pages. A wrong host is refused before anything else is looked at."""
    app.before_request(_only_known_hosts)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(NoConnectionError, _busy)
    app.register_error_handler(Exception, _crash)


def _only_known_hosts() -> None:
    if isinstance(request.routing_exception, SecurityError):
        raise request.routing_exception


def _wrong_host(_error: SecurityError) -> Any:
    # Without a trusted host no address can be built, and so no page of ours.
    return "This server is not reached under that name. See QUIZAPP_HOSTS.\n", 400, _TEXT


def _words(code: int) -> tuple[str, str]:
    known = {
        404: (
            _("This page is not here"),
            _("The address may be mistyped, or it belongs to somebody else."),
        ),
        405: (_("That cannot be done here"), _("Go back and try again from the page.")),
        413: (_("That is too much"), _("What you sent is larger than this page takes.")),
        429: (
            _("Not just now"),
            _("The same is being made for somebody else. Try again in a minute."),
        ),
        503: (
            _("Saving does not work right now"),
            _("Nothing you had saved is lost. Wait a moment and send it again."),
        ),
        500: (
            _("Something went wrong on our side"),
            _("Nothing you had saved is lost. Try again in a moment."),
        ),
    }
    return known.get(
        code, (_("This could not be done"), _("Go back, reload the page and try again."))
    )


def _reply(code: int, headers: Any = ()) -> Any:
    title, advice = _words(code)
    if wants_json():
        return jsonify(error="refused", message=f"{title}. {advice}"), code, headers
    # By it the fault can be found in the log.
    number = request_number.get() if code >= 500 else ""
    try:
        page = render_template("error.html", title=title, advice=advice, number=number)
    except (OperationalError, NoConnectionError):
        # The frame of a page says who reads it, and asks the same database for that.
        return f"{title}. {advice}\n", code, {**dict(headers), **_TEXT}
    return page, code, headers


def _http_error(error: HTTPException) -> Any:
    if isinstance(error, Refused):
        title = _("This page was open for too long")
        advice = _("Go back, reload the page and send it again.")
        if wants_json():
            return jsonify(error="csrf", message=f"{title}. {advice}"), 400
        return render_template("error.html", title=title, advice=advice, number=""), 400
    if isinstance(error, NotSignedIn) and not wants_json():
        return render_template("sign_in/sign_in_first.html", sign_in_url=sign_in_url()), 404
    if error.response is not None or (error.code is not None and error.code < 400):
        return error
    kept = [
        (name, value) for name, value in error.get_headers() if name in {"Allow", "Retry-After"}
    ]
    return _reply(error.code or 500, kept)


def _busy(error: OperationalError | NoConnectionError) -> Any:
    log.error("the database did not answer: %s", describe(error))
    return _reply(503, [("Retry-After", "2")])


def _crash(error: Exception) -> Any:
    # The address itself may hold a secret: the link to become the teacher is one.
    rule = request.url_rule.rule if request.url_rule else "(none)"
    log.error("request failed: %s %s", request.method, rule, exc_info=error)
    return _reply(500)
