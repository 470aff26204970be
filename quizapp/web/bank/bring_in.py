"""Bringing in: files of other programs become a quiz of the bank, and what was lost is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

from flask import g, render_template, request
from werkzeug.exceptions import NotFound

from quizapp.core.archive import is_archive, read_archive
from quizapp.core.intake import Brought, Fate, sort_out
from quizapp.core.question import Message
from quizapp.formats import (
    Format,
    Incoming,
    all_formats,
    bring_in,
    get_format,
    name_from,
    sidecar_name,
    sniff,
)
from quizapp.web.bank.files import blueprint, names
from quizapp.web.bank.take import attachment
from quizapp.web.bank.upload import store
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


class NotTakenError(Exception):
    """Nothing can be brought in; its text says why, for the teacher."""


@blueprint.get("/import")
def show_import() -> Any:
    """Ask for files of another program."""
    return _page()


def _page(complaint: str = "", status: int = 200) -> Any:
    formats = [format_ for format_ in all_formats() if format_.read]
    page = render_template("bank/import.html", formats=formats, complaint=complaint)
    return page, status


@blueprint.get("/import/<name>/template")
def download_template(name: str) -> Any:
    """Give a table to fill in."""
    format_ = get_format(name)
    if format_ is None or format_.template is None:
        raise NotFound
    media_type = "application/octet-stream"
    return attachment(format_.template(), f"questions{format_.suffix}", media_type)


@blueprint.post("/import")
def import_files() -> Any:
    """Make one quiz of the files and store it; say what could not be carried."""
    given = [(one.filename or "", one.read()) for one in request.files.getlist("files")]
    try:
        files = [(file, _format_of(file)) for file in _incoming(given)]
    except NotTakenError as why:
        g.has_errors = True
        return _page(str(why), 422)
    name = _free_name(PurePath(files[0][0].name).stem)
    found = bring_in(files, name)
    stored = _store(name, found.text, found.files) if found.quiz else []
    g.has_errors = found.quiz is None or any(one.fate is Fate.REFUSED for one in stored)
    page = render_template(
        "bank/imported.html",
        quiz=found.quiz,
        file=f"{name}.yaml",
        losses=found.losses,
        refused=[one for one in stored if one.fate is Fate.REFUSED],
        formats=[format_ for _file, format_ in files],
        paths=len(files) > 1,
    )
    return page, 200 if found.quiz else 422


def _incoming(given: Sequence[tuple[str, bytes]]) -> list[Incoming]:
    """Return the files to read, each with its sidecar; what `export` zipped is unpacked."""
    files = dict(_unpacked((name, data) for name, data in given if name or data))
    sidecars = {sidecar_name(name) for name in files}
    wanted = [name for name in files if name not in sidecars]
    if not wanted:
        raise NotTakenError(_("Choose one file or several."))
    return [
        Incoming(name, files[name], {n: files[n] for n in (sidecar_name(name),) if n in files})
        for name in wanted
    ]


def _unpacked(given: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    for name, data in given:
        members = read_archive(data).files if is_archive(data) else {}
        if any(member.endswith(sidecar_name("")) for member in members):
            yield from members.items()
        else:
            yield name, data


def _format_of(file: Incoming) -> Format:
    if (chosen := get_format(request.form.get("format", ""))) and chosen.read:
        return chosen
    found = sniff(file)
    if len(found) == 1:
        return found[0]
    if found:
        listed = _(" or ").join(format_.title for format_ in found)
        raise NotTakenError(
            _("%(file)s may be %(formats)s: say which.", file=file.name, formats=listed)
        )
    raise NotTakenError(
        _("%(file)s is in no format that is known here. Choose its format.", file=file.name)
    )


def _free_name(stem: str) -> str:
    base = name_from(stem) or "imported"
    taken = {PurePath(name).stem for name in names()}
    name, count = base, 1
    while name in taken:
        count += 1
        name = f"{base[:58]}-{count}"
    return name


def _store(name: str, text: str, files: dict[str, bytes]) -> list[Brought]:
    brought = sort_out(
        services().bank, [*files.items(), (f"{name}.yaml", text.encode())], replaces=False
    )
    for one in brought:
        if one.is_taken:
            store(one)
        elif one.fate is Fate.LEFT_ALONE:
            one.refuse(Message("There is a file of this name already, and it was left as it is."))
    services().bank.refresh()
    return brought
