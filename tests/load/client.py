"""A load: many kept-alive connections that send prepared requests one after the other."""

from __future__ import annotations

import re
import socket
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class Load:
    """What came of a load: seconds per request, and replies that were no success."""

    seconds: float
    times: list[float] = field(default_factory=list)
    failures: int = 0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def quantile(self, share: float) -> float:
        """Return a quantile of the times in milliseconds."""
        ordered = sorted(self.times) or [0.0]
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000

    @property
    def median(self) -> float:
        return statistics.median(self.times or [0.0]) * 1000


def run_load(port: int, makers: list[Callable[[], bytes]], seconds: float) -> Load:
    """Send requests over one connection for each maker; a maker returns its next request."""
    end = time.perf_counter() + seconds
    load = Load(seconds)
    lock = threading.Lock()

    def work(make: Callable[[], bytes]) -> None:
        times, failures = [], 0
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (start := time.perf_counter()) < end:
                connection.sendall(make())
                failures += not _read_reply(connection).startswith(b"HTTP/1.1 200")
                times.append(time.perf_counter() - start)
        with lock:
            load.times += times
            load.failures += failures

    threads = [threading.Thread(target=work, args=(make,)) for make in makers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def _read_reply(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    found = _LENGTH.search(head)
    missing = int(found.group(1)) - len(body) if found else 0
    while missing > 0:
        piece = connection.recv(65536)
        if not piece:
            break
        missing -= len(piece)
    return head


def get(path: str, cookie: str = "") -> bytes:
    """Return a GET request as bytes."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        "Accept-Encoding: gzip\r\n\r\n"
    ).encode()


def post_json(path: str, body: str, cookie: str = "", token: str = "") -> bytes:
    """Return a POST request with a JSON body as bytes."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/json\r\nAccept: application/json\r\nX-CSRF-Token: {token}\r\n"
        f"Content-Length: {len(body.encode())}\r\n\r\n{body}"
    ).encode()
