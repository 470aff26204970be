"""Taking out: a quiz of the bank in the format of another program, and what it loses there."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from flask import render_template, request
from werkzeug.exceptions import NotFound

from quizapp.core.bank_files import Kind
from quizapp.core.loading import load_quiz
from quizapp.formats import Format, Taken, all_formats, get_format, sidecar_name, take_out
from quizapp.web.bank.files import blueprint, find
from quizapp.web.bank.take import attachment
from quizapp.web.services import services


@blueprint.get("/files/<file>/export")
def show_export(file: str) -> Any:
    """Offer the formats; for a chosen one say what is lost."""
    found = find(file)
    if found.kind is not Kind.QUIZ:
        raise NotFound
    format_ = _writable(request.args.get("to", ""))
    taken = take_out(load_quiz(services().bank.folder / file), format_) if format_ else None
    return render_template(
        "bank/export.html",
        file=file,
        formats=[one for one in all_formats() if one.write],
        chosen=format_,
        can_be_taken=isinstance(taken, Taken),
        has_sidecar=isinstance(taken, Taken) and taken.sidecar is not None,
        losses=taken.losses if isinstance(taken, Taken) else taken or (),
    )


@blueprint.get("/files/<file>/export/<name>")
def download_export(file: str, name: str) -> Any:
    """Give the quiz in a format, in a zip with its sidecar when there is one."""
    found, format_ = find(file), _writable(name)
    if found.kind is not Kind.QUIZ or format_ is None:
        raise NotFound
    taken = take_out(load_quiz(services().bank.folder / file), format_)
    if not isinstance(taken, Taken):
        raise NotFound
    stem = file.rpartition(".")[0]
    written = f"{stem}{format_.suffix}"
    if taken.sidecar is None:
        return attachment(taken.data, written, "application/octet-stream")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(written, taken.data)
        archive.writestr(sidecar_name(written), taken.sidecar)
    return attachment(out.getvalue(), f"{stem}-{format_.name}.zip", "application/zip")


def _writable(name: str) -> Format | None:
    format_ = get_format(name) if name else None
    return format_ if format_ and format_.write else None
