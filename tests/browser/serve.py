"""Run the app as a server of its own: `python -m tests.browser.serve FOLDER PORT`.

FOLDER holds questions/ and instance/, and may hold `ahead`: by how many seconds its clock is ahead;
and `portal`: saves are answered as a hotel's portal does that wants to be paid first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from quizapp.app import create_app, utc_now
from quizapp.config import Config

Environ = dict[str, Any]


class Portal:
    """Stands between the reader and the app when it is there."""

    def __init__(self, app: Callable[..., Iterable[bytes]], folder: Path) -> None:
        self.app = app
        self.there = folder / "portal"

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_save = environ["REQUEST_METHOD"] == "POST" and "json" in environ.get("CONTENT_TYPE", "")
        if self.there.exists() and (is_save or environ["PATH_INFO"] == "/healthz"):
            start_response("200 OK", [("Content-Type", "text/html")])
            return [b"<h1>Welcome to our hotel</h1>"]
        return self.app(environ, start_response)


def main(folder: Path, port: int) -> None:
    def now() -> datetime:
        ahead = folder / "ahead"
        return utc_now() + timedelta(seconds=float(ahead.read_text()) if ahead.exists() else 0)

    config = Config(questions=folder / "questions", instance=folder / "instance")
    make_server(
        "127.0.0.1", port, Portal(create_app(config, now), folder), threaded=True
    ).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
