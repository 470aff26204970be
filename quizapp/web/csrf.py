"""Forms can only be sent from our own pages: a token bound to the device's cookie.

The token is masked afresh on every page, so that a compressed page tells nothing of it (BREACH).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from typing import Any, Final

from flask import Flask, current_app, g, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from quizapp.web.attempt_page import NotYours
from quizapp.web.cookies import device_token, keep_cookie, seen
from quizapp.web.errors import Refused, wants_json
from quizapp.web.services import services

FIELD: Final = "csrf_token"
HEADER: Final = "X-CSRF-Token"
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_SIZE: Final = 32


def csrf_token() -> str:
    """Return a token for a form on this page."""
    if looked_at := seen():
        return looked_at.csrf_token
    mask, expected = secrets.token_bytes(_SIZE), _expected(device_token(), services().secret)
    return base64.urlsafe_b64encode(mask + _xor(mask, expected)).decode()


def is_valid(token: str, device: str, secret: bytes) -> bool:
    """Tell whether a token was made for a device."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        return False
    if len(raw) != 2 * _SIZE or not device:
        return False
    return hmac.compare_digest(_xor(raw[:_SIZE], raw[_SIZE:]), _expected(device, secret))


def _expected(device: str, secret: bytes) -> bytes:
    return hmac.digest(secret, f"csrf {device}".encode(), "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    number = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
    return number.to_bytes(_SIZE, "big")


def init_app(app: Flask) -> None:
    """Check every request that can change something; offer the token to the templates."""
    app.before_request(_protect)
    app.jinja_env.globals.update(csrf_token=csrf_token)


def _protect() -> Any:
    g.is_refused = False
    if request.method in _SAFE:
        return None
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    is_own = is_own_site(site, origin, request.host)
    if is_own and is_valid(_sent_token(), g.token, services().secret):
        return None
    if not is_own:
        keep_cookie()
    if wants_json():
        raise Refused
    return _show_again()


def is_own_site(site: str | None, origin: str | None, host: str) -> bool:
    """Tell from Sec-Fetch-Site and Origin, where a browser sends them, whether we asked for it."""
    if site not in {None, "same-origin", "none"}:
        return False
    return origin is None or origin in {f"http://{host}", f"https://{host}"}


def _sent_token() -> str:
    if request.is_json:
        return request.headers.get(HEADER, "")
    return request.headers.get(HEADER) or request.form.get(FIELD, "")


def _ask_its_guards(endpoint: str) -> None:
    """Ask what stands before the page: called directly, a view would show itself to anybody."""
    for guard in current_app.before_request_funcs.get(endpoint.rpartition(".")[0], ()):
        if current_app.ensure_sync(guard)() is not None:
            raise NotFound


def _show_again() -> Any:
    """Render the form's page again, with what was typed and a fresh token; nothing is written."""
    g.is_refused = True
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None:
            raise NotFound
        endpoint, values = adapter.match(method="GET")
        _ask_its_guards(endpoint)
        page = current_app.ensure_sync(current_app.view_functions[endpoint])(**values)
    except NotYours:
        raise
    except HTTPException as error:
        g.is_refused = False  # the error's own page has nothing of what was typed
        raise Refused from error
    response: Response = current_app.make_response(page)
    if response.status_code == 200:
        response.status_code = 400
        return response
    g.is_refused = False
    raise Refused
