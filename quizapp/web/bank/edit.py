"""The editor: a file's text, what is wrong with it, and what readers will see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.bank_check import check_file
from quizapp.core.bank_files import NOTHING, Kind, is_good_name, kind_of
from quizapp.core.differences import difference
from quizapp.core.reading import Reading
from quizapp.core.types import get_page, type_words
from quizapp.web.bank.files import Found, blueprint, find, look_up
from quizapp.web.bank.problems import count_words, told
from quizapp.web.bank.saving import Saved, save
from quizapp.web.headers import frame_own_pages
from quizapp.web.preview import Mode, render_preview
from quizapp.web.services import services


@dataclass(frozen=True, slots=True)
class Opened:
    """A text in the editor. `digest` is that of the file when the text was taken from it."""

    name: str
    text: str
    digest: str
    ends_lines_in_two: bool = False

    @property
    def kind(self) -> Kind | None:
        return kind_of(self.name)

    @property
    def content(self) -> bytes:
        """Return what the file would hold, its lines ended as they were."""
        text = self.text.replace("\n", "\r\n") if self.ends_lines_in_two else self.text
        return text.encode("utf-8", "surrogatepass")

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


def _opened(found: Found) -> Opened | None:
    if found.text is None:
        return None
    return Opened(found.name, found.text, found.digest, b"\r\n" in found.content)


def _typed(name: str, form: Any) -> Opened:
    """Return what was sent; 404 for a file that is not there and could not be."""
    found = look_up(name)
    if kind_of(name) is Kind.PICTURE or (found is None and not is_good_name(name)):
        raise NotFound
    text = str(form.get("text", "")).replace("\r\n", "\n")
    opened = str(form.get("opened", NOTHING))
    return Opened(name, text, opened, found is not None and b"\r\n" in found.content)


@blueprint.get("/files/<file>")
def show_file(file: str) -> Any:
    """Open a file: a text in the editor, a picture to look at."""
    if g.is_refused and "text" in request.form:
        return _page(_typed(file, request.form))
    found = find(file)
    users = services().bank.users_of(file)
    if found.kind is Kind.PICTURE:
        return render_template("bank/picture.html", file=found, users=users)
    opened = _opened(found)
    if opened is None:
        return render_template("bank/no_text.html", file=found)
    return _page(opened, is_saved="saved" in request.args)


def _page(
    opened: Opened,
    saved: Saved | None = None,
    is_saved: bool = False,
    is_refused: bool = False,
    status: int = 200,
) -> Any:
    frame_own_pages()
    checked = saved.checked if saved else check_file(services().bank, opened.name, opened.content)
    g.has_errors = is_refused or status >= 400
    return render_template(
        "bank/edit.html",
        opened=opened,
        checked=checked,
        saved=saved,
        is_saved=is_saved,
        is_typed=request.method == "POST",
        is_refused_for_errors=is_refused,
        changes=_changes(opened, saved),
        counted=count_words(checked.diagnostics),
        marked={d.line: d.severity for d in reversed(checked.diagnostics)},
        snippets=[get_page(word) for word in type_words()],
    ), status


def _changes(opened: Opened, saved: Saved | None) -> Any:
    if saved is None or not saved.is_conflict or saved.theirs is None:
        return []
    return difference(saved.theirs.text or "", opened.text)


@blueprint.post("/files/<file>")
def save_file(file: str) -> Any:
    """Check what was typed, or save it. Whatever is in the way, the text comes back."""
    opened = _typed(file, request.form)
    action = request.form.get("action", "save")
    if action == "check":
        return _page(opened)
    seen = request.form.get("theirs", NOTHING) if action == "mine" else opened.digest
    saved = save(file, opened.content, seen)
    if saved.is_done:
        return redirect(url_for(".show_file", file=file, saved=1), 303)
    if saved.is_conflict:
        return _page(opened, saved, status=409)
    return _page(opened, saved, is_refused=saved.checked.has_errors, status=422)


@blueprint.post("/files/<file>/check")
def check_typed(file: str) -> Any:
    """Tell a script what is wrong with a text."""
    opened = _typed(file, _json())
    checked = check_file(services().bank, file, opened.content)
    return jsonify(
        summary=count_words(checked.diagnostics),
        has_errors=checked.has_errors,
        diagnostics=[told(diagnostic, file) for diagnostic in checked.diagnostics],
    )


def _json() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    return sent if isinstance(sent, dict) else {}


@blueprint.get("/files/<file>/preview")
def show_preview(file: str) -> Any:
    """Show the quiz as the file on the disk has it."""
    opened = _opened(find(file))
    if opened is None:
        raise NotFound
    return _preview(opened, request.args)


@blueprint.post("/files/<file>/preview")
def preview_file(file: str) -> Any:
    """Show the quiz as it was typed, saved or not."""
    return _preview(_typed(file, request.form), request.form)


def _preview(opened: Opened, asked: Any) -> Any:
    reading = check_file(services().bank, opened.name, opened.content).reading
    if reading is None:
        raise NotFound
    mode = Mode(asked["mode"]) if asked.get("mode") in set(Mode) else Mode.READER
    return render_preview(reading, mode, _question_at(reading, asked.get("line")), _picture)


def _picture(file: str) -> str:
    return url_for("bank_pictures.show_picture", file=file)


def _question_at(reading: Reading, line: str | None) -> str | None:
    """Return the id of the question in which the caret stands."""
    if line is None or not (line.isascii() and line.isdigit()):
        return None
    before = [
        (node.span.line, name)
        for name, node in reading.nodes.items()
        if node.span.line <= int(line[:7])
    ]
    return max(before, default=(0, None))[1]
