"""The one cookie: 256 random bits whose SHA-256 names a row, or nothing yet."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from flask import Flask, Response, g, request

from quizapp.config import Config
from quizapp.storage import people, sessions
from quizapp.storage.sessions import Visitor
from quizapp.web.services import services

_YEAR = 365 * 24 * 3600
_NOT_ASKED: Any = object()
SEEN: Final = "quizapp.seen"
"""Where a request of our own says that a page is shown to somebody else: no browser can say it."""


class Seen(NamedTuple):
    """A pupil whose page is shown to a teacher, with the teacher's token and way out."""

    visitor: Visitor
    csrf_token: str
    way_out: str


def cookie_name(config: Config) -> str:
    """Return the cookie's name; under https a prefix keeps other sites from setting it."""
    return "__Host-quizapp" if config.https else "quizapp"


def token_in(header: str, name: str) -> str:
    """Return the device's token that a `Cookie` header has under our name, else ""."""
    # Werkzeug takes all cookies apart and decodes them: as costly as a statement of the database.
    for cookie in header.split(";"):
        found, _, text = cookie.strip().partition("=")
        if found == name:
            return text if 20 <= len(text) <= 100 and text.isascii() else ""
    return ""


def init_app(app: Flask) -> None:
    """Read the cookie before a request, and set a new one after it where there is one."""
    app.before_request(read_cookie)
    app.after_request(_write_cookie)


def read_cookie() -> None:
    """Note the device's token; who needs it before the others may ask early."""
    if seen := request.environ.get(SEEN):
        # A token that nobody has: whoever looks at a pupil's page has no device of the pupil's.
        g.seen, g.visitor, g.token, g.new_token = seen, seen.visitor, sessions.new_token(), ""
        return
    header = request.environ.get("HTTP_COOKIE", "")
    g.token = token_in(header, cookie_name(services().config))
    g.new_token = ""


def device_token() -> str:
    """Return this device's token; a device without one gets one, known to nobody yet."""
    if not g.token:
        g.token = g.new_token = sessions.new_token()
        g.visitor = None
    return str(g.token)


def remember(token: str) -> None:
    """Give the device another token: whoever was known on it before is so no longer."""
    g.token = g.new_token = token
    g.pop("visitor", None)


def keep_cookie() -> None:
    """Leave the cookie that the device has as it is, whatever this request makes of it.

    A browser does not send it with a form of another site's, and would take a new one all the same:
    any site could make a reader unknown here.
    """
    g.keeps_cookie = True


def make_known(name: str) -> Visitor:
    """Store a new reader of this name, known on this device."""
    parts = services()
    remember(people.add_reader(parts.database, parts.secret, name, parts.clock()))
    found = visitor()
    if found is None:
        raise LookupError("a reader stored a moment ago is not there")
    return found


def visitor() -> Visitor | None:
    """Return who is known on this device; asked once a request."""
    found: Visitor | None = g.get("visitor", _NOT_ASKED)
    if found is _NOT_ASKED:
        found = g.visitor = None
        if g.token:
            parts = services()
            with parts.database.read() as connection:
                found = sessions.visitor(connection, g.token, parts.clock())
            known_here(found)
    return found


def seen() -> Seen | None:
    """Return what is known of a page that is not shown to its reader."""
    found: Seen | None = g.get("seen")
    return found


def known_here(visitor: Visitor | None) -> None:
    """Note who asks, and that the device is in use."""
    g.visitor = visitor
    if visitor and seen() is None:
        parts = services()
        parts.last_use.note(g.token, visitor.last_used_at, parts.clock())


def address() -> str | None:
    """Return the address that asks, as far as it can be told from others.

    A proxy that is not declared would make one address of everybody: None then.
    """
    proxies = services().config.proxies
    if proxies:
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        return passed[-proxies] if len(passed) >= proxies and passed[-proxies] else None
    found = request.remote_addr or ""
    return None if found.startswith("127.") or found in {"", "::1"} else found


def _write_cookie(response: Response) -> Response:
    if g.get("new_token") and not g.get("keeps_cookie"):
        response.set_cookie(
            cookie_name(services().config),
            g.new_token,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            path="/",
            secure=services().config.https,
        )
    return response
