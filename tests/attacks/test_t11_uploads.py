"""T11: hostile files through the upload page: refused in words, and nothing of them stays."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.web.bank.files import MOST_BYTES
from tests.attacks._uploads import BANK, KIND, refuse_all, send
from tests.attacks.test_t06_hostile_text import PAYLOADS, _assert_harmless
from tests.core import archives, bombs, hostile_pictures
from tests.web import _walk
from tests.web._page import Page


def test_every_hostile_picture_is_refused(teacher: FlaskClient, questions: Path) -> None:
    hostile = hostile_pictures.hostile()
    assert len(hostile) >= 80
    refuse_all(teacher, questions, hostile, "not stored")


def test_every_hostile_archive_is_refused(teacher: FlaskClient, questions: Path) -> None:
    hostile = archives.hostile()
    assert len(hostile) >= 40
    refuse_all(
        teacher, questions, {what: ("a.zip", data) for what, data in hostile.items()}, "not stored"
    )


@pytest.mark.parametrize("what", hostile_pictures.polyglots())
def test_a_picture_is_stored_and_served_without_what_was_hidden_in_it(
    teacher: FlaskClient, questions: Path, what: str
) -> None:
    name, content = hostile_pictures.polyglots()[what]
    token = _walk.csrf(teacher, f"{BANK}/upload")
    assert send(teacher, token, name, content).status_code == 200
    served = teacher.get(f"{BANK}/pictures/{name}")
    for canary in (b"canary", b"script", b"Exif"):
        assert canary not in served.data
    assert served.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served.headers["X-Content-Type-Options"] == "nosniff"


class Endless(io.RawIOBase):
    """A body that goes on and on; it counts what is read of it."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.given += len(buffer)
        return len(buffer)


@pytest.mark.parametrize("path", ["/upload", "/files/lighthouse.yaml", "/new"])
def test_more_than_the_page_takes_is_refused_before_it_is_read(
    teacher: FlaskClient, path: str
) -> None:
    stream = Endless()
    sent = {"wsgi.input": io.BufferedReader(stream), "CONTENT_LENGTH": "100000000"}
    reply = teacher.post(BANK + path, content_type=KIND, environ_overrides=sent)
    assert reply.status_code == 413
    assert "larger than this page takes" in reply.text
    assert stream.given < 100_000


def test_the_limits_are_those_of_the_manual() -> None:
    assert MOST_BYTES["bank.upload"] // (1024 * 1024) == 20


@pytest.mark.parametrize(
    "name",
    ["../../up.yaml", "..\\\\..\\\\up.yaml", "/etc/up.yaml", "C:\\\\up.yaml", "a/b/up.yaml"],
)
def test_a_path_in_a_name_leads_nowhere(teacher: FlaskClient, questions: Path, name: str) -> None:
    token = _walk.csrf(teacher, f"{BANK}/upload")
    assert send(teacher, token, name, bombs.SOUND.encode()).status_code == 200
    assert sorted(path.name for path in questions.iterdir()) == ["lighthouse.yaml", "up.yaml"]
    assert not list(questions.parent.glob("up.yaml"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text_on_every_page_of_the_bank(
    app: Flask, teacher: FlaskClient, payload: str
) -> None:
    """In a file's text and name, in what is wrong with it, in a difference, in a teacher's name."""
    other = app.test_client()
    _walk.become_teacher(app, other, payload[:40])
    quoted = '"' + payload.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    good = bombs.SOUND.replace("title: T", f"title: {quoted}")
    bad = good.replace("answer:", f"{quoted}: x, answer:")
    file = f"{BANK}/files/odd.yaml"
    token = _walk.csrf(other, f"{BANK}/upload")
    first = send(other, token, "odd.yaml", bombs.SOUND.encode())
    second = send(other, token, "odd.yaml", good.encode())
    assert (first.status_code, second.status_code) == (200, 200)
    replies = [send(other, token, "odd.yaml", bad.encode())]
    # As far as a file's name can be sent at all.
    odd = payload.replace('"', "%22").replace("\n", " ")
    replies.append(send(other, token, odd, good.encode()))
    fields = {"csrf_token": token, "text": bad, "opened": payload}
    replies += [other.post(file, data=fields | {"action": what}) for what in ("check", "save")]
    replies.append(other.post(file, data=fields | {"text": good + "# x\n"}))
    replies.append(other.post(f"{BANK}/new", data={"csrf_token": token, "name": payload}))
    replies.append(other.post(f"{file}/rename", data={"csrf_token": token, "name": payload}))
    pages = [Page(reply.text) for reply in replies]
    paths = [
        BANK,
        file,
        f"{file}/versions",
        f"{file}/preview?mode=key",
        f"{file}/preview?mode=print",
    ]
    paths += [
        href for _, href in _walk.get(other, f"{file}/versions").links if "/versions/" in href
    ]
    pages += [_walk.get(other, path) for path in paths]
    for page in pages:
        _take_out_own_frame(page)
        _assert_harmless(page)
    assert any(" ".join(payload.split()) in page.text for page in pages)


def _take_out_own_frame(page: Page) -> None:
    """The editor has a frame, and a difference marks words: these are ours, if they look so."""
    own = [(tag, attrs) for tag, attrs in page.tags if tag in {"iframe", "del", "ins"}]
    for tag, attrs in own:
        allowed = {"name", "title", "src"} if tag == "iframe" else set()
        assert attrs.keys() <= allowed
        assert attrs.get("src", f"{BANK}/").startswith(f"{BANK}/")
    page.tags = [pair for pair in page.tags if pair not in own]


def test_a_secret_of_the_machine_is_in_no_passage(teacher: FlaskClient, questions: Path) -> None:
    (questions.parent / "secret.md").write_text("a canary")
    for name in ("../secret.md", str(questions.parent / "secret.md"), "..%2Fsecret.md"):
        text = bombs.SOUND + f"passage: {{file: {name}}}\n"
        fields = {"csrf_token": _walk.csrf(teacher), "text": text}
        for path in ("", "/preview"):
            reply = teacher.post(f"{BANK}/files/lighthouse.yaml{path}", data=fields)
            assert "a canary" not in reply.text
