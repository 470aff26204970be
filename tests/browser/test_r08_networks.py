"""R8: the network fails in every way. The page says what is so, and nothing is lost.

What the page does while it is offline, with Next, Submit, reload and log-in pages, is tried in
`test_script.py`; here is what can come back, or not, when it saves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.browser._saving import (
    CHOICE,
    LONG,
    NOT_SENT,
    SAVED,
    SHORT,
    TICKS,
    Attempt,
    is_save_url,
    kept,
    state,
)
from tests.browser.conftest import PATIENCE, Server, start_quiz

pytestmark = pytest.mark.browser

# While nothing is certain the page may say that it is trying, or that it could not.
NOT_SAVED = re.compile("offline|failed")
RECEIPT = {"number": 99, "digest": "", "time": "10:42", "complaint": ""}


def replies(**reply: object) -> Callable[[Route], None]:
    return lambda route: route.fulfill(**reply)


def breaks(code: str) -> Callable[[Route], None]:
    return lambda route: route.abort(code)


def loses_the_receipt(route: Route) -> None:
    route.fetch()
    route.abort("connectionreset")


def cuts_the_receipt(route: Route) -> None:
    reply = route.fetch()
    route.fulfill(status=reply.status, headers=reply.headers, body=reply.text()[:20])


WAYS: dict[str, Callable[[Route], None]] = {
    "the server is not there": breaks("connectionrefused"),
    "the connection is reset": breaks("connectionreset"),
    "the connection is closed": breaks("connectionclosed"),
    "the connection is aborted": breaks("connectionaborted"),
    "the device has no network": breaks("internetdisconnected"),
    "the name is not found": breaks("namenotresolved"),
    "the address cannot be reached": breaks("addressunreachable"),
    "the network is too slow": breaks("timedout"),
    "a filter of the school blocks it": breaks("blockedbyclient"),
    "the receipt is lost": loses_the_receipt,
    "half of the receipt comes": cuts_the_receipt,
    "an empty page comes": replies(status=200, body=""),
    "no content comes": replies(status=204),
    "an empty object comes": replies(status=200, json={}),
    "a number comes": replies(status=200, json=7),
    "the receipt of another question comes": replies(status=200, json=RECEIPT | {"position": 7}),
    "a portal shows its page": replies(status=200, content_type="text/html", body="<h1>Hi</h1>"),
    "a portal sends elsewhere": replies(status=302, headers={"Location": "/help"}),
    "a portal asks for a login": replies(status=511, body="<h1>Log in</h1>"),
    "the proxy asks for a password": replies(status=407, body=""),
    "the proxy forbids it": replies(status=403, content_type="text/html", body="<h1>No</h1>"),
    "the proxy knows no such page": replies(
        status=404, content_type="text/html", body="<h1>?</h1>"
    ),
    "the server has a fault": replies(status=500, body=""),
    "the proxy finds no server": replies(status=502, body="<h1>Bad gateway</h1>"),
    "the database is busy": replies(status=503, headers={"Retry-After": "2"}, json={"error": "x"}),
    "the proxy waits in vain": replies(status=504, body=""),
    "somebody asks for less": replies(status=429, body=""),
}


@pytest.fixture(scope="module")
def kept_attempt(browser: Browser, server: Server) -> Iterator[Attempt]:
    """One page for all ways: after each of them it has to be as good as new."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    yield Attempt(page, server, start_quiz(page, "every-way"))
    context.close()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.replace(" ", "-"))
def test_r8_nothing_but_our_receipt_counts_as_saved(kept_attempt: Attempt, way: str) -> None:
    attempt, page = kept_attempt, kept_attempt.page
    before = attempt.stored(CHOICE)
    number = before.number if before else 0
    new = "In 1846" if attempt.answer(CHOICE) != ["In 1846"] else "In 1900"

    page.route(is_save_url, WAYS[way])
    page.get_by_label(new).check()
    expect(state(page)).to_have_attribute("data-state", NOT_SAVED)
    assert len(kept(page)) == 1
    page.unroute(is_save_url)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == [new]
    assert attempt.stored(CHOICE).number == number + 1
    assert kept(page) == []


@pytest.fixture
def attempt(page: Page, server: Server) -> Attempt:
    return Attempt(page, server, start_quiz(page, "every-way"))


def test_r8_after_an_hour_offline_every_answer_is_sent_within_five_seconds(
    attempt: Attempt, page: Page, context: BrowserContext
) -> None:
    for position in (TICKS, SHORT, LONG):
        attempt.show(position)
    attempt.show(CHOICE)
    page.clock.install()
    context.set_offline(True)
    for choice in ("In 1790", "In 1846", "In 1900"):
        page.get_by_label(choice).check()
        expect(state(page)).to_have_text(NOT_SENT)
        page.clock.run_for(20 * 60 * 1000)
    context.set_offline(False)
    page.clock.run_for(5_000)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_r8_a_network_that_comes_and_goes_loses_nothing(
    attempt: Attempt, page: Page, context: BrowserContext
) -> None:
    attempt.show(TICKS)
    for label in ("The bridge", "The door", "The wheel"):
        context.set_offline(True)
        page.get_by_label(label).check()
        context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    attempt.expect_answer(TICKS, "The bridge", "The door", "The wheel")


def test_r8_a_tab_that_crashes_leaves_its_answer_to_the_next(
    attempt: Attempt, page: Page, context: BrowserContext
) -> None:
    page.route(is_save_url, breaks("internetdisconnected"))
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=2_000)
    after = context.new_page()
    attempt.show(CHOICE, after)
    expect(state(after)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_r8_a_page_that_cannot_be_loaded_again_offline_has_its_answer_when_it_can(
    attempt: Attempt, page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    context.set_offline(False)
    attempt.show(CHOICE)
    expect(page.get_by_label("In 1900")).to_be_checked()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_r8_a_reply_that_takes_too_long_is_asked_for_again(attempt: Attempt, page: Page) -> None:
    asked: list[object] = []

    def answer_the_second(route: Route) -> None:
        asked.append(route.request.post_data_json)
        if len(asked) > 1:
            route.continue_()

    page.clock.install()
    page.route(is_save_url, answer_the_second)
    page.get_by_label("In 1790").check()
    page.wait_for_timeout(100)
    page.clock.run_for(30_000)
    expect(state(page)).to_have_text(SAVED)
    assert asked[0] == asked[1]
    assert attempt.stored(CHOICE).number == 1
