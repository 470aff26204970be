"""The whole way with a mouse: from the library to the score history, and tomorrow."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import _walk
from tests.browser._walk import (
    Mouse,
    Walk,
    begin,
    fill_in,
    group,
    key_of,
    show_in_passage,
    wrong,
)
from tests.browser.conftest import Faults, Server

pytestmark = pytest.mark.browser
TITLE = "Zelensky asks for Tomahawk missiles"
DAY = 24 * 3600


@pytest.fixture(scope="module", autouse=True)
def bank(server: Server) -> None:
    _walk.add_quizzes(server)


@pytest.fixture
def context(browser, server, faults):
    yield from _walk.new_pages(browser, server, faults)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def place(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Questions").get_by_role(
        "button", name=name, exact=True
    )


def to_start(page: Page) -> None:
    """Go from the library to the quiz of the article, and start it as Mira."""
    page.goto("/")
    expect(card(page, TITLE)).to_contain_text("3 minutes to read")
    expect(card(page, TITLE)).to_contain_text("12 questions")
    card(page, TITLE).get_by_role("link").click()
    expect(heading(page)).to_have_text(TITLE)
    page.get_by_label("Your name").fill("   ")
    page.get_by_role("button", name="Start quiz").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Type your name.").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.keyboard.type("Mira")
    page.get_by_role("button", name="Start quiz").click()
    expect(heading(page)).to_have_text("Question 1 of 12")
    expect(page.get_by_role("article", name=TITLE)).to_be_visible()
    expect(page.get_by_role("link", name="Mira")).to_be_visible()


def test_a_reader_answers_the_quiz_of_the_article_and_earns_every_point(page, server):
    to_start(page)
    walk = Walk(page, key_of(server, "tomahawk-request"))

    # On the way: what the palette says, a flag, and back once.
    expect(place(page, "Question 1, not answered")).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    walk.answer()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    expect(place(page, "Question 1, answered")).to_be_visible()
    walk.next()
    expect(place(page, "Question 1, answered")).to_be_visible()
    page.get_by_role("button", name="Flag for review").click()
    expect(place(page, "Question 2, not answered, flagged")).to_be_visible()
    page.get_by_role("button", name="Previous").click()
    expect(heading(page)).to_have_text("Question 1 of 12")
    expect(place(page, "Question 1, answered")).to_have_attribute("aria-current", "step")
    place(page, "Question 3, not answered").click()
    expect(heading(page)).to_have_text("Question 3 of 12")
    walk.answer_all()

    # Question 2 was left out: the check page says so, and leads there.
    expect(page.get_by_text("1 question is not answered yet.")).to_be_visible()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Question 2 Flagged")
    page.get_by_role("link", name="Change question 2", exact=True).click()
    expect(heading(page)).to_have_text("Question 2 of 12")
    walk.answer()
    place(page, "Question 12, answered").click()
    expect(heading(page)).to_have_text("Question 12 of 12")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    for number, question in walk.met.items():
        row = page.get_by_role("listitem").filter(
            has=page.get_by_role("heading", name=re.compile(rf"^Question {number}\b"))
        )
        for text in walk.key.key_words(question):
            expect(row).to_contain_text(text)

    walk.submit()
    expect(heading(page)).to_have_text(walk.full_score)
    verdicts = page.locator(".result-row .verdict")
    expect(verdicts).to_have_count(12)
    for number, question in walk.met.items():
        says = "To be marked by your teacher" if question.is_marked_by_hand else "Right"
        expect(verdicts.nth(number - 1)).to_have_text(re.compile(rf"^\W*{says}\s*$"))
    if "marked" not in walk.full_score:
        expect(page.get_by_text("Passed: 60% was needed.")).to_be_visible()
    every_evidence_is_marked_and_found(page, walk)


def every_evidence_is_marked_and_found(page: Page, walk: Walk) -> None:
    """Look at the result beside the passage: the words that prove an answer, there and back."""
    passage = page.get_by_role("region", name="Passage", exact=True)
    marks = [" ".join(text.split()) for text in passage.locator("mark").all_text_contents()]
    for number, question in walk.met.items():
        links = page.get_by_role("link", name=show_in_passage(number))
        expect(links).to_have_count(len(question.evidence))
        for quotation in question.evidence:
            words = quotation.split()
            assert any(words[0] in mark for mark in marks), quotation
    for number in (1, len(walk.met)):
        link = page.get_by_role("link", name=show_in_passage(number)).first
        link.click()
        evidence = page.locator("mark:target")
        expect(evidence).to_be_focused()
        expect(evidence).to_be_in_viewport()
        page.get_by_role("link", name=f"Back to question {number}", exact=True).first.click()
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()


class History(NamedTuple):
    """A reader's device, and the first attempt of two."""

    device: Any
    attempt: str


@pytest.fixture(scope="module")
def noor(browser, server: Server) -> Iterator[History]:
    """Return Noor, who got two questions wrong, handed a second attempt in blank, began a third."""
    for context in _walk.new_pages(browser, server, Faults(), java_script_enabled=False):
        page = context.new_page()
        attempt = begin(page, "tomahawk-request", "Noor")
        walk = Walk(page, key_of(server, "tomahawk-request"))
        walk.answer_all(wrongly=(1, 2))
        walk.submit()
        page.get_by_role("button", name="Start again").click()
        page.wait_for_url("**/questions/1")
        page.goto(page.url.split("/questions")[0] + "/check")
        walk.submit()
        begin(page, "gull-rock")
        yield History(context.storage_state(), attempt)


@pytest.fixture
def page_of_noor(browser, server, faults, noor: History) -> Iterator[Page]:
    for context in _walk.new_pages(browser, server, faults, storage_state=noor.device):
        yield context.new_page()


def test_what_was_missed_is_tried_again_and_counts_nowhere(page_of_noor, noor, server):
    page = page_of_noor
    page.goto(f"{noor.attempt}/result")
    score = heading(page).inner_text()
    assert not score.startswith("12 of 12")
    expect(page.locator(".result-row .verdict", has_text="Not right")).not_to_have_count(0)
    page.get_by_role("button", name="Retry the ones I missed").click()
    expect(heading(page)).to_have_text("Question 1 of 2")
    expect(page.get_by_text("Practice: counts nowhere")).to_be_visible()
    walk = Walk(page, key_of(server, "tomahawk-request"))
    walk.answer_all()
    walk.submit()
    expect(heading(page)).to_have_text("2 of 2 points (100%)")
    expect(page.get_by_role("button", name="Retry the ones I missed")).to_have_count(0)
    page.get_by_role("main").get_by_role("link", name="Score history").click()
    practice = page.get_by_role("row").nth(1)
    expect(practice).to_contain_text("Practice on missed questions: counts nowhere")
    expect(practice).to_contain_text("2 of 2 points")
    page.goto("/")
    best = re.search(r"\d+%", score)
    assert best
    expect(card(page, TITLE)).to_contain_text(f"Your best: {best[0]}")


def rows(page: Page) -> list[str]:
    """Return the attempts of the history without practice, newest first."""
    return [
        " ".join(text.split())
        for text in page.get_by_role("row").all_inner_texts()[1:]
        if "Practice" not in text
    ]


def test_the_history_is_there_tomorrow_with_every_attempt_and_what_one_is_good_at(
    browser, server, faults, noor
):
    server.stop()
    server.set_ahead(DAY)
    server.start()
    try:
        for context in _walk.new_pages(browser, server, faults, storage_state=noor.device):
            page = context.new_page()
            page.goto("/")
            page.get_by_role("link", name="Score history").click()
            page.wait_for_url("**/history")
            second, first = rows(page)
            assert first.startswith(f"{TITLE} 1 Best Counts ")
            assert second.startswith(f"{TITLE} 2 ")
            assert "0 of " in second
            assert "0%" in second
            chart = page.get_by_role("img", name="Scores over time")
            expect(chart).to_be_visible()
            expect(chart).to_have_accessible_name(re.compile(rf"{TITLE}: \d\d%.*; .*: 0%"))
            strengths = page.get_by_role("region", name="Strengths by comprehension process")
            expect(strengths.get_by_role("meter", name="Find")).to_be_visible()
            expect(strengths).to_contain_text("Find what the text says in so many words")
            page.get_by_role("row").last.get_by_role("link").click()
            expect(heading(page)).to_contain_text("points")
            expect(page.locator(".result-row")).to_have_count(12)
            # What was begun yesterday is still open.
            page.goto("/")
            page.get_by_role("link", name="Continue The keeper of Gull Rock").click()
            expect(heading(page)).to_have_text("The keeper of Gull Rock")
            expect(page.get_by_role("button", name="Check your answers")).to_be_visible()
    finally:
        server.set_ahead(0)


def test_one_can_take_ones_data_away(page_of_noor):
    page = page_of_noor
    page.goto("/history")
    with page.expect_download() as table:
        page.get_by_role("link", name="Download my scores (CSV)").click()
    text = table.value.path().read_text(encoding="utf-8-sig")
    done = [row for row in csv.DictReader(io.StringIO(text)) if row["practice"] == "no"]
    assert [row["title"] for row in done] == [TITLE, TITLE]
    assert float(done[0]["points"]) > 0 == float(done[1]["points"])
    with page.expect_download() as data:
        page.get_by_role("link", name="Download my data (JSON)").click()
    mine = json.loads(data.value.path().read_text(encoding="utf-8"))
    assert "Noor" in json.dumps(mine)
    assert max(len(attempt["answers"]) for attempt in mine["attempts"]) >= 12


def test_erasing_asks_first_and_then_leaves_nothing(page, server):
    attempt = begin(page, "gull-rock", "Ben")
    page.goto(f"{attempt}/check")
    page.get_by_role("button", name="Submit quiz").click()
    page.get_by_role("main").get_by_role("link", name="Score history").click()
    page.get_by_role("link", name="Erase my data").click()
    expect(page.get_by_role("main")).to_contain_text("Name: Ben")
    expect(page.get_by_role("main")).to_contain_text("1 finished attempt")
    page.get_by_role("button", name="Erase my data").click()
    page.get_by_role("alert").get_by_role("link", name="Tick the box if you are sure.").click()
    sure = page.get_by_label("Yes, erase everything about me")
    expect(sure).to_be_focused()
    sure.check()
    page.get_by_role("button", name="Erase my data").click()
    expect(heading(page)).to_have_text("Your data is erased")
    page.get_by_role("link", name="Score history").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    page.goto(f"{attempt}/result")
    expect(heading(page)).to_have_text("This device does not know that attempt")


# Feedback at once, three tries, all questions on a page


@pytest.fixture
def story(page: Page, server: Server) -> Walk:
    begin(page, "gull-rock")
    return Walk(page, key_of(server, "gull-rock"))


def section(walk: Walk, question_id: str) -> Locator:
    prompt = walk.key.quiz.items[question_id].question.prompt
    return walk.page.locator("section.question", has=group(walk.page, prompt))


def test_three_tries_with_hints_cost_a_penalty(story, page):
    room, key = section(story, "snowstorm-reason"), story.key
    question = key.quiz.items["snowstorm-reason"].question
    room.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))

    fill_in(room, key, question, wrong(question), Mouse())
    room.get_by_role("button", name="Check").click()
    feedback = room.get_by_role("status").filter(has_text="Not right")
    expect(feedback).to_be_in_viewport()
    expect(room).to_contain_text("2 tries left")  # the blank one cost none
    expect(room).to_contain_text("The lamp was burning.")
    expect(room.get_by_text("Look again at paragraph 3.")).to_be_visible()
    expect(room.get_by_text("Read this sentence again")).to_have_count(0)
    expect(room.get_by_role("radio")).to_have_count(0)

    room.get_by_role("button", name="Try again").click()
    expect(room.get_by_role("heading", name="Hint", exact=True)).to_be_visible()
    room.get_by_role("button", name="Check").click()
    expect(room).to_contain_text("1 try left")
    expect(room.get_by_text("Read this sentence again: “Without a turning light")).to_be_visible()

    room.get_by_role("button", name="Try again").click()
    fill_in(room, key, question, question.key, Mouse())
    room.get_by_role("button", name="Check").click()
    expect(room.locator(".verdict")).to_have_text(re.compile(r"\bRight\s*$"))
    expect(room).to_contain_text("steered towards it")  # the explanation
    expect(room.get_by_role("button", name=re.compile("Try again|Check"))).to_have_count(0)
    room.get_by_role("link", name="Paragraph 3").click()
    passage = page.get_by_role("region", name="Passage", exact=True)
    expect(passage.get_by_text("One February the clockwork broke")).to_be_in_viewport()

    page.get_by_role("button", name="Check your answers").click()
    story.submit()
    expect(heading(page)).to_have_text("0.33 of 5 points (7%)")
    expect(page.locator("#question-3")).to_contain_text("0.33 of 1 point ·")
    expect(page.locator("#question-3")).to_contain_text("3 tries")


def test_after_the_last_try_the_key_is_shown_and_nothing_more_is_taken(story, page):
    room, key = section(story, "keeper-years"), story.key
    question = key.quiz.items["keeper-years"].question
    for hint in (
        "Look at the beginning of the story.",
        "The number is the second word of the story, written in letters.",
    ):
        fill_in(room, key, question, wrong(question), Mouse())
        room.get_by_role("button", name="Check").click()
        expect(room.get_by_text(hint)).to_be_visible()
        room.get_by_role("button", name="Try again").click()
    room.get_by_role("button", name="Check").click()
    expect(room.locator(".verdict")).to_have_text(re.compile(r"\bNot right\s*$"))
    expect(room).to_contain_text("Right answer 30")
    expect(room.get_by_role("textbox")).to_have_count(0)
    expect(room.get_by_role("button")).to_have_count(0)


# Danish


def test_a_danish_quiz_speaks_danish_and_says_so(page, server):
    page.goto("/quizzes/vadehavet")
    expect(heading(page)).to_have_text("Når havet går væk")
    assert language(heading(page)) == "da"
    begin(page, "vadehavet")
    walk = Walk(page, key_of(server, "vadehavet"))
    assert language(page.get_by_role("article").get_by_role("heading").first) == "da"
    assert language(page.get_by_role("button", name="Next")) == "en"
    for _ in range(8):
        if walk.question.type == "true-false":
            expect(page.get_by_role("radio", name="Sandt")).to_be_visible()
            expect(page.get_by_role("radio", name="Falsk")).to_be_visible()
        assert language(page.locator("fieldset.prompt legend")) == "da"
        walk.answer()
        walk.next()
    assert language(page.get_by_text("Sandt")) == "da"
    assert language(page.get_by_text("your answer").first) == "en"
    walk.submit()
    expect(heading(page)).to_have_text("8 of 8 points (100%)")
    assert language(page.locator(".explanation p").first) == "da"
    assert language(page.get_by_role("heading", name="Why").first) == "en"


def language(place: Locator) -> str:
    """Return the language a screen reader speaks this in."""
    return str(place.evaluate("element => element.closest('[lang]').lang"))
