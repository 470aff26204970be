"""An attempt in the browser: what stands on its page, what is stored, what waits on the device."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Request

from quizapp.storage.given import Given
from tests.browser.conftest import PATIENCE, Server

SAVED = re.compile(r"^Saved \d\d:\d\d$")
NOT_SENT = "Not sent yet: waiting for the network"
WAITING = "Waiting for the network. Everything you filled in is kept on this device."
STALE = re.compile(r"This question was answered somewhere else at \d\d:\d\d")
CHOICE, TICKS, SHORT, NUMBER, ORDER, HOT, PAIRS, LONG = range(1, 9)


class Attempt:
    """An attempt at the quiz with one question of each way of answering."""

    def __init__(self, page: Page, server: Server, url: str) -> None:
        self.page, self.server, self.url = page, server, url
        self.id = url.rsplit("/", maxsplit=1)[-1]

    def show(self, position: int, page: Page | None = None) -> None:
        (page or self.page).goto(f"{self.url}/questions/{position}")

    def stored(self, position: int) -> Given | None:
        return self.server.answers(self.id).get(position)

    def answer(self, position: int) -> list[str]:
        given = self.stored(position)
        return [value for _part, value in given.response] if given else []

    def expect_answer(self, position: int, *values: str) -> None:
        """Wait until this is stored: nothing on the page may say when."""
        for _ in range(PATIENCE // 100):
            if self.answer(position) == [*values]:
                return
            self.page.wait_for_timeout(100)
        assert self.answer(position) == [*values]


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def kept(page: Page) -> list[str]:
    """Return what waits on the device."""
    script = "Object.keys(localStorage).filter(key => key.startsWith('quizapp.unsent.'))"
    return page.evaluate(script)


def is_save(request: Request) -> bool:
    return request.method == "POST" and request.headers.get("accept") == "application/json"


def is_save_url(url: str) -> bool:
    return "/questions/" in url
