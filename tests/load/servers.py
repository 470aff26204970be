"""Servers under measure: started in process groups of their own, watched through /proc."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

ROOT: Final = Path(__file__).parents[2]
BIN: Final = Path(sys.executable).parent
PATIENCE: Final = 600.0
_PSS: Final = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Server:
    """A running server: its port, its process group, how long it took to answer."""

    port: int
    group: int
    start_seconds: float

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the group's processes have used."""
        ticks = sum(int(fields[11]) + int(fields[12]) for fields in self._stats())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> list[int]:
        """Return what each process of the group holds in memory, in bytes.

        A worker is a fork of its parent: of what they share each is given its part.
        """
        maps = [(folder / "smaps_rollup").read_text() for folder, _ in self._processes()]
        return sorted((int(_PSS.findall(text)[0]) * 1024 for text in maps), reverse=True)

    def _stats(self) -> Iterator[list[str]]:
        return (fields for _, fields in self._processes())

    def _processes(self) -> Iterator[tuple[Path, list[str]]]:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.group:
                yield stat.parent, fields


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_server(command: list[str], **environment: str) -> Iterator[Server]:
    """Run a server; `{port}` in its command is a free port."""
    with tempfile.TemporaryFile() as log:
        yield from _run(command, environment, log)


def _run(command: list[str], environment: dict[str, str], log: IO[bytes]) -> Iterator[Server]:
    port, begun = free_port(), time.perf_counter()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
    try:
        if not _answers(process, port):
            log.seek(0)
            sys.exit(f"the server did not start:\n{log.read().decode()}")
        yield Server(port, process.pid, time.perf_counter() - begun)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    # A cold bank of ten thousand files is read before the first reply.
    end = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                if connection.recv(16):
                    return True
        except OSError:
            pass
        time.sleep(0.05)
    return False


def floor_command() -> list[str]:
    """Return the command of the floors: bare Flask views behind the server that we use."""
    options = "--interface wsgi --workers 1 --blocking-threads 4 --log-level error --no-ws"
    return [
        str(BIN / "granian"),
        *options.split(),
        "--factory",
        "--port",
        "{port}",
        "tests.load.floor:make_app",
    ]


def our_command(questions: Path, instance: Path) -> list[str]:
    """Return the command of our server as whoever installs it runs it."""
    folders = ["--questions", str(questions), "--instance", str(instance)]
    return [str(BIN / "quizapp"), "serve", "--port", "{port}", *folders]
