"""What `quizapp doctor --url` asks a running server: how the request looked when it came in.

Only who has the server's key may ask, each question is good for a minute, and it is answered with
what the proxies in front made of the asker's own request.
"""

from __future__ import annotations

import hmac
import time
from importlib.metadata import version
from typing import Any, Final

from flask import request

from quizapp.web.services import services

HEADER: Final = "X-Quizapp-Doctor"
_GOOD_SECONDS: Final = 60


def question(secret: bytes, second: int) -> str:
    """Return what the header of a question says."""
    return f"{second}:{hmac.digest(secret, f'doctor {second}'.encode(), 'sha256').hex()}"


def seen() -> dict[str, Any]:
    """Return how this request came in, to who may ask; nothing to others."""
    given = request.headers.get(HEADER, "")
    second = given.partition(":")[0]
    if not second.isascii() or not second.isdigit() or len(second) > 12:
        return {}
    if abs(int(second) - time.time()) > _GOOD_SECONDS:
        return {}
    parts = services()
    if not hmac.compare_digest(given.encode(), question(parts.secret, int(second)).encode()):
        return {}
    passed = [
        part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
    ]
    return {
        "version": version("quizapp-comprehension"),
        "host": request.host,
        "passed_on": sum(bool(part.strip()) for part in passed),
        "proxies": parts.config.proxies,
        "https": parts.config.https,
    }
