"""Show a quiz in the browser while it is written, anew after every save."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from quizapp.cli._bank_folder import default_folder
from quizapp.cli._faults import CannotRun, cannot_read


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to listen on; a free one else."
)
@click.option("--no-open", is_flag=True, help="Only print the address, open no browser.")
def command(path: Path | None, port: int, no_open: bool) -> None:
    """Show a quiz in the browser while it is written, anew after every save.

    PATH is a file, or a folder: then the file saved last is shown. Without PATH: ./questions, or
    the current folder if there is none. Nothing is stored, and only this machine is listened to.
    """
    target = path or default_folder()
    _make_sure_there_is_something(target)
    listening = _listen(port)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    server = _make_server(listening, target)
    click.echo(f"The preview of {target} is at {url}")
    click.echo("Stop with Ctrl+C.")
    sys.stdout.flush()
    if not no_open and _has_screen():
        webbrowser.open(url)
    try:
        server.serve_forever(poll_interval=0.5)
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()


def _make_sure_there_is_something(target: Path) -> None:
    from quizapp.core.loading import quiz_paths

    try:
        if target.is_dir() and not quiz_paths(target):
            raise CannotRun(f"there are no quiz files (.yaml) in {target}.")
        target.stat()
    except OSError as error:
        raise cannot_read(error) from error


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port), backlog=64)
    except OSError as error:
        raise CannotRun(
            f"port {port} cannot be used: {os.strerror(error.errno or 0)}. "
            "Leave out --port to take a free one."
        ) from error


def _make_server(listening: socket.socket, target: Path) -> Any:
    from werkzeug.serving import WSGIRequestHandler, make_server

    from quizapp.core.manuscript import Manuscript
    from quizapp.preview_app import create_preview_app

    class Quiet(WSGIRequestHandler):
        """Says nothing of requests: the diagnostics are on the page."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Write no line."""

    app = create_preview_app(Manuscript(target))
    host, port = listening.getsockname()
    return make_server(host, port, app, threaded=True, request_handler=Quiet, fd=listening.fileno())


def _has_screen() -> bool:
    """Tell whether a browser can open a window: without one, some take the terminal."""
    is_bare = sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ)
    return not is_bare
