"""The log of what matters for security: one event is one line of JSON, and no secret is in it.

People are named by their numbers. What somebody typed is never written: a password may be typed
into the wrong field, and a line break may pretend to be another event. `quizapp.logs` says where
the lines go.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Final

NAME: Final = "quizapp.security"
_log = logging.getLogger(NAME)


def note(event: str, at: datetime, **facts: int | str | None) -> None:
    """Write an event down: what happened, when, and the numbers of those it concerns."""
    known = {name: value for name, value in facts.items() if value is not None}
    _log.info(json.dumps({"event": event, "at": at.isoformat(timespec="seconds"), **known}))
