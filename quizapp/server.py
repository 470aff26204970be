"""The server that `quizapp serve` runs: it listens once, whichever workers come and go."""

from __future__ import annotations

import multiprocessing
import socket
from typing import Any, Final

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined] # public by its name alone
from granian.server import MPServer

from quizapp.config import Config
from quizapp.lanes import THREADS

_STOP_SECONDS: Final = 10


class Server(MPServer):
    """Granian with one socket for all workers, the old ones and those that take their place.

    On Linux Granian lets each worker listen for itself: what comes while one is gone and the next
    is not there yet would be refused. So it waits for a moment.
    """

    def _init_shared_socket(self) -> None:
        listening: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._ssp, self._shd = None, listening
        self._sfd = listening.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)


def make_server(config: Config, workers: int = 1) -> Server:
    """Return a server. SIGHUP replaces its workers, one after the other, by new ones.

    A worker that crashed is replaced as well, unless the one before had crashed a moment ago.
    """
    server = Server(
        "quizapp.wsgi:make_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
        backlog=2048,
        workers_kill_timeout=_STOP_SECONDS,
        respawn_failed_workers=True,
    )
    server.on_reload(_load_anew)
    return server


def _load_anew() -> None:
    # A copy of this process would have its old modules; after an upgrade the new ones are wanted.
    multiprocessing.set_start_method("spawn", force=True)
