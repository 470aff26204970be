"""A teacher makes a class, pupils join on telephones, and more time reaches who needs it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import _walk
from tests.browser._looks import TOO_SMALL, TOO_WIDE, axe_findings
from tests.browser.conftest import PATIENCE, Faults, Server

pytestmark = pytest.mark.browser
TELEPHONE = {"width": 360, "height": 740}


class Devices:
    """Contexts of their own, closed at the end; what axe and a ruler find on their pages."""

    def __init__(self, browser: Browser, server: Server, faults: Faults) -> None:
        self.browser, self.server, self.faults = browser, server, faults
        self.open: list[BrowserContext] = []
        self.found: list[str] = []

    def new_page(self, **options: object) -> Page:
        # The script of axe is not ours: the policy is not asked about it.
        context = self.browser.new_context(base_url=self.server.url, bypass_csp=True, **options)
        context.set_default_timeout(PATIENCE)
        self.faults.watch(context)
        self.open.append(context)
        return context.new_page()

    def telephone(self) -> Page:
        return self.new_page(viewport=TELEPHONE, is_mobile=True, has_touch=True)

    def look(self, page: Page, name: str) -> None:
        size = page.viewport_size
        assert size
        as_it_is = axe_findings(page, [(size["width"], "light")])
        self.found += [f"{name}: {each}" for each in as_it_is]
        wide = page.evaluate(TOO_WIDE, size["width"])
        self.found += [f"{name}: {each}" for each in (*wide, *page.evaluate(TOO_SMALL))]


@pytest.fixture
def devices(browser, server, faults):
    devices = Devices(browser, server, faults)
    yield devices
    for context in devices.open:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def make_class(devices: Devices, page: Page) -> str:
    page.goto("/teach")
    devices.look(page, "desk")
    page.get_by_role("link", name="Make a class").click()
    devices.look(page, "no class yet")
    page.get_by_label("Name of the class").fill("7b English")
    press(page, "Make the class")
    expect(page.get_by_role("heading", level=1)).to_have_text("7b English")
    devices.look(page, "class")
    return str(page.locator(".join-code-large").inner_text())


def make_card(devices: Devices, page: Page, name: str) -> str:
    page.get_by_role("link", name="Roster").click()
    page.get_by_label("Name", exact=True).fill(name)
    press(page, "Add")
    page.get_by_label(f"Tick {name}").check()
    devices.look(page, "roster")
    press(page, "Make PIN cards")
    expect(page.get_by_role("heading", level=1)).to_have_text("PIN cards")
    devices.look(page, "cards")
    shown = page.locator(".pin-card").inner_text()
    return re.findall(r"\d{4} \d{4}", shown)[0]


def join(devices: Devices, code: str, name: str) -> Page:
    page = devices.telephone()
    page.goto(f"/join/{code}")
    devices.look(page, f"join: {name}")
    page.get_by_label("Your name").fill(name)
    press(page, "Join")
    expect(page.get_by_text(f"Welcome to 7b English, {name}.")).to_be_visible()
    devices.look(page, f"welcome: {name}")
    return page


def join_by_card(devices: Devices, code: str, pin: str) -> Page:
    page = devices.telephone()
    page.goto("/join")
    page.get_by_label("Class code").fill(code.lower())
    page.get_by_text("I have a card with a PIN").tap()
    page.get_by_label("PIN", exact=True).fill(pin)
    press(page, "Join with this PIN")
    expect(page.get_by_text("Welcome to 7b English, Cem.")).to_be_visible()
    return page


def test_a_class_is_made_joined_and_one_of_it_gets_more_time_meanwhile(
    devices: Devices, server: Server
) -> None:
    teacher = devices.new_page(viewport={"width": 1280, "height": 900})
    _walk.become_teacher(teacher, server)
    code = make_class(devices, teacher)
    pin = make_card(devices, teacher, "Cem")
    anna, second = join(devices, code, "Anna"), join(devices, code, "anna")
    cem = join_by_card(devices, code, pin)
    cem.goto("/quizzes/timed")
    press(cem, "Start quiz")
    left = cem.locator("[data-time-left]")
    expect(left).to_have_text("20 minutes left")

    teacher.get_by_role("link", name="Roster").click()
    expect(teacher.get_by_text("second anna")).to_be_visible()
    teacher.get_by_role("link", name="Cem").click()
    devices.look(teacher, "pupil")
    teacher.get_by_label("twice as much (× 2)").check()
    teacher.get_by_label("Larger text on all pages").check()
    press(teacher, "Save")
    expect(teacher.get_by_text("time × 2")).to_be_visible()
    # The page is not touched: it asks by itself.
    expect(left).to_have_text("40 minutes left", timeout=PATIENCE)
    expect(cem.locator("[data-time-until]")).to_contain_text("40 minutes, extended from 20")
    small = cem.get_by_role("heading", level=1).bounding_box()
    cem.reload()
    large = cem.get_by_role("heading", level=1).bounding_box()
    assert small
    assert large
    assert large["height"] > small["height"]
    devices.look(cem, "question in larger text")

    teacher.set_viewport_size(TELEPHONE)
    for path in ("", "/roster"):
        teacher.goto(f"/teach/classes/1{path}")
        devices.look(teacher, f"class{path} at 360")
    for page in (anna, second):
        page.goto("/join")
        devices.look(page, "join, known")
    assert devices.found == []
