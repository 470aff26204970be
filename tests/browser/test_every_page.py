"""Every page in each of its states: what axe finds, what is too wide for a phone or too small."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser import _looks, _readers_pages, _teachers_pages, _walk
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 800}
Journey = Callable[[BrowserContext, Server], _walk.States]


def test_axe_looks_once_at_the_same_colours_and_always_at_others(browser):
    page = browser.new_page()
    pale = "<p style='color: #999; background: %s'>Pale</p>"
    for ground, count in (("#fff", 1), ("#fff", 0), ("#eee", 1)):
        page.set_content(f"<html lang=en><title>Pale</title><main>{pale % ground * 2}</main>")
        found = _looks.axe_findings(page, [(1280, "light")])
        assert [each.split(": ")[1] for each in found] == ["color-contrast"] * count
    page.close()


@pytest.mark.parametrize(
    ("journey", "least"),
    [
        (_readers_pages.before_anything, 15),
        (_readers_pages.one_of_each, 24),
        (_readers_pages.other_quizzes, 15),
        (_teachers_pages.first_steps, 12),
        (_teachers_pages.bank, 15),
        (_teachers_pages.account_and_people, 15),
    ],
)
def test_every_page_can_be_seen_and_touched_by_everybody(
    browser, server: Server, faults, journey: Journey, least: int
):
    _walk.add_quizzes(server)
    found, seen = [], []
    # axe is not ours: the Content-Security-Policy is not asked about it.
    for context in _walk.new_pages(browser, server, faults, bypass_csp=True, has_touch=True):
        for name, page in journey(context, server):
            seen.append(name)
            here = _looks.too_wide(page) + _looks.too_small(page) + _looks.axe_findings(page)
            found += [f"{name}: {each}" for each in here]
            page.set_viewport_size(WIDE)
    assert found == []
    assert len(seen) == len(set(seen)) >= least
