"""A reader who has a keyboard and no mouse: never stuck, never lost, never covered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import _walk
from tests.browser._walk import Walk, begin, items, key_of, show_in_passage
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

# What has the focus, where it is on the page, and what is wrong with how it shows.
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const label = one.closest("label");
    const areas = [".skip-links", ".site-header", ".jump", "#passage", ".splitter", "#questions",
        "main", ".site-footer"];
    const area = areas.find(selector => one.closest(selector)) ?? "";
    const rings = [one, label].filter(Boolean).map(each => getComputedStyle(each));
    const isRinged = rings.some(
        style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    const box = [...one.getClientRects()].find(each => each.width && each.height)
        ?? one.getBoundingClientRect();
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const middle = (top + bottom) / 2;
    const isLarge = box.height > innerHeight / 2;
    // Of a large field the browser brings the caret into sight.
    const least = one.matches("textarea") ? 44 : Math.min(box.height, innerHeight / 2);
    const isSeen = bottom - top >= least - 1
        && right - left >= Math.min(box.width, innerWidth) - 1;
    const isCovered = isSeen && (isLarge ? [middle] : [top + 3, middle, bottom - 3]).some(y => {
        const hit = document.elementFromPoint((left + right) / 2, y);
        return hit && !one.contains(hit) && !hit.contains(one) && !label?.contains(hit);
    });
    const words = one.getAttribute("aria-label") ?? `${one.id} ${one.textContent}`;
    const name = words.trim().replace(/\\s+/g, " ").slice(0, 60);
    const troubles = [!isRinged && "no ring", !isSeen && "out of sight", isCovered && "covered"];
    return {
        name: `${one.tagName.toLowerCase()} "${name}"`, area, top: box.top + scrollY,
        trouble: troubles.filter(Boolean).join(", "),
    };
}"""
# Everything that Tab should come to; of radio buttons one in each group.
STOPS = """() => {
    const groups = new Set();
    const all = "a[href], button, input, select, textarea, summary, [tabindex]";
    return [...document.querySelectorAll(all)]
        .filter(one => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden")
        .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest("[hidden]"))
        .filter(one => one.type !== "radio" || !groups.has(one.name) && groups.add(one.name))
        .length;
}"""


@dataclass
class Keyboard:
    """Answers by keys alone, and notes how the focus showed at every stop."""

    page: Page
    troubles: set[str] = field(default_factory=set)

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def look(self) -> dict[str, str] | None:
        """Return what has the focus, and note what is wrong with it."""
        focused = self.page.evaluate(FOCUSED)
        if focused and focused["trouble"]:
            self.troubles.add(f"{focused['name']}: {focused['trouble']}")
        return focused

    def reach(self, place: Locator) -> None:
        """Press Tab until this has the focus, or Shift and Tab where it stands before."""
        is_before = "one => document.activeElement.compareDocumentPosition(one) & 2"
        key = "Shift+Tab" if place.evaluate(is_before) else "Tab"
        for _ in range(150):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.key(key)
            self.look()
        raise AssertionError(f"Tab never comes to {place}")

    def press(self, button: Locator) -> None:
        self.reach(button)
        self.key("Enter")

    def tick(self, box: Locator) -> None:
        if box.get_attribute("type") == "checkbox":
            self.reach(box)
            self.key("Space")
            return
        # Tab comes to the group, arrows go on from there.
        group = box.evaluate_handle("one => [...document.getElementsByName(one.name)]")
        is_there = "radios => radios.includes(document.activeElement)"
        for _ in range(150):
            if group.evaluate(is_there):
                break
            self.key("Tab")
            self.look()
        if box.evaluate("one => one === document.activeElement"):
            self.key("Space")
        for _ in range(10):
            if box.is_checked():
                break
            self.key("ArrowDown")
            self.look()
        expect(box).to_be_checked()

    def choose(self, menu: Locator, words: str) -> None:
        self.reach(menu)
        for _ in range(20):
            if menu.evaluate("one => one.selectedOptions[0].text") == words:
                return
            self.key("ArrowDown")
        raise AssertionError(f"arrows never come to {words}")

    def type(self, line: Locator, text: str) -> None:
        self.reach(line)
        self.page.keyboard.insert_text(text)

    def tour(self) -> list[dict[str, str]]:
        """Press Tab from the start of the page until it ends; return every stop."""
        stops = []
        for _ in range(150):
            self.key("Tab")
            focused = self.look()
            if focused is None or focused in stops[:1]:
                return stops
            stops.append(focused)
        raise AssertionError(f"Tab never leaves the page: {stops[-3:]}")


@pytest.fixture(scope="module", autouse=True)
def bank(server: Server) -> None:
    _walk.add_quizzes(server)


@pytest.fixture
def context(browser, server, faults):
    yield from _walk.new_pages(browser, server, faults)


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def test_one_of_each_question_of_the_article_is_answered_by_keys_alone(page, server, keyboard):
    page.goto("/")
    card = page.get_by_role("link", name="One of each", exact=True)
    keyboard.press(card)
    keyboard.type(page.get_by_label("Your name"), "Mira")
    keyboard.key("Enter")
    expect(heading(page)).to_have_text("Question 1 of 11")

    walk = Walk(page, key_of(server, "one-of-each"), keyboard)
    for number in range(1, 12):
        if number == 1:  # the second link of a page skips the passage
            keyboard.key("Tab", "Tab")
            keyboard.look()
            keyboard.key("Enter")
        expect(page.get_by_role("region", name="Question", exact=True)).to_be_focused()
        question = walk.answer()
        expect(heading(page)).to_have_text(f"Question {number} of 11")
        if question.type in {"numeric", "short-answer"}:
            keyboard.key("Enter")  # saves and stays
            expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
            expect(heading(page)).to_have_text(f"Question {number} of 11")
        walk.next()
    walk.submit()
    expect(heading(page)).to_have_text(walk.full_score)

    link = page.get_by_role("link", name=show_in_passage(3)).first
    keyboard.press(link)
    evidence = page.locator("mark:target")
    expect(evidence).to_be_focused()
    keyboard.look()
    keyboard.press(page.get_by_role("link", name="Back to question 3", exact=True).first)
    expect(link).to_be_focused()
    keyboard.press(page.get_by_role("main").get_by_role("link", name="Score history"))
    expect(heading(page)).to_have_text("Score history")
    assert keyboard.troubles == set()


PAGES = {
    "library": "/",
    "a quiz": "/quizzes/gull-rock",
    "choices": "/attempts/A/questions/1",
    "hot text": "/attempts/A/questions/4",
    "ordering": "/attempts/A/questions/9",
    "a long text": "/attempts/A/questions/11",
    "check": "/attempts/A/check",
    "resume": "/resume",
    "help": "/help/quiz-file",
}


@pytest.mark.parametrize("size", [(1280, 800), (360, 740)], ids=["wide", "narrow"])
def test_tab_comes_to_everything_once_in_order_and_out_again(page, keyboard, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    attempt = begin(page, "one-of-each").split("/attempts/")[1]
    for name, path in PAGES.items():
        page.goto(path.replace("/A/", f"/{attempt}/"))
        stops = keyboard.tour()
        wanted = page.evaluate(STOPS)
        assert len(stops) == wanted, (name, [stop["name"] for stop in stops])
        areas = list(dict.fromkeys(stop["area"] for stop in stops))
        order = [
            ".skip-links",
            ".site-header",
            ".jump",
            "#passage",
            ".splitter",
            "#questions",
            "main",
            ".site-footer",
        ]
        assert areas == sorted(areas, key=order.index), name
        for stop in reversed(stops):
            keyboard.key("Shift+Tab")
            back = keyboard.look()
            if back is None and stop is stops[-1]:  # from the end of the page into it
                keyboard.key("Shift+Tab")
                back = keyboard.look()
            assert back, (name, stop)
            assert back["area"] == stop["area"], name
        assert back == stops[0], name
    assert keyboard.troubles == set()


def test_the_first_tab_offers_to_skip_and_leads_there(page, keyboard):
    begin(page, "tomahawk-request")
    keyboard.key("Tab")
    link = page.get_by_role("link", name="Passage", exact=True).first
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    keyboard.key("Enter")
    expect(page.get_by_role("region", name="Passage", exact=True)).to_be_focused()
    end = page.get_by_role("heading", name="Words", exact=True)
    expect(end).not_to_be_in_viewport()
    keyboard.key("End")
    expect(end).to_be_in_viewport()
    page.goto("/")
    keyboard.key("Tab", "Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_splitter_is_moved_by_arrows(page, keyboard):
    begin(page, "tomahawk-request")
    passage = page.get_by_role("region", name="Passage", exact=True)
    handle = page.get_by_role("separator", name="Width of the passage")
    keyboard.reach(handle)
    keyboard.look()
    before = passage.bounding_box()
    keyboard.key("ArrowLeft", "ArrowLeft")
    after = passage.bounding_box()
    assert before
    assert after
    assert after["width"] < before["width"] - 50
    expect(handle).to_be_focused()
    keyboard.press(page.get_by_role("button", name="More passage"))
    wide = passage.bounding_box()
    assert wide
    assert wide["width"] > before["width"]
    assert keyboard.troubles == set()


def test_an_order_is_made_by_its_buttons_and_the_focus_goes_with_the_item(page, keyboard):
    attempt = begin(page, "one-of-each")
    page.goto(f"{attempt}/questions/9")
    first, second, *rest = items(page)
    down = page.get_by_role("button", name=f"Move down: {first}")
    keyboard.press(down)
    assert items(page) == [second, first, *rest]
    expect(down).to_be_focused()
    keyboard.look()
    keyboard.key("Enter", "Space")
    assert items(page) == [second, *rest[:2], first, *rest[2:]]
    expect(page.get_by_role("status").filter(has_text="Moved down: now 4 of 5")).to_be_attached()
    assert keyboard.troubles == set()


def test_letters_choose_inside_the_question_and_nowhere_else(page, keyboard):
    begin(page, "one-of-each")
    radios = page.get_by_role("group", name=re.compile("long-range missiles")).get_by_role("radio")
    for place in (
        page.get_by_role("region", name="Passage", exact=True),
        page.get_by_role("button", name="Next"),
        page.get_by_role("link", name="Help"),
    ):
        place.focus()
        keyboard.key("b", "2")
        expect(page.get_by_role("main").get_by_role("radio", checked=True)).to_have_count(0)
    radios.first.focus()
    keyboard.key("b")
    expect(radios.nth(1)).to_be_checked()
    expect(radios.nth(1)).to_be_focused()
    keyboard.key("Enter")
    expect(heading(page)).to_have_text("Question 1 of 11")
    expect(page.get_by_role("button", name="Question 1, answered")).to_be_visible()


def test_what_is_refused_is_said_and_led_to(page, keyboard):
    begin(page, "gull-rock")
    check = page.get_by_role("button", name="Check", exact=True).nth(3)
    keyboard.press(check)
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    keyboard.look()
    keyboard.key("Tab", "Enter")
    expect(page.get_by_role("textbox", name="Your answer", exact=True)).to_be_focused()
    keyboard.look()
    page.keyboard.insert_text("Gull Rock")
    keyboard.press(page.get_by_role("button", name="Check", exact=True).nth(3))
    expect(page.locator("#feedback-4")).to_be_focused()
    expect(page.locator("#feedback-4")).to_contain_text("Not right")
    keyboard.look()
    keyboard.press(page.get_by_role("button", name="Try again"))
    expect(page.get_by_role("textbox", name="Your answer", exact=True)).to_have_value("Gull Rock")
    assert keyboard.troubles == set()


def test_the_display_settings_open_and_close_by_keys(page, keyboard):
    page.goto("/")
    keyboard.press(page.locator("summary", has_text="Display"))
    keyboard.key("Tab", "ArrowDown", "ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    keyboard.look()
    keyboard.key("Escape")
    expect(page.get_by_label("Dark")).to_be_hidden()
    expect(page.locator("summary", has_text="Display")).to_be_focused()
    assert keyboard.troubles == set()


def test_a_name_left_out_is_told_at_the_top_and_leads_to_the_field(page):
    page.goto("/quizzes/gull-rock")
    page.get_by_role("button", name="Start quiz").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your name")).to_be_focused()
