"""The teacher's page that somebody wanted before they were asked to sign in.

It stands in the address of the form, as a path. One that somebody made up leads nowhere.
"""

from __future__ import annotations

import re
from typing import Any, Final

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

_NAME: Final = "to"
# Nothing that a browser could take for another site, or that stands for another path.
_PATH: Final = re.compile(r"/teach(?:/\w[\w-]*(?:\.[\w-]+)*){0,8}", re.ASCII)


def sign_in_url() -> str:
    """Return where to sign in, to come back to the page that was asked for."""
    path = request.path if request.method == "GET" else ""
    return url_for("sign_in.show_sign_in", **_parameter(path))


def code_url() -> str:
    """Return where the second factor is asked for, the page still in mind."""
    return url_for("sign_in.show_code", **_parameter(request.args.get(_NAME, "")))


def page_url(otherwise: str = "teach.show_desk") -> str:
    """Return the page, if it is one of ours to be looked at; else another."""
    path: str = _parameter(request.args.get(_NAME, "")).get(_NAME, "")
    adapter = current_app.create_url_adapter(request)
    try:
        if path and adapter:
            adapter.match(path, method="GET")
            return f"{request.script_root}{path}"
    except HTTPException:
        """There is no such page."""
    return url_for(otherwise)


def _parameter(path: str) -> dict[str, Any]:
    return {_NAME: path} if _PATH.fullmatch(path) else {}
