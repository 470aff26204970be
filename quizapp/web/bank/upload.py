"""Files from a teacher's own disk: what is sound is stored, the rest comes back in words."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request

from quizapp.core import limits
from quizapp.core.bank_files import (
    ChangedMeanwhileError,
    Kind,
    digest,
    is_good_name,
    kind_of,
    write_file,
)
from quizapp.core.intake import Brought, Fate, sort_out
from quizapp.core.question import Message
from quizapp.storage.models import How
from quizapp.web.bank.files import blueprint, remember
from quizapp.web.bank.saving import write_words
from quizapp.web.services import services


@blueprint.app_template_filter()
def file_digest(content: bytes | None) -> str:
    """Return the digest of a content, or of a file that is not there."""
    return digest(content)


@blueprint.app_template_filter()
def file_text(content: bytes) -> str:
    """Return a content that is known to be text."""
    return content.decode("utf-8-sig")


@blueprint.get("/upload")
def show_upload() -> Any:
    """Ask for files."""
    return render_template("bank/upload.html", is_empty=False)


@blueprint.post("/upload")
def upload() -> Any:
    """Store what is sound; say of each file what became of it."""
    given = [(one.filename or "", one.read()) for one in request.files.getlist("files")]
    files = [(name, content) for name, content in given if name or content]
    if not files:
        g.has_errors = True
        return render_template("bank/upload.html", is_empty=True), 422
    replaces = request.form.get("existing") != "keep"
    brought = sort_out(services().bank, files, replaces)
    for one in brought:
        if one.is_taken:
            store(one)
    services().bank.refresh()
    g.has_errors = any(one.fate is Fate.REFUSED for one in brought)
    page = render_template("bank/uploaded.html", brought=brought, Fate=Fate, can_open=_can_open)
    return page, 200 if any(one.fate is not Fate.REFUSED for one in brought) else 422


def store(one: Brought) -> None:
    """Write a file that was brought, and remember its version."""
    try:
        write_file(services().bank.folder, one.name, one.content, digest(one.before))
    except ChangedMeanwhileError:
        one.refuse(Message("Somebody changed the file of this name just now. Upload it again."))
    except OSError as error:
        one.refuse(Message(write_words(error)))
    else:
        remember(one.name, one.before, one.content, How.UPLOADED)


def _can_open(one: Brought) -> bool:
    """Tell whether a refused file can be mended in the editor."""
    if kind_of(one.name) in {None, Kind.PICTURE} or not is_good_name(one.name):
        return False
    return bool(one.diagnostics) and len(one.content) <= limits.FILE_BYTES and _is_text(one)


def _is_text(one: Brought) -> bool:
    try:
        return "\0" not in one.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
