"""Larger replies go out compressed: pages as they are made, static files once."""

from __future__ import annotations

import gzip
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Flask, Response, current_app, request
from werkzeug.http import parse_accept_header

try:
    # The same format at a third of the cost.
    from isal.isal_zlib import compress as _deflate
except ImportError:
    _deflate = zlib.compress

_LEAST: Final = 1024
_FAST: Final = 1
_BEST: Final = 9
_GZIP: Final = zlib.MAX_WBITS | 16
_TYPES: Final = ("text/", "application/json", "image/svg+xml", "application/javascript")


def init_app(app: Flask) -> None:
    """Compress what is worth it."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.status_code != 200 or not (response.content_type or "").startswith(_TYPES):
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    if request.endpoint == "static":
        return _compressed_file(response)
    # What `send_file` made would go out in pieces, past this.
    response.direct_passthrough = False
    if response.is_streamed:
        return _in_pieces(response)
    # The CSRF token is masked anew on every page, so that compressing tells nothing of it (BREACH).
    body = response.get_data()
    if len(body) >= _LEAST:
        response.set_data(_deflate(body, level=_FAST, wbits=_GZIP))
        response.headers.add("Content-Encoding", "gzip")
    return response


def _in_pieces(response: Response) -> Response:
    """Compress a file that may be large: only what it becomes is in memory as a whole."""
    made = zlib.compressobj(_FAST, wbits=_GZIP)
    body = b"".join(map(made.compress, response.iter_encoded())) + made.flush()
    response.close()
    response.set_data(body)
    response.headers.add("Content-Encoding", "gzip")
    return response


@lru_cache(maxsize=500)
def _takes_gzip(accepted: str) -> bool:
    """Read a browser's `Accept-Encoding`; there are few, and all send theirs every time."""
    return bool(parse_accept_header(accepted)["gzip"])


def _compressed_file(response: Response) -> Response:
    name = (request.view_args or {}).get("filename", "")
    path = Path(current_app.static_folder or "") / name
    body = _file(str(path), path.stat().st_mtime_ns)
    response.close()
    response.direct_passthrough = False
    response.set_data(body)
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _file(path: str, _changed: int) -> bytes:
    return gzip.compress(Path(path).read_bytes(), _BEST, mtime=0)
