"""The usual save, answered before Flask: an answer that a script sends, and that is simply stored.

It is most of what a server has to do, and Flask alone would cost more than the save. Nothing is
refused here: what is not quite as usual goes on to Flask, which looks at everything again, knows
what is wrong and says it. So this may only ever store what Flask would have stored too.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.utils import host_is_trusted

from quizapp.logs import request_number
from quizapp.metrics import SAVES
from quizapp.storage.answers import Sent
from quizapp.storage.own_answers import save_own_answer
from quizapp.web import csrf, headers, observing
from quizapp.web.answering import from_json, has_unknown_tokens, make_form
from quizapp.web.cookies import SEEN, cookie_name, token_in
from quizapp.web.script_saves import ACKNOWLEDGED, FAILED, make_receipt, with_tab
from quizapp.web.sent import read_fields
from quizapp.web.services import Services

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_ADDRESS: Final = re.compile(r"/attempts/([\w-]{1,64})/questions/([1-9]\d{0,3})", re.ASCII)
_ROUTE: Final = "/attempts/<attempt_id>/questions/<int:position>"
log = logging.getLogger(__name__)


class _Message(NamedTuple):
    """What a script sent: from which device, and the answer in it."""

    token: str
    sent: Sent


class QuickSaves:
    """A WSGI app that answers the usual save, and hands the rest on to another one: Flask's."""

    def __init__(self, app: Flask) -> None:
        self.rest = app.wsgi_app
        self._parts: Services = app.extensions["quizapp"]
        self._hosts = app.config["TRUSTED_HOSTS"]
        self._most_bytes: int = app.config["MAX_CONTENT_LENGTH"]
        self._cookie = cookie_name(self._parts.config)
        self._zone = self._parts.config.zone
        self._headers = [
            ("Content-Type", "application/json"),
            ("Vary", "Accept-Encoding"),
            *headers.private(self._parts.config),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        is_post = environ["REQUEST_METHOD"] == "POST"
        found = _ADDRESS.fullmatch(environ.get("PATH_INFO", "")) if is_post else None
        body = self._answer(environ, found[1], int(found[2])) if found else None
        if body is None:
            return self.rest(environ, start_response)
        own = [
            ("Content-Length", str(len(body))),
            (observing.HEADER, request_number.get()),
        ]
        start_response("200 OK", self._headers + own)
        return [body]

    def _answer(self, environ: WSGIEnvironment, attempt_id: str, position: int) -> bytes | None:
        """Return the receipt; None where nothing was stored and Flask is to be asked."""
        began = perf_counter()
        request_number.set(observing.new_number())
        try:
            message = self._read(environ, attempt_id, position)
            receipt = self._save(message) if message else None
        except SQLAlchemyError as error:
            # Not tried a second time: what is stored by now but not yet safe would get its receipt.
            environ[FAILED] = error
            receipt = None
        except Exception:
            log.exception("a save was left to Flask")
            receipt = None
        if receipt is not None:
            observing.count(_ROUTE, "POST", 200, perf_counter() - began)
        return receipt

    def _read(self, environ: WSGIEnvironment, attempt_id: str, position: int) -> _Message | None:
        """Return a message from a page of ours, if its answer needs nothing but to be stored."""
        token = self._device(environ)
        fields = from_json(self._body(environ)) if token else None
        if not token or not fields:
            return None
        draw = self._parts.draws.get(attempt_id)
        quiz = self._parts.versions.kept(draw.version_id) if draw else None
        if not draw or not quiz:
            return None
        is_usual = quiz.settings.feedback != "immediate" and quiz.settings.passage == "beside"
        if not is_usual or position > len(draw.questions):
            return None
        question = quiz.items[draw.questions[position - 1]].question
        form = make_form(self._parts.secret, quiz, question, draw.seed, prefix="")
        sent = with_tab(read_fields(attempt_id, position, form, fields), fields)
        sent = sent._replace(salt=draw.seed)
        if has_unknown_tokens(form, fields) or (
            sent.response and question.complaint(sent.response)
        ):
            return None
        return _Message(token, sent)

    def _device(self, environ: WSGIEnvironment) -> str:
        """Return the device's token if its message came from a page of ours on it, else ""."""
        get, host = environ.get, environ.get("HTTP_HOST", "")
        token = token_in(get("HTTP_COOKIE", ""), self._cookie)
        is_ours = (
            SEEN not in environ
            and get("CONTENT_TYPE") == "application/json"
            and host_is_trusted(host, self._hosts)
            and csrf.is_own_site(get("HTTP_SEC_FETCH_SITE"), get("HTTP_ORIGIN"), host)
            and csrf.is_valid(get("HTTP_X_CSRF_TOKEN", ""), token, self._parts.secret)
        )
        return token if is_ours else ""

    def _body(self, environ: WSGIEnvironment) -> dict[str, Any]:
        """Return the message; {} where it is none. Flask can read it once more."""
        length = environ.get("CONTENT_LENGTH", "")
        if not length.isdecimal() or not length.isascii() or int(length) > self._most_bytes:
            return {}
        data = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = BytesIO(data)
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            return {}
        return body if isinstance(body, dict) else {}

    def _save(self, message: _Message) -> bytes | None:
        parts, now = self._parts, self._parts.clock()
        kept = save_own_answer(parts.database, message.token, message.sent, now, parts.open_until)
        if kept is None:
            return None
        SAVES.add(ACKNOWLEDGED)
        parts.last_use.note(message.token, kept.last_used_at, now)
        position = message.sent.position
        told = make_receipt(kept.receipt, position, kept.deadline, now, self._zone)
        return json.dumps(told).encode()


def init_app(app: Flask) -> None:
    """Stand before Flask."""
    app.wsgi_app = QuickSaves(app)  # type: ignore[method-assign] # Flask's way to wrap it
