"""A reader whose browser runs no scripts, and every question of the article."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import _walk
from tests.browser._walk import (
    Mouse,
    Walk,
    begin,
    fill_in,
    group,
    items,
    key_of,
    show_in_passage,
    wrong,
)
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
STALE = re.compile(r"This question was answered somewhere else at \d\d:\d\d")
ONE_OF_EACH = (
    "single-choice", "multiple-response", "cloze", "hot-text", "numeric", "true-false",
    "short-answer", "matching", "ordering", "categorize", "open-response",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def bank(server: Server) -> None:
    _walk.add_quizzes(server)


@pytest.fixture
def context(browser, server, faults):
    yield from _walk.new_pages(browser, server, faults, java_script_enabled=False)


@pytest.fixture
def walk(page: Page, server: Server) -> Walk:
    """Return a reader on the first of eleven questions, one of each type."""
    begin(page, "one-of-each")
    return Walk(page, key_of(server, "one-of-each"))


def go_to(walk: Walk, kind: str) -> None:
    """Press the palette's button of a question."""
    place = ONE_OF_EACH.index(kind) + 1
    walk.page.get_by_role("button", name=re.compile(rf"^Question {place},")).click()
    expect(walk.page.get_by_role("heading", level=1)).to_have_text(f"Question {place} of 11")


def in_palette(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Questions").get_by_role(
        "button", name=name, exact=True
    )


def test_every_question_of_the_article_can_be_answered_and_earns_everything(page, server):
    begin(page, "whole-bank")
    walk = Walk(page, key_of(server, "whole-bank"))
    walk.answer_all()
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Change"))).to_have_count(33)
    expect(page.locator(".complaint")).to_have_count(0)
    walk.submit()
    expect(page.get_by_role("heading", level=1)).to_have_text(walk.full_score)
    assert {question.type for question in walk.met.values()} == set(ONE_OF_EACH)


def test_an_order_is_unanswered_until_something_moves_or_it_is_kept(walk, page):
    go_to(walk, "ordering")
    expect(in_palette(page, "Question 9, not answered")).to_be_visible()
    expect(
        page.get_by_text("Not answered yet: move something, or keep this order.")
    ).to_be_visible()
    shown = items(page)
    page.get_by_role("button", name="Keep this order").click()
    expect(page.get_by_text("This order is your answer.")).to_be_visible()
    expect(in_palette(page, "Question 9, answered")).to_be_visible()
    page.get_by_role("button", name=f"Move down: {shown[0]}").click()
    expect(page.locator(".ordering-text").first).to_have_text(shown[1])
    assert items(page) == [shown[1], shown[0], *shown[2:]]
    expect(page.get_by_role("button", name=f"Move up: {shown[1]}")).to_be_disabled()
    page.get_by_role("button", name="Clear my answer").click()
    expect(in_palette(page, "Question 9, not answered")).to_be_visible()
    assert items(page) == shown


def test_a_flag_and_a_cleared_answer_show_in_the_palette_and_on_the_check_page(walk, page):
    walk.answer()
    page.get_by_role("button", name="Flag for review").click()
    expect(in_palette(page, "Question 1, answered, flagged")).to_be_visible()
    expect(page.get_by_role("button", name="Flag for review", pressed=True)).to_be_visible()
    page.get_by_role("button", name="Clear my answer").click()
    expect(in_palette(page, "Question 1, not answered, flagged")).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    go_to(walk, "open-response")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("11 questions are not answered yet.")).to_be_visible()
    expect(page.get_by_role("heading", name="Question 1 Flagged")).to_be_visible()
    page.get_by_role("link", name="Change question 1", exact=True).click()
    page.get_by_role("button", name="Flag for review").click()
    expect(in_palette(page, "Question 1, not answered")).to_be_visible()


def test_enter_in_a_field_saves_and_stays_on_the_question(walk, page):
    go_to(walk, "short-answer")
    page.get_by_role("textbox").fill("Estonia")
    page.get_by_role("textbox").press("Enter")
    expect(in_palette(page, "Question 7, answered")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 7 of 11")
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()


def test_a_complaint_stands_beside_the_field_and_blocks_nothing(walk, page):
    go_to(walk, "numeric")
    page.get_by_role("textbox").fill("ten of them")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 6 of 11")
    page.get_by_role("button", name="Previous").click()
    field = page.get_by_role("textbox")
    expect(field).to_have_value("ten of them")
    complaint = page.locator(".complaint").inner_text()
    assert complaint
    expect(field).to_have_accessible_description(complaint)
    go_to(walk, "open-response")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text(complaint)).to_be_visible()
    page.get_by_role("button", name="Submit quiz").click()
    page.wait_for_url("**/result")


def test_after_the_back_button_a_change_replaces_what_was_answered(walk, page):
    go_to(walk, "numeric")
    page.get_by_role("textbox").fill("9")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("radio", name="True").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 7 of 11")
    page.go_back()
    expect(page.get_by_role("radio", name="True")).to_be_checked()
    page.go_back()
    page.get_by_role("textbox").fill("10")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("radio", name="True")).to_be_checked()
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("textbox")).to_have_value("10")


@pytest.fixture
def conflict(walk: Walk, page: Page, context: BrowserContext) -> Page:
    """Return a tab whose answer came second: the first said 10, this one 9."""
    go_to(walk, "numeric")
    second = context.new_page()
    second.goto(page.url)
    page.get_by_role("textbox").fill("10")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 6 of 11")
    second.get_by_role("textbox").fill("9")
    second.get_by_role("button", name="Next").click()
    expect(second.get_by_role("heading", name=STALE)).to_be_visible()
    expect(second.get_by_role("textbox")).to_have_value("9")
    return second


def test_of_two_tabs_mine_can_be_kept(conflict, page):
    conflict.get_by_role("button", name="Keep mine").click()
    expect(conflict.get_by_role("heading", name=STALE)).to_have_count(0)
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("textbox")).to_have_value("9")


def test_of_two_tabs_the_other_can_be_kept(conflict, page):
    conflict.get_by_role("link", name="Keep the other").click()
    expect(conflict.get_by_role("textbox")).to_have_value("10")
    conflict.get_by_role("button", name="Next").click()
    expect(conflict.get_by_role("heading", level=1)).to_have_text("Question 6 of 11")
    page.get_by_role("button", name="Previous").click()
    expect(page.get_by_role("textbox")).to_have_value("10")


def test_what_was_typed_comes_along_when_the_device_is_forgotten(walk, page, context):
    go_to(walk, "open-response")
    code = page.locator(".resume-hint .code").inner_text()
    text = "What speaks for it?\n\n“Reach”, says Kuzan & others <b>"
    page.get_by_role("textbox").fill(text)
    context.clear_cookies()
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("What you had filled in is not lost")).to_be_visible()
    page.get_by_label("Resume code").fill("ABCD-EFGH-JKMN")
    page.get_by_role("button", name="Resume").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("link", name=re.compile("Nobody has this resume code"))).to_be_visible()
    page.get_by_label("Resume code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("heading", name="Welcome back, Mira")).to_be_visible()
    page.get_by_role("button", name="Save my answer").click()
    expect(in_palette(page, "Question 11, answered")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value(text)


def test_a_page_that_was_open_for_too_long_comes_again_with_what_was_typed(walk, page):
    go_to(walk, "matching")
    page.get_by_role("combobox", name="Marco Rubio").select_option(label="US secretary of state")
    page.locator("[name=csrf_token]").evaluate("field => { field.value = 'old' }")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Nothing was sent yet")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    menu = page.get_by_role("combobox", name="Marco Rubio")
    expect(menu.locator("option:checked")).to_have_text("US secretary of state")
    page.get_by_role("button", name="Next").click()
    expect(in_palette(page, "Question 8, answered")).to_be_visible()


def test_the_result_leads_into_the_passage_and_back(walk, page):
    go_to(walk, "open-response")
    page.get_by_role("button", name="Check your answers").click()
    walk.submit()
    page.get_by_role("link", name=show_in_passage(7)).click()
    evidence = page.locator("mark:target")
    expect(evidence).to_be_in_viewport()
    expect(evidence).to_have_text("Russian fighter jets had violated the airspace of Estonia")
    page.get_by_role("link", name="Back to question 7").click()
    expect(page.get_by_role("heading", name="Question 7")).to_be_in_viewport()


def test_one_page_with_everything_checks_one_question_and_keeps_the_others(page, server):
    key = key_of(server, "gull-rock")
    begin(page, "gull-rock")
    years, night, storm, boat, _ = key.quiz.questions()

    def section(question):
        return page.locator("section.question", has=group(page, question.prompt))

    fill_in(section(boat), key, boat, boat.key, Mouse())
    fill_in(section(storm), key, storm, wrong(storm), Mouse())
    section(storm).get_by_role("button", name="Check").click()
    expect(section(storm).get_by_text("Not right")).to_be_in_viewport()
    expect(section(storm).get_by_text("Look again at paragraph 3.")).to_be_visible()
    expect(section(boat).get_by_role("textbox")).to_have_value("harbour")
    section(storm).get_by_role("button", name="Try again").click()
    fill_in(section(storm), key, storm, storm.key, Mouse())
    section(storm).get_by_role("button", name="Check").click()
    expect(section(storm).locator(".verdict")).to_have_text(re.compile("Right"))
    fill_in(section(night), key, night, night.key, Mouse())
    expect(section(boat).get_by_role("textbox")).to_have_value("harbour")
    section(years).get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("2 questions are not answered yet.")).to_be_visible()
