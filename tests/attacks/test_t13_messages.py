"""T13: a message whose end can be argued about is refused, and nothing after it is a message.

A proxy in front and the server behind it must not read it differently: then the rest of one
reader's message would be the beginning of another's.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.faults.server import Server

pytestmark = pytest.mark.kill
HIDDEN: Final = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
LENGTH: Final = f"Content-Length: {len(HIDDEN)}"
CHUNKED: Final = "Transfer-Encoding: chunked"
# The lines of a head, and what follows it before the hidden message.
ARGUED: Final = {
    "a length and chunks": ([LENGTH, CHUNKED], "0\r\n\r\n"),
    "chunks and a length": ([CHUNKED, LENGTH], "0\r\n\r\n"),
    "no length and chunks": (["Content-Length: 0", CHUNKED], "5\r\nhello\r\n0\r\n\r\n"),
    "two lengths": (["Content-Length: 0", LENGTH], ""),
    "two lengths in one line": ([f"Content-Length: 0, {len(HIDDEN)}"], ""),
    "a length with a sign": ([f"Content-Length: +{len(HIDDEN)}"], ""),
    "a length below zero": (["Content-Length: -1"], ""),
    "a length in base 16": ([f"Content-Length: {len(HIDDEN):#x}"], ""),
    "a length with a line": ([f"Content-Length: {len(HIDDEN) // 10}_{len(HIDDEN) % 10}"], ""),
    "a length of other figures": (["Content-Length: \u0661"], ""),
    "a length that overflows": ([f"Content-Length: {2**64}"], ""),
    "no length": (["Content-Length:"], ""),
    "a blank before the colon": ([f"Content-Length : {len(HIDDEN)}"], ""),
    "a folded line": (["X: a", f" {LENGTH}"], ""),
    "a zero in a name": ([f"Content-Length\0: {len(HIDDEN)}"], ""),
    "another coding": (["Transfer-Encoding: xchunked"], "0\r\n\r\n"),
    "chunks before another coding": (["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"),
    "a chunk of a wrong size": ([CHUNKED], "zz\r\nhello\r\n0\r\n\r\n"),
    "a chunk that overflows": ([CHUNKED], f"{2**64:x}\r\nhello\r\n0\r\n\r\n"),
    "a chunk below zero": ([CHUNKED], "-1\r\nhello\r\n0\r\n\r\n"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(Path(tmp_path_factory.mktemp("messages")))
    server.start()
    yield server
    server.kill_all()


def _replies(server: Server, lines: list[str], rest: str, first: str = "POST /resume") -> list[int]:
    """Send a message and the hidden one in one piece; return the status of each reply."""
    head = [f"{first} HTTP/1.1", "Host: 127.0.0.1", *lines]
    message = "\r\n".join(head) + "\r\n\r\n" + rest + HIDDEN
    with socket.create_connection(("127.0.0.1", server.port), timeout=120) as connection:
        connection.sendall(message.encode())
        said = b""
        while part := connection.recv(65_536):
            said += part
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d+) ", said)]


@pytest.mark.parametrize("name", ARGUED)
def test_a_message_whose_end_can_be_argued_about_hides_no_other(server: Server, name: str) -> None:
    replies = _replies(server, *ARGUED[name])
    assert replies in ([], [400], [411], [413], [501]), name
    assert server.is_healthy()


def test_two_messages_that_are_clear_get_two_replies(server: Server) -> None:
    """So the test above could fail."""
    assert _replies(server, [], "", "GET /readyz") == [200, 200]
    assert _replies(server, ["Content-Length: 1"], "x", "GET /readyz") == [200, 200]
