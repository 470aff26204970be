"""A teacher gives a quiz and watches two pupils take it, one of whom loses the network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import _walk
from tests.browser.conftest import PATIENCE, Faults, Server

pytestmark = pytest.mark.browser


def join(browser: Browser, server: Server, faults: Faults, code: str, name: str) -> Page:
    """Let a pupil join on a device of their own."""
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    page = context.new_page()
    page.goto(f"/join/{code}")
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("heading", name="For your class")).to_be_visible()
    return page


def row(page: Page, name: str):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name, exact=True))


def test_a_teacher_watches_pupils_answer_and_sees_who_is_away(
    browser: Browser, server: Server, context: BrowserContext, page: Page, faults: Faults
) -> None:
    _walk.become_teacher(page, server)
    page.goto("/teach/classes")
    page.get_by_label("Name of the class").fill("7b")
    page.get_by_role("button", name="Make the class").click()
    code = page.locator(".join-code-large").inner_text()
    page.get_by_role("link", name="Assignments").click()
    page.get_by_label("Quiz").select_option("every-way")
    page.get_by_role("button", name="Choose its dates").click()
    page.get_by_role("button", name="Assign the quiz").click()
    page.get_by_role("link", name="Watch").click()
    expect(page.get_by_text("Nobody sits in this class yet")).to_be_visible()
    mira, ola = (join(browser, server, faults, code, name) for name in ("Mira", "Ola"))
    try:
        expect(row(page, "Ola")).to_contain_text("Not started")
        for pupil in (mira, ola):
            pupil.get_by_role("link", name="The mill at Otter Bend").first.click()
            pupil.get_by_role("button", name="Start quiz").click()
        expect(row(page, "Mira")).to_contain_text("Question 1 of")
        mira.locator("section.question").get_by_role("radio").first.check()
        expect(row(page, "Mira")).to_contain_text("1 of 8")
        answered = page.locator("[data-live^=question-][data-live$=-answered]")
        expect(answered.filter(has_text="1 of 2")).to_have_count(1)
        ola.context.set_offline(True)
        server.set_ahead(40)
        mira.reload()
        expect(row(page, "Ola")).to_contain_text("Offline or away")
        expect(row(page, "Mira")).to_contain_text("Working")
        expect(page.get_by_role("status").first).to_contain_text("1 working, 1 offline or away")
        page.get_by_role("link", name="For the projector").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Mira")).to_have_count(0)
        ola.context.set_offline(False)
        expect(page.locator("[data-live=tally-working]")).to_have_text("2")
    finally:
        server.set_ahead(0)
        for pupil in (mira, ola):
            pupil.context.close()
