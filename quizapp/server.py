"""The server that `quizapp serve` runs: it listens once, whichever workers come and go."""

from __future__ import annotations

import ctypes
import gc
import logging
import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.net import SocketSpec  # type: ignore[attr-defined] # public by its name alone
from granian.server import MPServer
from granian.server.mp import WorkerProcess

from quizapp import logs
from quizapp.config import Config, ConfigError
from quizapp.lanes import THREADS
from quizapp.pulse import BEAT_SECONDS, MISSED_BEATS, WAYS, Heart, Pulse
from quizapp.storage.start import StartError

if TYPE_CHECKING:
    from flask import Flask

_APP: Final = "quizapp.wsgi"
_STOP_SECONDS: Final = 10
_READY_SECONDS: Final = 600
"""How long a start may take: an upgrade of a large database is part of it."""
_IDLE_SECONDS: Final = 10
"""A thread that a rush needed goes after so long, and with it a tenth of a megabyte."""
_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2
log = logging.getLogger(__name__)


class Server(MPServer):
    """Granian with one socket for all workers, the old ones and those that take their place.

    On Linux Granian lets each worker listen for itself: what comes while one is gone and the next
    is not there yet would be refused. So it waits for a moment. And an old worker goes when the new
    one is ready, not after some seconds; one that hangs is ended, and so replaced.
    """

    def __init__(self, *, log_style: str, **settings: Any) -> None:
        super().__init__(f"{_APP}:make_app", factory=True, **settings)
        self._log_style = log_style
        self._pulses: WeakKeyDictionary[WorkerProcess, Pulse] = WeakKeyDictionary()

    def _init_shared_socket(self) -> None:
        listening: Any = SocketSpec(self.bind_addr, self.bind_port, self.backlog).build()
        self._ssp, self._shd = None, listening
        self._sfd = listening.get_fd()
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.set_inheritable(True)

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        load_for_all()
        # The collector writes to whatever it looks through, and so each worker would have its own.
        gc.freeze()
        super()._spawn_workers(spawn_target, target_loader)
        threading.Thread(target=self._end_what_hangs, name="pulse", daemon=True).start()

    def _spawn_worker(  # type: ignore[override] # as in MPServer, not as in its base
        self, idx: int, target: Any, callback_loader: Any
    ) -> WorkerProcess:
        heard, told = multiprocessing.Pipe(duplex=False)
        load = partial(_load, callback_loader, told, self._log_style)
        worker = super()._spawn_worker(idx, target, load)
        self._pulses[worker] = Pulse(heard)
        return worker

    def _respawn_workers(
        self, workers: Iterable[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        if not delay:  # They are gone already.
            super()._respawn_workers(workers, spawn_target, target_loader)
            return
        for idx in workers:
            if self._replace(idx, self._spawn_worker(idx, spawn_target, target_loader)):
                continue
            if not self.interrupt_signal:
                log.error("What is new does not start: the old one goes on. The reason is above.")
            return

    def _replace(self, idx: int, new: WorkerProcess) -> bool:
        """Start a worker in the place of another; tell whether it could, else the old one stays."""
        # Should it end before it is ready, then nothing has crashed that readers are at.
        new.interrupt_by_parent = True
        new.start()
        is_ready = self._waits_for(new)
        new.interrupt_by_parent = not is_ready
        if not is_ready or not new.is_alive():
            new.kill()
            new.join()
            return False
        old, self.wrks[idx] = self.wrks[idx], new
        old.terminate()
        old.join(_STOP_SECONDS)
        if old.is_alive():
            old.kill()
            old.join()
        # Should the old one have crashed meanwhile, its place is taken.
        self.interrupt_children[:] = [other for other in self.interrupt_children if other != idx]
        return True

    def _waits_for(self, new: WorkerProcess) -> bool:
        until = time.monotonic() + _READY_SECONDS
        is_ready = None
        while is_ready is None and time.monotonic() < until and not self.interrupt_signal:
            is_ready = self._pulses[new].is_ready(new.inner.sentinel, BEAT_SECONDS)
        return bool(is_ready)

    def _end_what_hangs(self) -> None:
        while True:
            time.sleep(BEAT_SECONDS)
            for worker in list(self.wrks):
                if self._pulses[worker].is_hung() and worker.is_alive():
                    seconds = MISSED_BEATS * BEAT_SECONDS
                    log.error("A process that did nothing for %d s is ended and replaced.", seconds)
                    worker.inner.kill()


def load_for_all() -> None:
    """Load what every worker needs before they are forked off: most of it is in memory once."""
    gc.disable()
    from quizapp.app import load_pages

    import_module(_APP)
    load_pages()
    gc.enable()


def _load(load: Callable[[], Flask], told: Connection, log_style: str) -> Flask:
    """In a worker: load the app, and tell the process that started this one that it is ready."""
    logs.write_to_standard_error(log_style)
    _share_memory()
    # What a start makes it keeps: to look through it for garbage would be an eighth of its time.
    gc.disable()
    try:
        app = load()
    except (ConfigError, StartError) as error:
        log.error("It cannot start: %s", error)
        raise SystemExit(2) from error
    gc.enable()
    Heart(told, app.extensions[WAYS]).start()
    return app


def _share_memory() -> None:
    """Let all threads take memory from few places: what one gives back another one uses."""
    # glibc's; another library does as it does.
    if tune := getattr(ctypes.CDLL(None), "mallopt", None):
        tune(_M_ARENA_MAX, _ARENAS)


def make_server(config: Config, workers: int = 1) -> Server:
    """Return a server. SIGHUP replaces its workers, one after the other, by new ones.

    A worker that crashed is replaced as well, unless the one before had crashed a moment ago.
    """
    logs.write_to_standard_error(config.log)
    server = Server(
        log_style=config.log,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=_IDLE_SECONDS,
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
