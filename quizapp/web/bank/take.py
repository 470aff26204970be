"""Taking files away: one, or all of them as a zip."""

from __future__ import annotations

from typing import Any

from flask import Response

from quizapp.core.archive import write_archive
from quizapp.core.bank_files import Kind
from quizapp.core.passage_file import image_type
from quizapp.web.bank.files import blueprint, find, look_up, names

_TYPES = {Kind.QUIZ: "application/yaml", Kind.PASSAGE: "text/plain"}


@blueprint.get("/files/<file>/download")
def download_file(file: str) -> Any:
    """Give a file as it stands on the disk."""
    found = find(file)
    media_type = _TYPES.get(found.kind) or image_type(file, found.content)
    return attachment(found.content, file, media_type or "application/octet-stream")


@blueprint.get("/download")
def download_all() -> Any:
    """Give all files as a zip, which can be uploaded as it is."""
    found = [found for name in names() if (found := look_up(name))]
    packed = write_archive({one.name: one.content for one in found})
    return attachment(packed, "bank.zip", "application/zip")


def attachment(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to be stored on the teacher's own disk."""
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
