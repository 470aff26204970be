"""Every page that readers meet, in each of its states.

Each journey yields a name and a page; whoever asks for the next state leaves the page where it is.
"""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser._walk import (
    Mouse,
    States,
    Walk,
    begin,
    fill_in,
    follow,
    key_of,
    press,
    show_in_passage,
    wrong,
)
from tests.browser.conftest import Server


def before_anything(context: BrowserContext, server: Server) -> States:
    """Look round as somebody whom nobody knows."""
    page = context.new_page()
    page.goto("/")
    yield "library", page
    page.locator("[data-display-settings] summary").click()
    yield "display settings", page
    for path in ("/history", "/resume", "/nowhere", "/help", "/become-teacher/nobody"):
        page.goto(path)
        yield path, page
    for name in ("readers", "write-a-quiz", "quiz-file", "scoring", "install", "privacy"):
        page.goto(f"/help/{name}")
        yield f"help: {name}", page
    page.goto("/quizzes/one-of-each")
    yield "quiz, name unknown", page
    page.get_by_label("Your name").fill(" ")
    press(page, "Start quiz")
    expect(page.get_by_role("alert")).to_be_focused()
    yield "quiz, name refused", page


def one_of_each(context: BrowserContext, server: Server) -> States:
    """Answer a question of every type, and see the result."""
    page = context.new_page()
    yield from _questions(page, context, server)
    yield from _results(page)


def other_quizzes(context: BrowserContext, server: Server) -> States:
    """Take quizzes of other kinds, lose the device's memory and get it back, be erased."""
    page = context.new_page()
    yield from _other_quizzes(page)
    yield from _resume_and_errors(page, context)
    yield from _erasing(page)


def _questions(page: Page, context: BrowserContext, server: Server) -> States:
    attempt = begin(page, "one-of-each")
    walk = Walk(page, key_of(server, "one-of-each"))
    for number in range(1, 12):
        question = walk.question
        yield f"{question.type}, blank", page
        if question.type == "single-choice":
            second = context.new_page()
            second.goto(page.url)
        walk.answer(wrong(question) if number % 2 else None)
        if question.type == "open-response":
            page.get_by_role("textbox").fill("Too short")
        expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
        if question.type == "single-choice":
            fill_in(second, walk.key, question, question.key, Mouse())
            expect(
                second.get_by_role("heading", name=re.compile("answered somewhere"))
            ).to_be_visible()
            yield "conflict of two tabs", second
            press(second, "Keep the other")
            second.close()
        if question.type in {"single-choice", "multiple-response", "hot-text", "ordering"}:
            yield f"{question.type}, answered", page
        walk.next()
    page.goto(f"{attempt}/questions/11")
    expect(page.locator(".complaint")).to_be_visible()
    press(page, "Flag for review")
    yield "a complaint and a flag", page
    page.goto("/quizzes/gull-rock")
    page.locator("[name=csrf_token]").first.evaluate("field => { field.value = 'old' }")
    press(page, "Start quiz")
    expect(page.get_by_role("heading", name="Nothing was sent yet")).to_be_visible()
    yield "a refused form", page
    page.goto(f"{attempt}/check")
    yield "check", page


def _results(page: Page) -> States:
    press(page, "Submit quiz")
    page.wait_for_url("**/result")
    yield "result", page
    follow(page, page.get_by_role("link", name=show_in_passage(1)).first)
    yield "result, in the passage", page
    press(page, "Start again")
    page.wait_for_url("**/questions/1")
    page.goto(page.url.split("/questions")[0] + "/check")
    yield "check, nothing answered", page
    press(page, "Submit quiz")
    page.wait_for_url("**/result")
    page.goto("/quizzes/one-of-each")
    yield "quiz, taken twice", page
    page.goto("/history")
    yield "history", page


def _other_quizzes(page: Page) -> States:
    begin(page, "gull-rock")
    yield "one page, blank", page
    sections = page.locator("section.question")
    _check(sections.nth(0), "12")
    _check(sections.nth(3), "harbour")
    press(page, "Try again")
    expect(sections.nth(0).get_by_role("textbox")).to_be_visible()
    sections.nth(4).get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    yield "one page: right, with a hint, with a complaint", page
    _check(sections.nth(0), "12")
    yield "one page: not right", page
    begin(page, "recall")
    yield "passage before the questions", page
    press(page, "Go on to the questions")
    page.wait_for_url("**/questions/1*")
    expect(page.get_by_text("60 minutes left")).to_be_visible()
    page.get_by_role("textbox").fill("1871")
    yield "a timer, how sure, the passage hidden", page
    press(page, "Check your answers")
    press(page, "Submit quiz")
    page.wait_for_url("**/result")
    yield "result, points alone", page
    page.goto("/quizzes/recall")
    yield "quiz, no attempts left", page
    for quiz in ("vadehavet", "arabic", "long-words"):
        begin(page, quiz)
        yield quiz, page
    page.goto("/")
    yield "library, known", page


def _check(section: Locator, text: str) -> None:
    section.get_by_role("textbox").fill(text)
    section.get_by_role("button", name="Check").click()
    expect(section.locator(".verdict")).to_be_visible()


def _resume_and_errors(page: Page, context: BrowserContext) -> States:
    page.goto("/resume")
    yield "resume, known", page
    page.get_by_label("Resume code").fill("1")
    press(page, "Resume")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "resume, refused", page
    page.goto("/quizzes/arabic")
    page.get_by_role("link", name="Continue").click()
    page.wait_for_url("**/questions/1")
    code = page.locator(".resume-hint .code").inner_text()
    context.clear_cookies()
    page.get_by_role("radio").first.check()
    expect(page.get_by_text("This device is not known any more")).to_be_visible()
    yield "a device that is not known any more", page
    press(page, "Next")
    expect(page.get_by_text("What you had filled in is not lost")).to_be_visible()
    yield "resume, with an answer carried", page
    page.get_by_label("Resume code").fill(code)
    press(page, "Resume")
    expect(page.get_by_role("heading", name="Welcome back, Mira")).to_be_visible()
    yield "welcome back", page


def _erasing(page: Page) -> States:
    page.goto("/history/erase")
    yield "erase", page
    press(page, "Erase my data")
    expect(page.get_by_role("alert")).to_be_visible()
    yield "erase, not sure", page
    page.get_by_label("Yes, erase everything about me").check()
    press(page, "Erase my data")
    page.wait_for_url("**/erased")
    yield "erased", page
