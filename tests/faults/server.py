"""The real `quizapp serve` in its own process group, on a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.faults.readers import QUIZ, Acknowledged

# 1 s where the machine has nothing else to do; 40 were seen where fifty others wanted its cores.
START_SECONDS = 180
_ACKNOWLEDGED = "SELECT attempt_id, position, number, digest FROM answers"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


class Server:
    """One folder of files, on which a server is started again and again."""

    def __init__(self, folder: Path, log: Path | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "questions").mkdir()
        (folder / "questions" / "load.yaml").write_text(QUIZ, encoding="utf-8")
        self.log = log or folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "instance" / "quizapp.sqlite"

    def start(self, *before: str, **settings: str) -> float:
        """Start it, a command before it if one is given; return after how many seconds it answered.

        Settings are those of the environment: `threads="8"`.
        """
        began = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("QUIZAPP_")}
        environment |= {f"QUIZAPP_{name.upper()}": value for name, value in settings.items()}
        command = [*before, sys.executable, "-m", "quizapp", "serve", "--port", str(self.port)]
        with self.log.open("ab") as lines:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=environment,
                stdout=lines,
                stderr=lines,
                start_new_session=True,
            )
        while time.monotonic() - began < START_SECONDS and self.process.poll() is None:
            if self.is_healthy():
                return time.monotonic() - began
            time.sleep(0.05)
        said = self.log.read_text() if self.log.is_file() else ""
        raise AssertionError(f"the server did not start:\n{said}")

    def is_healthy(self) -> bool:
        """Tell whether it answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        with closing(connection), suppress(OSError, HTTPException):
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        return False

    def kill_all(self) -> None:
        """End the whole group at once, as a power cut would."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_main(self) -> None:
        """End only the process that was started; its worker has to notice."""
        assert self.process
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def workers(self) -> list[int]:
        """Return the processes that answer requests: the children of the one that was started."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [pid for pid in map(int, children.split()) if _is_worker(pid)]

    def memory(self) -> int:
        """Return how many bytes of memory its workers hold."""
        page = os.sysconf("SC_PAGE_SIZE")
        sizes = (Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in self.workers())
        return sum(int(size) * page for size in sizes)

    def open_files(self) -> int:
        """Return how many files and connections its workers hold open."""
        return sum(1 for pid in self.workers() for _ in Path(f"/proc/{pid}/fd").iterdir())

    def stored(self) -> set[Acknowledged]:
        """Return every stored answer, after checking that the file is whole."""
        return stored_in(self.database)


def _is_worker(pid: int) -> bool:
    with suppress(OSError):
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def stored_in(path: Path) -> set[Acknowledged]:
    """Return every answer in a database, after checking that the file is whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {Acknowledged(*row) for row in connection.execute(_ACKNOWLEDGED)}


@contextmanager
def running(
    folder: Path, *before: str, log: Path | None = None, **settings: str
) -> Iterator[Server]:
    """Run a server; end it with all its processes."""
    server = Server(folder, log)
    try:
        server.start(*before, **settings)
        yield server
    finally:
        server.kill_all()
