"""What a file was: every version, what changed in it, and the way back."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.bank_files import NOTHING, Kind, is_good_name, kind_of
from quizapp.core.differences import difference
from quizapp.storage import files
from quizapp.storage.files import KEPT, KEPT_PICTURES, Stored
from quizapp.storage.models import How
from quizapp.web.bank.files import blueprint, look_up
from quizapp.web.bank.saving import Saved, save
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


@blueprint.get("/files/<file>/versions")
def show_versions(file: str) -> Any:
    """List a file's versions, the newest first; also of a file that is gone."""
    stored, now = _versions(file), look_up(file)
    if not stored and now is None:
        raise NotFound
    kept = KEPT_PICTURES if kind_of(file) is Kind.PICTURE else KEPT
    return render_template(
        "bank/versions.html", name=file, versions=stored, now=now, kept=kept, how_words=how_words
    )


@blueprint.get("/files/<file>/versions/<int:number>")
def show_version(file: str, number: int) -> Any:
    """Show what a version changed, or how it differs from the file of today."""
    return _page(file, number)


def _page(file: str, number: int, saved: Saved | None = None, status: int = 200) -> Any:
    stored = _versions(file)
    this = _find(stored, number)
    place = stored.index(this)
    before = stored[place + 1] if place + 1 < len(stored) else None
    now = look_up(file)
    with_today = request.args.get("with") == "today"
    other = (now.content if now else None) if with_today else _content(before)
    text, other_text = _text(_content(this)), _text(other)
    can_compare = text is not None and other_text is not None and kind_of(file) is not Kind.PICTURE
    return render_template(
        "bank/version.html",
        name=file,
        this=this,
        is_picture=kind_of(file) is Kind.PICTURE,
        is_today=now is not None and now.digest == this.digest,
        now=now,
        with_today=with_today,
        has_before=before is not None,
        changes=_changes(text, other_text, with_today) if can_compare else None,
        saved=saved,
        text=text,
        how_words=how_words,
    ), status


def _changes(text: str | None, other: str | None, with_today: bool) -> Any:
    old, new = (text, other) if with_today else (other, text)
    return difference(old or "", new or "")


def _text(content: bytes | None) -> str | None:
    """Return a content as text: nothing is an empty text; None when it is no text."""
    try:
        return (content or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _versions(file: str) -> list[Stored]:
    with services().database.read() as connection:
        return files.versions_of(connection, file)


def _find(stored: list[Stored], number: int) -> Stored:
    found = next((version for version in stored if version.id == number), None)
    if found is None:
        raise NotFound
    return found


def _content(stored: Stored | None) -> bytes | None:
    if stored is None:
        return None
    with services().database.read() as connection:
        return files.content_of(connection, stored)


@blueprint.post("/files/<file>/versions/<int:number>")
def restore_version(file: str, number: int) -> Any:
    """Put a version back: a save like any other, so with errors it is refused."""
    content = _content(_find(_versions(file), number))
    now = look_up(file)
    if content is None or (now is None and not is_good_name(file)):
        raise NotFound
    saved = save(file, content, str(request.form.get("opened", NOTHING)), How.RESTORED)
    if saved.is_done:
        return redirect(url_for(".show_file", file=file, saved=1), 303)
    g.has_errors = True
    return _page(file, number, saved, 409 if saved.is_conflict else 422)


def how_words(stored: Stored) -> str:
    """Say how a file came to be what it is."""
    return {
        How.FOUND: _("found on the disk"),
        How.SAVED: _("saved"),
        How.UPLOADED: _("uploaded"),
        How.RESTORED: _("restored"),
        How.RENAMED: _("renamed"),
        How.REMOVED: _("removed"),
    }[How(stored.how)]
