"""A teacher marks by keyboard alone, and nothing is loaded anew in between."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import _walk
from tests.browser._looks import axe_findings
from tests.browser.conftest import PATIENCE, Faults, Server

pytestmark = pytest.mark.browser
WRITTEN = """\
title: The storm
passage: {text: Three ships were lost in one winter. The town built a lighthouse.}
questions:
  - id: why
    type: open-response
    prompt: Why did the town build it?
    points: 3
    sample-answer: Because ships were lost.
    rubric:
      - criterion: Names the reason
        points: 2
        levels:
          - {points: 0, text: Does not name it}
          - {points: 1, text: Names it}
          - {points: 2, text: Names it and what followed}
      - {criterion: Uses the passage, points: 1}
"""


def hand_in(browser: Browser, server: Server, faults: Faults, name: str, words: str) -> None:
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    page = context.new_page()
    _walk.begin(page, "storm", name)
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name="Check your answers").click()
    page.get_by_role("button", name="Submit quiz").click()
    expect(page.get_by_text("3 more when marked")).to_be_visible()
    context.close()


def check_with_axe(browser: Browser, page: Page) -> None:
    """Look at a page once more where its policy is not asked: the script of axe is not ours."""
    state = page.context.storage_state()
    with browser.new_context(bypass_csp=True, storage_state=state) as context:
        copy = context.new_page()
        copy.goto(page.url)
        assert axe_findings(copy) == []


def test_three_answers_are_marked_by_keyboard_alone(
    browser: Browser, server: Server, faults: Faults
) -> None:
    (server.folder / "questions" / "storm.yaml").write_text(WRITTEN, encoding="utf-8")
    server.stop()
    server.start()
    for name in ("Mira", "Ola", "Bo"):
        hand_in(browser, server, faults, name, f"Ships were lost, says {name[0]}.")
    context = browser.new_context(base_url=server.url)
    context.set_default_timeout(PATIENCE)
    faults.watch(context)
    page = context.new_page()
    _walk.become_teacher(page, server)
    page.get_by_role("link", name="Marking", exact=True).press("Enter")
    page.get_by_role("link", name="Mark 3 answers").press("Enter")
    expect(page.get_by_text("0 of 3 marked")).to_be_visible()
    check_with_axe(browser, page)
    page.evaluate("window.wasLoadedAnew = false")
    first = page.get_by_role("radio").first
    expect(first).to_be_focused()
    for done in (1, 2, 3):
        page.keyboard.type("21")
        expect(page.get_by_role("radio", checked=True)).to_have_count(2)
        if done == 2:
            page.keyboard.press("Tab")
            page.keyboard.type("Well seen, 1 of many.")
            page.keyboard.press("Control+Enter")
        else:
            page.keyboard.press("Enter")
        expect(page.locator("[data-progress]")).to_have_text(f"{done} of 3 marked")
        if done < 3:
            expect(first).to_be_focused()
    assert page.evaluate("window.wasLoadedAnew") is False
    expect(page.get_by_role("heading", name="All answers")).to_be_focused()
    expect(page.get_by_text("3 of 3 points")).to_have_count(3)
    expect(page.get_by_text("Well seen, 1 of many.")).to_have_count(1)
    check_with_axe(browser, page)
    page.get_by_role("link", name="To the release").press("Enter")
    check_with_axe(browser, page)
    page.get_by_role("button", name="Release marks").press("Enter")
    expect(page.get_by_role("button", name="Take marks back")).to_be_visible()
    context.close()
