"""What goes out to the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Reply(Response):
    """A response that a server gets in one piece, unless it is made while it goes out.

    Granian lets other threads run before each piece that it asks for, and wakes its own for it.
    """

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        pieces = super().__call__(environ, start_response)
        if not self.is_sequence:
            return pieces
        try:
            return list(pieces)
        finally:
            self.close()
