"""Addresses of static files that change with their content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from flask import url_for

_FOLDER: Final = Path(__file__).parent.parent / "static"


@cache
def asset(name: str) -> str:
    """Return a static file's address, which changes with its content."""
    content = (_FOLDER / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])
