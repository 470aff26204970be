"""R10: one attempt in two tabs or on two devices. Nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser._saving import (
    CHOICE,
    LONG,
    NUMBER,
    SAVED,
    SHORT,
    STALE,
    TICKS,
    Attempt,
    state,
)
from tests.browser.conftest import PATIENCE, Server, start_quiz

pytestmark = pytest.mark.browser


class Way(NamedTuple):
    """A question, how to answer it, and two answers that differ."""

    position: int
    fill: Callable[[Page, str], None]
    first: str
    second: str


def check(page: Page, label: str) -> None:
    page.get_by_label(label).check()


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").blur()


WAYS = {
    "a choice": Way(CHOICE, check, "In 1790", "In 1900"),
    "ticks": Way(TICKS, check, "The bridge", "The door"),
    "a short text": Way(SHORT, write, "the miller", "a mouse"),
    "a number": Way(NUMBER, write, "1846", "1790"),
    "a long text": Way(LONG, write, "It stood firm.", "It fell."),
}
# A few in every run; all twenty by `make faults`.
QUICK = {("a choice", "tab", "mine"), ("a long text", "device", "other")}
CASES = [
    pytest.param(way, place, kept, marks=[] if (way, place, kept) in QUICK else pytest.mark.full)
    for way in WAYS
    for place in ("tab", "device")
    for kept in ("mine", "other")
]


@pytest.fixture
def attempt(page: Page, server: Server) -> Attempt:
    return Attempt(page, server, start_quiz(page, "every-way"))


@pytest.fixture
def places(browser: Browser, server: Server, page: Page) -> Iterator[Callable[[str], Page]]:
    """Return what opens a second tab, or a page of a second device that used the resume code."""
    device = browser.new_context(base_url=server.url)
    device.set_default_timeout(PATIENCE)

    def open_second(place: str) -> Page:
        if place == "tab":
            return page.context.new_page()
        code = page.locator(".resume-hint .code").inner_text()
        second = device.new_page()
        second.goto("/resume")
        second.get_by_label("Resume code").fill(code)
        second.get_by_role("button", name="Resume").click()
        second.wait_for_url("**/")
        return second

    yield open_second
    device.close()


@pytest.mark.parametrize(("way", "place", "kept"), CASES)
def test_r10_who_comes_second_is_asked(
    attempt: Attempt,
    page: Page,
    places: Callable[[str], Page],
    way: str,
    place: str,
    kept: str,
) -> None:
    position, fill, first, later = WAYS[way]
    second = places(place)
    attempt.show(position, second)
    attempt.show(position)
    fill(page, first)
    expect(state(page)).to_have_text(SAVED)
    fill(second, later)
    expect(second.get_by_role("heading", name=STALE)).to_be_visible()
    assert attempt.answer(position) == [first]

    second.get_by_role("button", name=f"Keep {kept if kept == 'mine' else 'the other'}").click()
    expect(state(second)).to_have_text(SAVED)
    expect(second.locator(".conflict")).to_have_count(0)
    attempt.expect_answer(position, *([later] if kept == "mine" else [first]))
    assert attempt.stored(position).number == (2 if kept == "mine" else 1)
