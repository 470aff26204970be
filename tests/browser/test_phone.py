"""A phone held upright, a page at 400 %, words that do not fit, and a text from right to left."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import _walk
from tests.browser._looks import SMALL, TOO_WIDE, USUAL
from tests.browser._quizzes import LONG_WORD
from tests.browser._saving import WAITING
from tests.browser._walk import Walk, begin, items, key_of, press
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
PHONE = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2}


@pytest.fixture(scope="module", autouse=True)
def bank(server: Server) -> None:
    _walk.add_quizzes(server)


@pytest.fixture
def context(browser, server, faults):
    yield from _walk.new_pages(browser, server, faults, viewport=USUAL, **PHONE)


def test_words_that_do_not_fit_are_broken(page, server):
    page.set_viewport_size(SMALL)
    found = []

    def look() -> None:
        found.extend(f"{page.url}: {each}" for each in page.evaluate(TOO_WIDE, 320))

    attempt = begin(page, "long-words")
    walk = Walk(page, key_of(server, "long-words"))
    for _ in range(5):
        look()
        walk.answer()
        walk.next()
    expect(page.get_by_text(LONG_WORD).first).to_be_visible()
    look()
    walk.submit()
    look()
    for path in ("/", "/quizzes/long-words", "/history"):
        page.goto(path)
        look()
    assert not found, found
    assert attempt


def text_size(page: Page, size: str) -> None:
    page.locator("[data-display-settings] summary").tap()
    page.get_by_label(size).tap()
    expect(page.get_by_label(size)).to_be_checked()
    page.locator("[data-display-settings] summary").tap()


def test_the_largest_letters_still_fit_on_the_smallest_phone(page):
    page.set_viewport_size(SMALL)
    page.goto("/")
    before = page.get_by_role("heading", level=1).bounding_box()
    text_size(page, "Very large")
    after = page.get_by_role("heading", level=1).bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    begin(page, "one-of-each")
    for path in (page.url, "/", "/history", "/help/quiz-file"):
        page.goto(path)
        assert page.evaluate(TOO_WIDE, 320) == []


def below_the_jump_links(page: Page, place: Locator) -> bool:
    jump = page.get_by_role("navigation", name="On this page").bounding_box()
    box = place.bounding_box()
    assert jump
    assert box
    return box["y"] >= jump["y"] + jump["height"] - 1


def test_two_links_lead_from_the_question_to_the_passage_and_back(page):
    begin(page, "tomahawk-request")
    jump = page.get_by_role("navigation", name="On this page")
    passage = page.get_by_role("article").get_by_role("heading", level=2)
    question = page.get_by_role("heading", level=1)
    jump.get_by_role("link", name="Question").tap()
    expect(question).to_be_in_viewport()
    expect(page.get_by_role("region", name="Question", exact=True)).to_be_focused()
    assert below_the_jump_links(page, question)
    jump.get_by_role("link", name="Passage").tap()
    expect(passage).to_be_in_viewport()
    expect(question).not_to_be_in_viewport()
    assert below_the_jump_links(page, passage)


def test_after_next_the_next_question_is_in_sight(page):
    begin(page, "tomahawk-request")
    page.get_by_role("button", name="Next").tap()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Question 2 of 12")
    expect(heading).to_be_in_viewport()


def test_a_finger_anywhere_on_a_row_chooses_it(page):
    begin(page, "one-of-each")
    row = page.locator("label", has=page.get_by_role("radio")).filter(
        has_text="Get Putin to negotiate"
    )
    box = row.bounding_box()
    assert box
    assert box["height"] >= 44
    row.tap(position={"x": box["width"] - 6, "y": box["height"] - 6})
    expect(page.get_by_role("radio", name="Get Putin to negotiate")).to_be_checked()


def test_an_order_is_made_by_tapping(page, server):
    attempt = begin(page, "one-of-each")
    page.goto(f"{attempt}/questions/9")
    before = items(page)
    page.get_by_role("button", name=f"Move down: {before[0]}").tap()
    expect(page.get_by_text("This order is your answer.")).to_be_visible()
    assert items(page) == [before[1], before[0], *before[2:]]


def test_buttons_that_belong_together_stand_in_one_line(page):
    attempt = begin(page, "one-of-each")
    page.goto(f"{attempt}/questions/11")
    names = ("Previous", "Check your answers")
    boxes = [page.get_by_role("button", name=name).bounding_box() for name in names]
    assert len({box["y"] for box in boxes if box}) == 1
    begin(page, "recall")
    press(page, "Go on to the questions")
    levels = page.locator(".confidence label").all()
    assert len({box["y"] for level in levels if (box := level.bounding_box())}) == 1


def test_menus_are_no_wider_than_the_screen(page):
    attempt = begin(page, "one-of-each")
    for number in (3, 8, 10):
        page.goto(f"{attempt}/questions/{number}")
        menus = page.get_by_role("combobox")
        for menu in menus.all():
            box = menu.bounding_box()
            assert box
            assert 0 <= box["x"] <= box["x"] + box["width"] <= 360


def test_what_waits_for_the_network_is_said_where_the_button_is(page):
    attempt = begin(page, "tomahawk-request")
    for path, name in (("check", "Submit quiz"), ("questions/1", "Next")):
        page.goto(f"{attempt}/{path}")
        page.context.set_offline(True)
        button = page.get_by_role("button", name=name)
        button.tap()
        expect(page.get_by_text(WAITING)).to_be_in_viewport(ratio=1)
        expect(button).to_be_in_viewport()
        page.context.set_offline(False)


# From right to left


def direction(place: Locator) -> str:
    return str(place.evaluate("element => getComputedStyle(element).direction"))


def test_an_arabic_quiz_runs_from_right_to_left_in_a_page_that_does_not(page):
    begin(page, "arabic")
    assert direction(page.get_by_role("article")) == "rtl"
    assert direction(page.get_by_role("article").get_by_role("heading")) == "rtl"
    assert direction(page.locator("fieldset.prompt legend")) == "rtl"
    assert direction(page.get_by_text("منارة الرأس").first) == "rtl"
    assert direction(page.get_by_role("button", name="Next")) == "ltr"
    row = page.get_by_role("radio").first.bounding_box()
    label = page.locator("fieldset.prompt label").first.bounding_box()
    assert row
    assert label
    assert row["x"] > label["x"] + label["width"] / 2, "the button stands right of its words"
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_text("Not answered yet: move something")).to_be_visible()
    assert direction(page.locator(".ordering")) == "rtl"
    assert direction(page.get_by_text("Not answered yet: move something")) == "ltr"
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_role("radio", name="صحيح", exact=True)).to_be_visible()
    page.get_by_role("radio", name="صحيح", exact=True).check()
    page.get_by_role("button", name="Check your answers").tap()
    expect(page.get_by_text("2 questions are not answered yet.")).to_be_visible()
    assert direction(page.get_by_text("لماذا بُنيت المنارة؟")) == "rtl"
    page.get_by_role("button", name="Submit quiz").tap()
    page.wait_for_url("**/result")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^1 of 3 points \(33%\)"))
    assert direction(page.get_by_role("article").locator("mark").first) == "rtl"
    assert direction(page.get_by_role("link", name=re.compile("Show in passage")).first) == "ltr"
    assert direction(page.get_by_text("Right order")) == "ltr"
    assert direction(page.locator("ol.chosen")) == "rtl"
    assert direction(page.get_by_text("يذكر النص السفن الغارقة.")) == "rtl"
    assert direction(page.get_by_role("heading", name="Why").first) == "ltr"
