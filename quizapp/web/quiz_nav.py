"""The links between a teacher's pages about one quiz: those that this app has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import HTTPException

from quizapp.web.services import services
from quizapp.web.translations import gettext as _

GROUP: Final = ("class", "assignment")
"""What narrows a page down to some pupils: it is kept from page to page."""


class QuizLink(NamedTuple):
    """A page about a quiz."""

    label: str
    url: str
    is_here: bool


def init_app(app: Flask) -> None:
    """Offer the links to the templates."""
    app.jinja_env.globals["quiz_links"] = quiz_links


def group_of_request() -> dict[str, str]:
    """Return the class or assignment that the address names."""
    given = ((name, request.args.get(name, "")) for name in GROUP)
    return {name: value for name, value in given if value.isascii() and value.isdigit()}


def quiz_links(name: str) -> list[QuizLink]:
    """Return the teacher's pages about a quiz."""
    links = ((label, path, _address(path, name)) for label, path in _paths(name))
    return [QuizLink(label, url, path == request.path) for label, path, url in links if url]


def _paths(name: str) -> list[tuple[str, str]]:
    page = f"/teach/quizzes/{name}"
    paths = [
        (_("Results"), page),
        (_("Analysis"), f"{page}/analysis"),
        (_("Map of misreading"), f"{page}/map"),
        (_("Regrade"), f"{page}/regrade"),
        (_("Marking"), "/teach/marking"),
        (_("Near misses"), f"/teach/near-misses/{name}"),
    ]
    entry = services().bank.get(name)
    return [*paths, (_("File"), f"/teach/bank/files/{entry.path.name}")] if entry else paths


def _address(path: str, name: str) -> str:
    """Return a page's address, narrowed down as this one is; "" where there is none."""
    return page_url(path, lambda values: {**(values or {"quiz": name}), **group_of_request()})


def page_url(path: str, more: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict) -> str:
    """Return the address of a page that this app may have; "" where it does not.

    `more` makes the arguments of the address from those that stand in the path.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path, "GET")
    except HTTPException:
        return ""
    return url_for(endpoint, **more(values))
