"""What every template may use."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, g, render_template, request
from markupsafe import Markup

from quizapp.core.question import Input
from quizapp.web import cookies, people, shared
from quizapp.web.attempt_page import NotYours
from quizapp.web.errors import wants_json
from quizapp.web.forms import ResumeForm
from quizapp.web.release import Turn
from quizapp.web.shared import render_shared

# Matching and categorizing have a field a part; a form with more than this is none of ours.
_CARRIED: Final = 500


def init_app(app: Flask) -> None:
    """Register what the base template needs."""
    shared.init_app(app)
    app.context_processor(_common)
    app.register_error_handler(NotYours, _not_yours)
    app.jinja_env.globals.update(
        Input=Input, Turn=Turn, own_code=people.own_code, resume_hint=resume_hint
    )


def site_header() -> Markup:
    """Return the header, with the name of who asks."""
    visitor, seen = cookies.visitor(), cookies.seen()
    return render_shared(
        "_header.html",
        {"name": visitor.name if visitor else "", "way_out": seen.way_out if seen else ""},
        is_looked_at=seen is not None,
        endpoint=request.endpoint,
        is_known=visitor is not None and bool(visitor.name),
        is_teacher=visitor is not None and visitor.is_teacher,
        has_account=visitor is not None and visitor.user_name is not None,
    )


def text_class() -> str:
    """Return a class for the whole page of whoever is to have larger text, also without scripts."""
    visitor = cookies.visitor()
    return " large-text" if visitor and visitor.has_large_text else ""


def resume_hint() -> Markup:
    """Return the reader's resume code in a sentence; nothing where it is not known."""
    code = people.own_code()
    return render_shared("_resume_hint.html", {"code": code}) if code else Markup()


def _common() -> dict[str, Any]:
    return {
        "visitor_name": _name(),
        "has_account": has_account(),
        "is_administrator": _is_administrator(),
        "site_header": site_header(),
        "text_class": text_class(),
        "has_errors": has_errors(),
        "is_refused": is_refused(),
    }


def has_errors() -> bool:
    """Tell whether the page complains about what was sent."""
    return bool(g.get("has_errors", False))


def is_refused() -> bool:
    """Tell whether the page is shown again because its form was open for too long."""
    return bool(g.get("is_refused", False))


def has_account() -> bool:
    """Tell whether who asks signs in with a password."""
    visitor = cookies.visitor()
    return visitor is not None and visitor.user_name is not None


def _is_administrator() -> bool:
    visitor = cookies.visitor()
    return visitor is not None and visitor.is_administrator


def _name() -> str:
    visitor = cookies.visitor()
    return visitor.name if visitor else ""


def _not_yours(_error: NotYours) -> Any:
    """Offer to come back with the resume code; what was typed is kept."""
    if wants_json():
        return {"error": "unknown", "message": "This device does not know the attempt."}, 404
    arguments = request.view_args or {}
    carried = {}
    if request.form and "position" in arguments:
        kept = {
            name: request.form.getlist(name)
            for name in request.form
            if name not in {"csrf_token", "action"} and len(request.form) <= _CARRIED
        }
        kept |= {"attempt": [arguments["attempt_id"]], "position": [str(arguments["position"])]}
        carried = {f"{people.CARRIED}{name}": values for name, values in kept.items()}
    page = render_template(
        "people/resume.html", form=ResumeForm(), code="", carried=carried, is_unknown=True
    )
    return page, 404
