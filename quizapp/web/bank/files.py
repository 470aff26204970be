"""What every room of the bank needs: who may come in, how much may be sent, which file is meant."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask import Blueprint, request
from werkzeug.exceptions import NotFound

from quizapp.core import limits
from quizapp.core.bank_files import Kind, digest, file_names, kind_of, read_file
from quizapp.storage import files
from quizapp.storage.files import Change
from quizapp.storage.models import How, Role
from quizapp.web import cookies
from quizapp.web.roles import only
from quizapp.web.services import services

blueprint = Blueprint("bank", __name__, url_prefix="/teach/bank")
blueprint.before_request(only(Role.TEACHER))
log = logging.getLogger(__name__)

# A form brings its own lines with it, and a browser ends each line of a text with two characters.
_AROUND: Final = 256 * 1024
_TEXT: Final = 2 * limits.FILE_BYTES + _AROUND
MOST_BYTES: Final[Mapping[str, int]] = {
    "bank.save_file": _TEXT,
    "bank.check_file": _TEXT,
    "bank.preview_file": _TEXT,
    "bank.upload": limits.ARCHIVE_BYTES + _AROUND,
    "bank.import_files": limits.ARCHIVE_BYTES + _AROUND,
}


@blueprint.before_request
def _see_what_others_saved() -> None:
    """Look at the folder: where several processes answer, another one may just have saved."""
    parts = services()
    if not parts.database.is_sqlite:
        parts.bank.refresh()


@blueprint.url_value_preprocessor
def _set_limits(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let teachers send more than others, before anything of it is read."""
    cookies.read_cookie()
    most = MOST_BYTES.get(endpoint or "")
    visitor = cookies.visitor()
    if most and visitor and visitor.may(Role.TEACHER):
        request.max_content_length = most
        request.max_form_memory_size = most


class Found(NamedTuple):
    """A file of the bank as it stands on the disk."""

    name: str
    kind: Kind
    content: bytes

    @property
    def digest(self) -> str:
        return digest(self.content)

    @property
    def text(self) -> str | None:
        """Return what it says; None when it is no text."""
        try:
            return self.content.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return None


def names() -> list[str]:
    """Return the names of the bank's files; none while the folder cannot be read."""
    try:
        return file_names(services().bank.folder)
    except OSError:
        return []


def look_up(name: str) -> Found | None:
    """Return a file, or None when there is none, or none that can be read."""
    kind = kind_of(name)
    # What is in the folder's list has no path in its name.
    if kind is None or name not in names():
        return None
    try:
        content = read_file(services().bank.folder, name)
    except OSError as error:
        log.warning("%s cannot be read: %s", name, error)
        return None
    return None if content is None else Found(name, kind, content)


def find(name: str) -> Found:
    """Return a file, or answer 404."""
    found = look_up(name)
    if found is None:
        raise NotFound
    return found


def remember(name: str, before: bytes | None, after: bytes | None, how: How) -> None:
    """Add a version, and before it the one that was there, should nobody have seen it yet."""
    parts, visitor = services(), cookies.visitor()
    author = visitor.reader_id if visitor else None
    changes = [Change(name, after, how, author)]
    if before is not None:
        changes.insert(0, Change(name, before, How.FOUND))
    files.record(parts.database, changes, parts.clock())
