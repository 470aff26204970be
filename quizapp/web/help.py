"""The manual, shown at /help."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Blueprint, render_template
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from quizapp.core.markdown import render_block
from quizapp.help.manual import chapters, manual_pages

blueprint = Blueprint("help", __name__, url_prefix="/help")


@lru_cache(maxsize=300)
def _body(address: str) -> Markup:
    html = render_block(manual_pages()[address].markdown, top_heading=1)
    return Markup(html)  # noqa: S704 - cleaned by core.markdown


@blueprint.get("")
def show_contents() -> Any:
    """List the pages."""
    return render_template("help/contents.html", chapters=chapters())


@blueprint.get("/<path:address>")
def show_page(address: str) -> Any:
    """Show a page."""
    page = manual_pages().get(address)
    if page is None:
        raise NotFound
    return render_template("help/page.html", page=page, body=_body(address))
