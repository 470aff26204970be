"""What the server writes down: one event is one line, with the number of the request it belongs to.

Nothing that somebody typed is in it. An exception is told by its kind and its place in the program;
what it says only where that cannot hold an answer, a name or a secret.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_stack, walk_tb
from types import FrameType, TracebackType
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from quizapp import security_log

STYLES: Final = ("text", "json")
request_number: ContextVar[str] = ContextVar("request_number", default="")
"""The number of the request that this thread answers; empty in background work."""

_PACKAGES: Final = Path(__file__).parents[1]
_PLACES: Final = 12
# Their words are the program's own: kinds, attributes, modules.
_TALKATIVE: Final = (AttributeError, ImportError, NameError, TypeError, RecursionError)


def write_to_standard_error(style: str) -> None:
    """Let warnings, errors and what matters for security appear there, in one of the styles."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if style == "json" else TextLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(security_log.NAME).setLevel(logging.INFO)
    # A log that cannot be written, as on a full disk, is no reason to stop anything.
    logging.raiseExceptions = False


class JsonLines(logging.Formatter):
    """An event is one JSON object: at, level, logger, message or event, request, error, where."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record))


class TextLines(logging.Formatter):
    """An event is one line to read: time, level, number of the request, who tells, what."""

    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        head = [facts.pop(name, "") for name in ("at", "level", "request", "logger", "message")]
        more = [f"{name}={value}" for name, value in facts.items()]
        return _printable(" ".join(part for part in (*head, *more) if part))


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what there is to tell of an event."""
    at = datetime.fromtimestamp(record.created, UTC)
    facts: dict[str, Any] = {
        "at": at.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
    }
    if number := request_number.get():
        facts["request"] = number
    if record.name == security_log.NAME:
        facts |= json.loads(record.getMessage())
    else:
        facts["message"] = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        facts |= {"error": describe(error), "where": places(error.__traceback__)}
    return facts


def describe(error: BaseException) -> str:
    """Return the kind of an exception, and its words where they can only be the program's own."""
    kind = type(error).__name__
    if isinstance(error, OSError):
        return f"{kind}: {error.strerror}"
    if isinstance(error, DBAPIError) and error.orig:
        # What follows the first line may be a row.
        return f"{kind}: {str(error.orig).partition(chr(10))[0]}"
    return f"{kind}: {error}" if isinstance(error, _TALKATIVE) else kind


def places(traceback: TracebackType | None) -> str:
    """Return where an exception came from, the innermost place last."""
    return _in_one_line(walk_tb(traceback))


def standing(frame: FrameType) -> str:
    """Return where a thread is just now, the innermost place last."""
    return _in_one_line(reversed(list(walk_stack(frame))))


def _in_one_line(frames: Iterable[tuple[FrameType, int]]) -> str:
    found = [
        f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
        for frame, line in frames
    ]
    return " > ".join(found[-_PLACES:])


def _short(path: str) -> str:
    file = Path(path)
    if file.is_relative_to(_PACKAGES):
        return str(file.relative_to(_PACKAGES))
    return path.rpartition("site-packages/")[2]


def _printable(text: str) -> str:
    """Return a text without line breaks, escapes of a terminal and marks that turn its order."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
