"""A term in small: a class of 30 takes a quiz with a wrong key, and its teacher puts it right."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import _walk
from tests.browser.conftest import PATIENCE, Faults, Server

pytestmark = [pytest.mark.browser, pytest.mark.drill]
PUPILS = int(os.environ.get("DRILL_PUPILS", "30"))
STRONG = PUPILS // 2
SLOW = 1
"""The pupil with more time, who answers in words as well."""
QUIZ = """\
title: The term
passage: {text: The lamp burned whale oil until 1904. Three ships were lost before it was built.}
settings: {layout: all, feedback: after-submit}
questions:
  - id: fuel
    type: single-choice
    prompt: What did the lamp burn?
    choices: [{text: Coal, correct: true}, Whale oil, Gas]
    evidence: burned whale oil
  - {id: ships, type: true-false, prompt: Ships were lost., answer: true}
  - {id: oil, type: true-false, prompt: It always burned oil., answer: false}
  - {id: built, type: true-false, prompt: It was built after a loss., answer: true}
  - {id: why, type: open-response, prompt: Why was it built?}
"""
WRONG, MENDED = (
    "[{text: Coal, correct: true}, Whale oil,",
    "[Coal, {text: Whale oil, correct: true},",
)


@pytest.fixture
def pupils(browser: Browser, server: Server, faults: Faults) -> Iterator[list[Page]]:
    """Open a browser context for each pupil."""
    (server.folder / "questions" / "term.yaml").write_text(QUIZ, encoding="utf-8")
    server.stop()
    server.start()
    contexts: list[BrowserContext] = []
    for _ in range(PUPILS):
        context = browser.new_context(base_url=server.url, viewport={"width": 360, "height": 740})
        context.set_default_timeout(PATIENCE)
        faults.watch(context)
        contexts.append(context)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def make_class(page: Page) -> str:
    page.goto("/teach/classes")
    page.get_by_label("Name of the class").fill("8c")
    press(page, "Make the class")
    return str(page.locator(".join-code-large").inner_text())


def all_join(pupils: list[Page], code: str) -> None:
    """Let all of them press the button before the first is looked at."""
    for number, page in enumerate(pupils, 1):
        page.goto(f"/join/{code}")
        page.get_by_label("Your name").fill(f"Pupil {number:02}")
    for page in pupils:
        page.get_by_role("button", name="Join", exact=True).click(no_wait_after=True)
    for page in pupils:
        expect(page.get_by_role("heading", name="For your class")).to_be_visible()


def assign(page: Page) -> None:
    page.get_by_role("link", name="Assignments").click()
    page.get_by_label("Quiz").select_option("term")
    press(page, "Choose its dates")
    page.get_by_label("Time limit").select_option("30")
    press(page, "Assign the quiz")
    expect(page.get_by_role("link", name="Watch").first).to_be_visible()


def give_time(page: Page, class_page: str, time: str) -> None:
    """Let the slow pupil have another time, in every quiz."""
    page.goto(f"{class_page}/roster")
    page.get_by_role("link", name=f"Pupil {SLOW + 1:02}").click()
    page.get_by_role("radio", name=time).check()
    press(page, "Save")
    expect(page.get_by_role("heading", name="Roster", level=1)).to_be_visible()


def begin(page: Page) -> None:
    page.get_by_role("link", name="The term").first.click()
    press(page, "Start quiz")
    page.wait_for_url("**/questions/1**")


def answer(page: Page, *, is_strong: bool, fuel: str, words: str = "") -> None:
    page.get_by_role("radio", name=fuel, exact=True).check()
    for number, right in ((1, "True"), (2, "False"), (3, "True")):
        other = "False" if right == "True" else "True"
        section = page.locator("section.question").nth(number)
        section.get_by_role("radio", name=right if is_strong else other, exact=True).check()
    if words:
        page.get_by_label("Your answer").fill(words)


def hand_in(page: Page) -> None:
    press(page, "Check your answers")
    press(page, "Submit quiz")
    page.wait_for_url("**/result")


def all_answer(pupils: list[Page]) -> None:
    for number, page in enumerate(pupils):
        is_strong = number < STRONG
        fuel = "Whale oil" if is_strong else ("Coal", "Gas")[number % 2]
        answer(page, is_strong=is_strong, fuel=fuel, words="A loss." if number == SLOW else "")
        hand_in(page)


def drop_the_network(page: Page) -> None:
    """Answer while the network is away: it is sent when it is back."""
    page.context.set_offline(True)
    answer(page, is_strong=True, fuel="Whale oil")
    expect(page.get_by_text("waiting for the network").first).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("waiting for the network")).to_have_count(0)


def mend_the_key(page: Page) -> None:
    page.goto("/teach/bank/files/term.yaml")
    text = page.get_by_label("Text of the quiz").input_value()
    assert WRONG in text
    page.get_by_label("Text of the quiz").fill(text.replace(WRONG, MENDED))
    press(page, "Save")
    expect(page.get_by_text("Saved.").first).to_be_visible()


def mark(page: Page, pupil: Page) -> None:
    """Mark the one answer in words: its pupil sees that when it is released, and not before."""
    page.goto("/teach")
    page.get_by_role("link", name="Mark 1 answer").click()
    expect(page.get_by_text("A loss.")).to_be_visible()
    page.get_by_label("Points, up to 1").fill("1")
    page.get_by_label("Comment for the pupil").fill("Yes: three ships.")
    press(page, "Save and next")
    expect(page.get_by_text("1 of 1 marked").first).to_be_visible()
    pupil.reload()
    expect(pupil.get_by_text("1 more when marked").first).to_be_visible()
    expect(pupil.get_by_text("Yes: three ships.")).to_have_count(0)
    page.goto("/teach/marking")
    page.get_by_role("button", name="Release marks").click()
    expect(page.get_by_role("button", name="Take marks back")).to_be_visible()
    pupil.reload()
    expect(pupil.get_by_text("4 of 5 points").first).to_be_visible()
    expect(pupil.get_by_text("Yes: three ships.")).to_be_visible()


def regrade(page: Page) -> None:
    page.goto("/teach/quizzes/term/regrade")
    press(page, "See what would change")
    expect(page.get_by_text(f"{STRONG} attempts up").first).to_be_visible()
    expect(page.get_by_text("0 down").first).to_be_visible()
    press(page, "Regrade")
    expect(page.get_by_role("heading", name="Done")).to_be_visible()


def export(page: Page, name: str) -> list[dict[str, str]]:
    """Return the rows of a table that the teacher takes home."""
    page.goto("/teach/quizzes/term")
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_class_of_thirty_and_a_wrong_key(
    server: Server, context: BrowserContext, page: Page, pupils: list[Page]
) -> None:
    context.set_default_timeout(PATIENCE)
    _walk.become_teacher(page, server)
    code = make_class(page)
    class_page = page.url
    assign(page)
    all_join(pupils, code)
    give_time(page, class_page, "half as much again")
    slow = pupils[SLOW]
    slow.reload()
    expect(slow.get_by_text("45 minutes, extended from 30")).to_be_visible()
    for pupil in pupils:
        pupil.reload()
        begin(pupil)
    expect(slow.get_by_text("45 minutes, extended from 30")).to_be_visible()
    give_time(page, class_page, "twice as much")
    # Nothing is loaded anew: the open page asks for its time.
    expect(slow.locator("[data-time-until]")).to_contain_text("60 minutes, extended from 30")
    drop_the_network(pupils[0])
    page.goto(f"{class_page}/assignments")
    page.get_by_role("link", name="Watch").first.click()
    expect(page.locator("[data-live=tally-working]")).to_have_text(str(PUPILS))
    all_answer(pupils)
    expect(page.locator("[data-live=tally-handed-in]")).to_have_text(str(PUPILS))

    mark(page, slow)
    page.goto("/teach/quizzes/term/analysis")
    expect(page.get_by_text("Is the key right?").first).to_be_visible()
    mend_the_key(page)
    regrade(page)

    for pupil, points in ((pupils[0], "4 of 5 points"), (slow, "5 of 5 points")):
        pupil.reload()
        expect(pupil.get_by_text(points).first).to_be_visible()
        expect(pupil.get_by_text("Your teacher corrected this quiz")).to_be_visible()
    grades = export(page, "Grades (CSV)")
    assert [row["name"] for row in grades] == [f"Pupil {n:02}" for n in range(1, PUPILS + 1)]
    assert [row["points"] for row in grades[:STRONG]] == ["4", "5", *["4"] * (STRONG - 2)]
    assert {row["points"] for row in grades[STRONG:]} <= {"0", "1"}
    assert len(export(page, "Every answer (CSV)")) == PUPILS * 5
