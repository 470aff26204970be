"""The floor our pages are held against: bare Flask views behind the same server."""

from __future__ import annotations

from flask import Flask, jsonify

PAGE = (
    "<!doctype html><title>floor</title>"
    + "<p>Twelve words of text, as many as a line of a page holds.</p>" * 250
)


def make_app() -> Flask:
    """Return an app with a page of about 15 kB and a JSON reply; nothing is looked up."""
    app = Flask("floor")
    app.add_url_rule("/page", "page", lambda: PAGE)
    app.add_url_rule("/save", "save", _save, methods=["POST"])
    return app


def _save() -> object:
    return jsonify(number=1, digest="0" * 64)
