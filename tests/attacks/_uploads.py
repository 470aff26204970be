"""Files sent to the upload page by hand, as a browser sends them."""

from __future__ import annotations

import time
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web import _walk

BANK = "/teach/bank"
KIND = "multipart/form-data; boundary=boundary"
# A second on a quiet machine; the rest is for busy ones.
SOON = 10


def body(token: str, name: str, content: bytes) -> bytes:
    """Return a form with one file as a browser sends it (the client's own leaves a file open)."""
    head = (
        '--boundary\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
        f"{token}\r\n--boundary\r\nContent-Disposition: form-data; "
        f'name="files"; filename="{name}"\r\n\r\n'
    )
    return head.encode() + content + b"\r\n--boundary--\r\n"


def send(client: FlaskClient, token: str, name: str, content: bytes) -> TestResponse:
    data = body(token, name, content)
    return client.post(f"{BANK}/upload", data=data, content_type=KIND)


def refuse_all(
    client: FlaskClient, folder: Path, files: dict[str, tuple[str, bytes]], says: str
) -> None:
    """Upload one by one; each is refused in words and in time, and the folder stays as it was."""
    token = _walk.csrf(client, f"{BANK}/upload")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    slow, taken, silent = {}, [], []
    for what, (name, content) in files.items():
        start = time.process_time()
        reply = send(client, token, name, content)
        if (spent := time.process_time() - start) > SOON:
            slow[what] = spent
        if reply.status_code not in {413, 422}:
            taken.append((what, reply.status_code))
        if reply.status_code == 422 and says not in reply.text:
            silent.append(what)
    assert (slow, taken, silent) == ({}, [], [])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert "The lighthouse" in _walk.get(client, "/").text
