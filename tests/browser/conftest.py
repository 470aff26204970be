"""The real app on a port of its own, and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from quizapp.storage.database import make_engine
from quizapp.storage.given import Given, current_answers

# Long enough for a slow machine that does other things as well: what is there is found at once.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)
HOUSE = Path(__file__).parents[2]
BANKS = (HOUSE / "questions", Path(__file__).parent / "questions")
ARGUMENTS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The app in a process of its own; it can go away and come back, and its clock can be moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        for bank in BANKS:
            shutil.copytree(bank, folder / "questions", dirs_exist_ok=True)

    def start(self) -> None:
        """Start it and wait until it answers. What it says goes to a file in its folder."""
        command = [sys.executable, "-m", "tests.browser.serve", str(self.folder), str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=HOUSE, stdout=log, stderr=log)
        for _ in range(300):
            with suppress(OSError), urlopen(f"{self.url}/healthz", timeout=5):
                return
            time.sleep(0.1)
        pytest.fail((self.folder / "log").read_text())

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def set_ahead(self, seconds: int) -> None:
        """Move the server's clock."""
        (self.folder / "ahead").write_text(str(seconds))

    def set_portal(self, is_there: bool) -> None:
        """Put a portal before the server that answers saves with a page of its own."""
        portal = self.folder / "portal"
        portal.touch() if is_there else portal.unlink(missing_ok=True)

    def answers(self, attempt_id: str) -> Mapping[int, Given]:
        """Return what is stored of an attempt: the newest answer of each question."""
        engine = make_engine(f"sqlite:///{self.folder / 'instance' / 'quizapp.sqlite'}")
        try:
            with engine.connect() as connection:
                return current_answers(connection, attempt_id)
        finally:
            engine.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


def chromium() -> str | None:
    """Return the system's Chromium; None means Playwright's own."""
    # The first one has no windows, and does its work in a third of the time.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


_RUNNING: list[Browser] = []


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # tests/attacks has this fixture as well, and Playwright can be started once in a process.
    if _RUNNING:
        yield _RUNNING[0]
        return
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=ARGUMENTS, chromium_sandbox=not is_root
        )
        _RUNNING.append(browser)
        yield browser
        _RUNNING.clear()
        browser.close()


@dataclass
class Faults:
    """What a browser complained about: scripts that failed, and what the policy refused."""

    seen: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports every reply of 400 and more, and every lost connection, as an error of
        # the console: a page may meet those. Its own files are to be there always.
        is_reply = message.text.startswith("Failed to load resource")
        if message.type == "error" and (not is_reply or "/static/" in message.location["url"]):
            self.seen.append(f"console: {message.text} ({message.location['url']})")


@pytest.fixture
def faults() -> Iterator[Faults]:
    faults = Faults()
    yield faults
    assert faults.seen == []


@pytest.fixture
def context(browser: Browser, server: Server, faults: Faults) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def start_quiz(page: Page, quiz: str, reader: str = "Mira") -> str:
    """Begin a quiz as a reader who is new here; return the attempt's address."""
    page.goto(f"/quizzes/{quiz}")
    page.get_by_label("Your name").fill(reader)
    page.get_by_role("button", name="Start quiz").click()
    page.wait_for_url("**/attempts/**")
    return page.url.split("/questions/")[0]
