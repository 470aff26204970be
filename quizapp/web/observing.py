"""Each request gets a number, is counted and timed.

The number stands in the reply's header X-Request-Id, on the page when something went wrong, and in
every line of the log about it. What a request says its own number was is not looked at.
"""

from __future__ import annotations

from contextvars import ContextVar
from random import getrandbits
from time import perf_counter
from typing import Final

from flask import Flask, Request, Response, request

from quizapp.logs import request_number
from quizapp.metrics import REQUEST_SECONDS, REQUESTS

HEADER: Final = "X-Request-Id"
# Without letters that look like others: somebody may read it out.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS: Final = [a + b for a in _LETTERS for b in _LETTERS]
_began: ContextVar[float] = ContextVar("began")
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def new_number() -> str:
    """Return eight letters, one of a million million numbers."""
    bits = getrandbits(40)
    return (
        _PAIRS[bits & 1023]
        + _PAIRS[bits >> 10 & 1023]
        + _PAIRS[bits >> 20 & 1023]
        + _PAIRS[bits >> 30]
    )


def init_app(app: Flask) -> None:
    """Stand before everything else, and after it."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    _began.set(perf_counter())
    request_number.set(new_number())


def _end(response: Response) -> Response:
    response.headers.add(HEADER, request_number.get())
    # Itself, not its proxy: finding it anew for each attribute costs more than all of this.
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # a proxy has it
    rule = asked.url_rule
    # Of addresses that are none there are as many as somebody cares to invent.
    route = rule.rule if rule else "(none)"
    method = asked.method if asked.method in _METHODS else "(other)"
    count(route, method, response.status_code, perf_counter() - _began.get())
    return response


def count(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered, and note how long it took."""
    REQUESTS.add(route, method, str(status))
    REQUEST_SECONDS.note(seconds, route, method)
