"""Run the app as a server of its own: `python -m tests.browser.serve FOLDER PORT`.

FOLDER holds questions/ and instance/, and may hold `ahead`: by how many seconds its clock is ahead;
and `portal`: saves are answered as a hotel's portal does that wants to be paid first. SLOW=0.5 in
the environment makes each reply wait up to half a second, by chance: what a test or a page did not
wait for comes out.
"""

from __future__ import annotations

import os
import random
import sys
import time
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


class Slow:
    """Lets each request wait before and after its work, each time for as long as chance says."""

    def __init__(self, app: Callable[..., Iterable[bytes]], longest: float) -> None:
        self.app, self.longest = app, longest

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        time.sleep(random.uniform(0, self.longest / 2))
        reply = self.app(environ, start_response)
        time.sleep(random.uniform(0, self.longest / 2))
        return reply


def main(folder: Path, port: int) -> None:
    def now() -> datetime:
        ahead = folder / "ahead"
        return utc_now() + timedelta(seconds=float(ahead.read_text()) if ahead.exists() else 0)

    config = Config(questions=folder / "questions", instance=folder / "instance")
    app = Slow(Portal(create_app(config, now), folder), float(os.environ.get("SLOW", "0")))
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
