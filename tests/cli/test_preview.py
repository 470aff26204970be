"""`quizapp preview`, as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.cli.conftest import SOUND
from tests.web._page import Page

HOUSE = Path(__file__).parents[2]
PNG = b"\x89PNG\r\n\x1a\n and so on"


class Preview:
    """The running command: its address, and what it answers."""

    def __init__(self, process: subprocess.Popen[str], said: str) -> None:
        self.process = process
        self.said = said
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)/", said)[1])

    def get(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers=headers)
        reply = connection.getresponse()
        reply.body = reply.read()
        connection.close()
        return reply

    def page(self, path: str) -> Page:
        return Page(self.get(path).body.decode())

    def changes(self, after: str = "") -> dict[str, Any]:
        """Return how the file is, once it is no more as it was `after`."""
        reply = self.get(f"/changes?{urlencode({'after': after})}")
        return dict(json.loads(reply.body))


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Preview]:
    command = [sys.executable, "-m", "quizapp", "preview", "--no-open", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=sys.stderr
    )
    try:
        assert process.stdout
        yield Preview(process, process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("preview")


@pytest.fixture(scope="module")
def file(folder: Path) -> Path:
    path = folder / "lighthouse.yaml"
    path.write_text(SOUND)
    (folder / "tower.png").write_bytes(PNG)
    return path


@pytest.fixture(scope="module")
def started(folder: Path, file: Path) -> Iterator[Preview]:
    with running(folder, file.name) as preview:
        yield preview


@pytest.fixture
def preview(started: Preview, file: Path) -> Preview:
    file.unlink(missing_ok=True)
    file.write_text(SOUND)
    return started


def test_it_says_where_it_is_and_listens_to_this_machine_alone(preview: Preview) -> None:
    assert preview.said == (
        f"The preview of lighthouse.yaml is at http://127.0.0.1:{preview.port}/\n"
    )
    with socket.socket() as probe, pytest.raises(OSError, match="refused"):
        probe.connect(("127.0.0.2", preview.port))
    assert preview.get("/", Host="evil.example").status == 400


def test_the_page_stands_in_a_frame_with_its_switches(preview: Preview) -> None:
    page = preview.page("/")
    assert page.text.startswith("The lighthouse at Hale Point – Preview Preview of lighthouse.yaml")
    assert page.first("iframe")["src"] == "/page?mode=reader"
    assert [words for words, _ in page.links] == [
        "As readers see it",
        "With key",
        "Print",
        "Phone width",
    ]
    assert "No problems found" in page.text
    for _, address in page.links:
        assert preview.get(address).status == 200
    assert preview.page("/?mode=print&width=phone").first("iframe")["src"] == "/page?mode=print"


def test_every_mode_has_its_page(preview: Preview) -> None:
    assert "Three ships had been lost" in preview.page("/page?mode=reader").choices
    assert "right answer" in preview.page("/page?mode=key").text
    assert "Name" in preview.page("/page?mode=print").text
    assert preview.page("/page?mode=nonsense").choices


def test_a_save_is_told_within_a_second_with_the_question_it_changed(
    preview: Preview, file: Path
) -> None:
    before = preview.changes()
    waited = []
    for year in (1871, 1872, 1873):
        known, began = preview.changes(), time.monotonic()
        file.write_text(f"{SOUND}  - {{id: when, type: numeric, prompt: When?, answer: {year}}}\n")
        now = preview.changes(known["version"])
        waited.append(time.monotonic() - began)
    assert min(waited) < 1
    assert (now["question"], now["page"] != before["page"]) == (2, True)
    assert preview.page("/").first("iframe")["src"] == "/page?mode=reader#question-2"
    assert "When?" in preview.page("/page").text


def test_what_is_wrong_is_told_with_its_place_and_the_way_out(preview: Preview, file: Path) -> None:
    file.write_text(
        SOUND.replace("  - id: why-built\n    type", "  - type").replace(
            "evidence: after", "evidence: oft"
        )
    )
    now = preview.changes()
    assert now["summary"] == "1 error, 1 warning"
    assert [(found["place"], found["name"]) for found in now["diagnostics"]] == [
        ("lighthouse.yaml:6:5", "Warning W101"),
        ("lighthouse.yaml:12:15", "Error Q204"),
    ]
    page = preview.page("/")
    assert "lighthouse.yaml:12:15 Error Q204 evidence is not in the passage" in page.text
    assert 'the nearest is "after three ships were lost"' in page.text


def test_a_broken_file_leaves_the_last_good_page(preview: Preview, file: Path) -> None:
    before = preview.changes()
    for content in (b"title: [", b"", SOUND[:200].encode(), b"[" * 200_000, b"\xff\xfe\x00"):
        file.write_bytes(content)
        now = preview.changes()
        assert now["is_old"]
        assert now["has_errors"]
        assert now["page"] == before["page"]
        assert "Three ships had been lost" in preview.page("/page").choices
        assert "The page above is the last that could be shown." in preview.page("/").text


def test_a_file_that_goes_away_and_comes_back(preview: Preview, file: Path) -> None:
    preview.changes()
    file.unlink()
    gone = preview.changes()
    assert "cannot be read" in gone["diagnostics"][0]["message"]
    assert "Three ships had been lost" in preview.page("/page").choices
    beside = file.with_name(".lighthouse.swp")
    beside.write_text(SOUND.replace("A keeper had asked", "The village had asked"))
    beside.replace(file)
    assert not preview.changes(gone["version"])["is_old"]
    assert "The village had asked for it" in preview.page("/page").choices


def test_pictures_are_given_and_nothing_else_is(preview: Preview, file: Path) -> None:
    images = "  images:\n    - {file: tower.png, alt: A white tower}\n"
    file.write_text(SOUND.replace("passage:\n", f"passage:\n{images}"))
    address = preview.page("/page").first("img")["src"]
    reply = preview.get(address)
    assert (reply.headers["Content-Type"], reply.body) == ("image/png", PNG)
    for other in ("lighthouse.yaml", "..%2Flighthouse.yaml", "%2e%2e/x.png", "none.png"):
        assert preview.get(f"/pictures/{other}").status == 404


def test_the_policy_is_strict_and_nothing_can_be_sent(preview: Preview) -> None:
    for path in ("/", "/page", "/changes", "/static/preview.js", "/nothing"):
        policy = preview.get(path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert ("frame-ancestors 'self'" in policy) == (path in {"/", "/page"})
    for path in ("/", "/page", "/changes", "/pictures/tower.png"):
        assert preview.get(path, "POST").status == 405


def test_no_database_and_no_key_is_made(preview: Preview, folder: Path) -> None:
    preview.page("/page")
    assert {path.name for path in folder.iterdir()} == {"lighthouse.yaml", "tower.png"}


def test_without_a_path_it_shows_the_file_saved_last_and_ctrl_c_stops_it(tmp_path: Path) -> None:
    bank = tmp_path / "questions"
    bank.mkdir()
    (bank / "one.yaml").write_text(SOUND.replace("title: The lighthouse", "title: The tower"))
    (bank / "two.yaml").write_text(SOUND)
    os.utime(bank / "two.yaml", (1, 1))
    with running(tmp_path) as preview:
        assert preview.said.startswith("The preview of questions is at ")
        first = preview.changes()
        assert (first["file"], first["title"]) == ("one.yaml", "The tower at Hale Point")
        (bank / "two.yaml").write_text(SOUND.replace("Why was the", "For what was the"))
        second = preview.changes(first["version"])
        assert (second["file"], second["question"]) == ("two.yaml", 1)
        preview.process.send_signal(signal.SIGINT)
        assert preview.process.wait(10) == 0


def test_faults_of_use_are_one_line(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "empty").mkdir(exist_ok=True)
    monkeypatch.chdir(folder)
    result = run("preview", "none.yaml")
    assert result.stderr == "Error: none.yaml cannot be read: No such file or directory.\n"
    assert result.exit_code == 2
    result = run("preview", "empty")
    assert result.stderr == "Error: there are no quiz files (.yaml) in empty.\n"
    (folder / "empty").rmdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("preview", "lighthouse.yaml", "--port", str(port))
    assert f"port {port} cannot be used: Address already in use." in result.stderr
    assert result.exit_code == 2
