"""Every route of the app, and what to put into its address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

VALUES = {
    "name": "lighthouse",
    "position": "2",
    "token": "t",
    "file": "lighthouse.yaml",
    "number": "1",
    "filename": "quizapp.css",
    "reader_id": "1",
    "address": "types/cloze",
    "class_id": "1",
    "question": "fuel",
    "code": "ABCDEFGH",
    "assignment_id": "1",
    "sheet": "grades.csv",
    "page": "history",
}
"""A value for each name in an address; `attempt_id` is given by the test. A new name goes here."""


def address(rule: str, attempt: str = "<attempt_id>", **values: str) -> str:
    """Fill in a route's address. `attempt` is `/attempts/...`, or stays to be filled in."""
    given = {**VALUES, **values, "attempt_id": attempt.removeprefix("/attempts/")}

    def value(found: re.Match[str]) -> str:
        assert found[1] in given, f"tests/web/_routes.py needs a value for <{found[1]}>"
        return given[found[1]]

    return re.sub(r"<(?:\w+:)?(\w+)>", value, rule)


def methods(rule: Rule) -> list[str]:
    """Return the methods that a route answers by code of ours."""
    return sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})


def routes(app: Flask, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Yield method and rule of every route."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(prefix):
            for method in methods(rule):
                yield method, rule.rule
