"""create_preview_app(): the pages of `quizapp preview`. They need no database and store nothing."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, jsonify, render_template, request, url_for
from flask_babel import Babel
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.manuscript import Draft, Manuscript
from quizapp.core.passage_file import image_type
from quizapp.core.question import Input
from quizapp.web import assets, headers, translations, words
from quizapp.web.preview import Mode, render_preview
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext

# A save is seen within a quarter of a second; nobody asks unless a page is open.
_LOOK_EVERY: Final = 0.25
_PATIENCE: Final = 20.0


def create_preview_app(manuscript: Manuscript, patience: float = _PATIENCE) -> Flask:
    """Return the app that shows a file while it is written, to this machine alone."""
    app = Flask("quizapp")
    app.config.update(
        SECRET_KEY=secrets.token_bytes(),
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=0,
    )
    _set_up_pages(app)
    pages = _Pages(manuscript, patience)
    for path, view in (
        ("/", pages.show_desk),
        ("/page", pages.show_page),
        ("/changes", pages.show_changes),
        ("/pictures/<file>", pages.show_picture),
    ):
        app.add_url_rule(path, view.__name__, view, methods=["GET"])
    return app


def _set_up_pages(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=assets.asset, Input=Input)
    Babel(app)
    translations.init_app(app)
    words.init_app(app)
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    headers.secure(response)
    return response


class _Pages:
    """The views of one preview. `run` tells its versions from those of an earlier start."""

    def __init__(self, manuscript: Manuscript, patience: float) -> None:
        self._manuscript = manuscript
        self._patience = patience
        self._run = secrets.token_hex(4)

    def show_desk(self) -> Any:
        """Show the page in its frame, with the switches and what was found."""
        headers.allow_own_frames()
        draft = self._manuscript.look()
        mode, is_phone = _mode(), request.args.get("width") == "phone"
        return render_template(
            "preview/desk.html", draft=draft, now=self._state(draft), mode=mode, is_phone=is_phone
        )

    def show_page(self) -> Any:
        """Show the quiz as it was when it could last be taken."""
        draft = self._manuscript.look()
        return render_preview(draft.shown, _mode(), draft.edited, _picture_url)

    def show_changes(self) -> Any:
        """Wait until the file is no more as the page knows it, and tell how it is now."""
        known, until = request.args.get("after", ""), time.monotonic() + self._patience
        while self._version(draft := self._manuscript.look()) == known:
            if time.monotonic() > until:
                return "", 204
            time.sleep(_LOOK_EVERY)
        return jsonify(self._state(draft))

    def show_picture(self, file: str) -> Any:
        """Give a picture of the passages that are shown."""
        draft = self._manuscript.look()
        data = draft.good.version.files.get(file) if draft.good else None
        media_type = image_type(file, data) if data else None
        if data is None or media_type is None:
            raise NotFound
        return Response(data, mimetype=media_type)

    def _version(self, draft: Draft) -> str:
        return f"{self._run}.{draft.number}"

    def _state(self, draft: Draft) -> dict[str, Any]:
        """Return what the page around the frame says of a draft."""
        quiz = draft.shown.quiz
        return {
            "version": self._version(draft),
            "page": f"{self._run}.{draft.page}.{draft.path.name}",
            "file": draft.path.name,
            "title": quiz.title if quiz else draft.path.name,
            "question": _position(draft),
            "summary": _summary(draft),
            "is_old": draft.is_old,
            "has_errors": any(d.is_error for d in draft.diagnostics),
            "diagnostics": [_told(d) for d in draft.diagnostics],
        }


def _mode() -> Mode:
    try:
        return Mode(request.args.get("mode", ""))
    except ValueError:
        return Mode.READER


def _picture_url(file: str) -> str:
    return url_for("show_picture", file=file)


def _position(draft: Draft) -> int:
    """Return the place of the question changed last; 0 before any change, and when it is gone."""
    quiz = draft.shown.quiz
    ids = list(quiz.items) if quiz else []
    return ids.index(draft.edited) + 1 if draft.edited in ids else 0


def _summary(draft: Draft) -> str:
    errors = sum(d.is_error for d in draft.diagnostics)
    warnings = len(draft.diagnostics) - errors
    counts = [ngettext("%(num)d error", "%(num)d errors", errors)] if errors else []
    counts += [ngettext("%(num)d warning", "%(num)d warnings", warnings)] if warnings else []
    return ", ".join(counts) or _("No problems found")


def _told(found: Diagnostic) -> dict[str, Any]:
    return {
        "place": f"{Path(found.path).name}:{found.line}:{found.column}",
        "severity": str(found.severity),
        "name": f"{_('Error') if found.is_error else _('Warning')} {found.code}",
        "message": found.message,
        "label": found.label,
        "help": found.help,
    }
