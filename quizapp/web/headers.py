"""The headers every response carries."""

from __future__ import annotations

from typing import Final

from flask import Flask, Response, g, request

from quizapp.config import Config
from quizapp.web.services import services

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PERMISSIONS_POLICY: Final = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}


def _with_policy(policy: str) -> dict[str, str]:
    return HEADERS | {"Content-Security-Policy": policy}


# A page with a preview in it, and a preview, which stands in a frame of our own page alone.
_FRAMING: Final = _with_policy(
    CONTENT_SECURITY_POLICY.replace("frame-ancestors", "frame-src 'self'; frame-ancestors")
)
_FRAMED: Final = _with_policy(
    CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", "frame-src 'self'; frame-ancestors 'self'"
    )
)
# What came from outside can do nothing, even opened by itself.
_POWERLESS: Final = _with_policy("default-src 'none'; sandbox")
_HSTS: Final = "max-age=31536000; includeSubDomains"
_STATIC: Final = "public, max-age=31536000, immutable"


def allow_own_frames() -> None:
    """Let this response frame pages of ours and be framed by them: for previews alone."""
    g.headers = _FRAMED


def frame_own_pages() -> None:
    """Let this response frame pages of ours; nobody frames it."""
    g.headers = _FRAMING


def take_all_power() -> None:
    """Let this response do nothing: for what somebody uploaded."""
    g.headers = _POWERLESS


def init_app(app: Flask) -> None:
    """Set the headers, whatever the response is."""
    app.after_request(_set_headers)


def secure(response: Response) -> None:
    """Set the headers that do not depend on how the app is installed, nor on who asks."""
    # Added, not set: no view sets one of these, and looking for each costs more than all else here.
    for name, value in (g.headers if "headers" in g else HEADERS).items():
        response.headers.add(name, value)
    if _is_static(response):
        # The addresses of static files change with their content.
        response.headers["Cache-Control"] = _STATIC if "v" in request.args else "no-cache"
    else:
        response.headers.add("Cache-Control", "no-store")


def private(config: Config) -> list[tuple[str, str]]:
    """Return the headers of a reply that no page of ours made and that nobody is to keep."""
    kept = [*HEADERS.items(), ("Cache-Control", "no-store"), ("Vary", "Cookie")]
    return [*kept, ("Strict-Transport-Security", _HSTS)] if config.https else kept


def _is_static(response: Response) -> bool:
    return request.endpoint == "static" and response.status_code in {200, 304}


def _set_headers(response: Response) -> Response:
    secure(response)
    if services().config.https:
        response.headers["Strict-Transport-Security"] = _HSTS
    if not _is_static(response):
        response.headers.add("Vary", "Cookie")
    return response
