"""The script: saving by itself, bad networks, two tabs, and what it adds to the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Request, Route, expect

from tests.browser._saving import (
    CHOICE,
    HOT,
    LONG,
    NOT_SENT,
    NUMBER,
    ORDER,
    PAIRS,
    SAVED,
    SHORT,
    STALE,
    TICKS,
    WAITING,
    Attempt,
    is_save,
    is_save_url,
    kept,
    state,
)
from tests.browser.conftest import Server, start_quiz

pytestmark = pytest.mark.browser


@pytest.fixture
def attempt(page: Page, server: Server) -> Attempt:
    return Attempt(page, server, start_quiz(page, "every-way"))


def stop_the_clock(page: Page) -> None:
    """Let time pass on the page only when a test says so, however slow the machine is."""
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(hours=1))


@pytest.fixture
def portal(server: Server) -> Iterator[Callable[[bool], None]]:
    """Put a portal between the pages and the server; call it with False to take it away."""
    server.set_portal(True)
    yield server.set_portal
    server.set_portal(False)


# Saving


def test_a_choice_is_saved_by_itself_and_still_there_after_a_reload(attempt, page):
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    expect(state(page)).to_have_attribute("data-state", "saved")
    assert attempt.answer(CHOICE) == ["In 1790"]
    assert kept(page) == []
    page.reload()
    expect(page.get_by_label("In 1790")).to_be_checked()


def test_a_saved_answer_shows_in_the_palette(attempt, page):
    page.get_by_label("In 1790").check()
    expect(page.get_by_role("button", name="Question 1, answered", exact=True)).to_be_visible()


def test_every_box_ticked_in_a_row_arrives(attempt, page):
    attempt.show(TICKS)
    for label in ("The bridge", "The door", "The wheel"):
        page.get_by_label(label).check()
    page.get_by_label("The wheel").uncheck()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(TICKS) == ["The bridge", "The door"]


def test_text_is_saved_while_it_is_being_typed(attempt, page):
    attempt.show(SHORT)
    stop_the_clock(page)
    page.get_by_role("textbox").press_sequentially("the mil")
    page.clock.run_for(1_900)
    page.wait_for_timeout(300)
    assert attempt.answer(SHORT) == []
    page.clock.run_for(200)
    attempt.expect_answer(SHORT, "the mil")


def test_text_is_saved_at_most_every_two_seconds(attempt, page):
    attempt.show(LONG)
    saves: list[Request] = []
    page.on("request", lambda request: saves.append(request) if is_save(request) else None)
    stop_the_clock(page)
    for _ in range(50):
        page.get_by_role("textbox").press("x")
        page.clock.run_for(100)
    attempt.expect_answer(LONG, "x" * 40)
    assert len(saves) == 2


def test_text_is_saved_when_the_field_is_left(attempt, page):
    attempt.show(SHORT)
    stop_the_clock(page)
    page.get_by_role("textbox").fill("the miller")
    page.get_by_role("textbox").blur()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(SHORT) == ["the miller"]


def test_text_typed_just_before_the_page_is_left_arrives(attempt, page):
    attempt.show(SHORT)
    page.get_by_role("textbox").press_sequentially("mill")
    page.goto("/")
    attempt.expect_answer(SHORT, "mill")


def test_a_complaint_comes_when_the_field_is_left_and_goes_when_it_is_mended(attempt, page):
    attempt.show(NUMBER)
    field, complaint = page.get_by_role("textbox"), page.locator(".complaint")
    field.press_sequentially("many")
    attempt.expect_answer(NUMBER, "many")
    expect(state(page)).to_have_text(SAVED)
    expect(complaint).to_be_hidden()
    field.blur()
    expect(complaint).to_be_visible()
    page.reload()
    field.focus()
    field.blur()
    page.wait_for_timeout(100)
    expect(complaint).to_be_visible()
    field.fill("1846")
    field.blur()
    expect(complaint).to_be_hidden()


def test_a_complaint_moves_nothing_away_from_under_a_finger(attempt, page):
    attempt.show(NUMBER)
    page.get_by_role("textbox").fill("many")
    expect(state(page)).to_have_text(SAVED)
    box = page.get_by_role("button", name="Next").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(200)  # as long as a finger takes
    expect(page.locator(".complaint")).to_be_hidden()
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {NUMBER + 1} of {LONG}")


def test_confidence_is_saved_with_the_answer(attempt, page):
    page.get_by_label("In 1790").check()
    page.get_by_label("Certain").check()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.stored(CHOICE).confidence == 3


def test_menus_are_saved_part_by_part(attempt, page):
    attempt.show(PAIRS)
    page.get_by_label("1846").select_option("flooded")
    expect(state(page)).to_have_text(SAVED)
    assert attempt.stored(PAIRS).response == (("1846", "flooded"),)


def test_enter_saves_and_stays(attempt, page):
    attempt.show(SHORT)
    stop_the_clock(page)
    page.evaluate("window.isSamePage = true")
    page.get_by_role("textbox").fill("miller")
    page.get_by_role("textbox").press("Enter")
    expect(state(page)).to_have_text(SAVED)
    assert page.evaluate("window.isSamePage")
    assert attempt.answer(SHORT) == ["miller"]


def test_a_flag_is_set_and_taken_back_without_a_reload(attempt, page):
    page.evaluate("window.isSamePage = true")
    flag = page.get_by_role("button", name="Flag for review")
    flag.click()
    expect(flag).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Question 1, not answered, flagged")).to_be_visible()
    assert attempt.stored(CHOICE).is_flagged
    flag.click()
    expect(page.get_by_role("button", name="Question 1, not answered", exact=True)).to_be_visible()
    assert not attempt.stored(CHOICE).is_flagged
    assert page.evaluate("window.isSamePage")


def test_clearing_empties_the_answer_and_says_so_in_the_palette(attempt, page):
    page.get_by_label("In 1790").check()
    expect(page.get_by_role("button", name="Question 1, answered", exact=True)).to_be_visible()
    page.get_by_role("button", name="Clear my answer").click()
    expect(page.get_by_label("In 1790")).not_to_be_checked()
    expect(page.get_by_role("button", name="Question 1, not answered", exact=True)).to_be_visible()
    assert attempt.answer(CHOICE) == []


def test_going_on_at_once_meets_no_conflict_with_the_save_under_way(attempt, page):
    def slowly(route: Route) -> None:
        page.wait_for_timeout(700)
        route.continue_()

    page.route(is_save_url, slowly)
    page.get_by_label("In 1790").check()
    page.get_by_role("button", name="Next").click()
    page.wait_for_url(re.compile(r"/questions/2\b"))
    assert attempt.stored(CHOICE).number == 1


# Bad networks


def test_an_answer_given_offline_is_sent_when_the_network_is_back(attempt, page, context):
    context.set_offline(True)
    page.get_by_label("In 1846").check()
    expect(state(page)).to_have_text(NOT_SENT)
    assert len(kept(page)) == 1
    context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1846"]
    assert kept(page) == []


def test_a_server_that_comes_back_gets_the_newest_answer_within_five_seconds(attempt, page, server):
    server.stop()
    try:
        page.get_by_label("In 1846").check()
        expect(state(page)).to_have_text(NOT_SENT)
        page.get_by_label("In 1900").check()
        page.wait_for_timeout(3000)
    finally:
        server.start()
    # 4.8 s at most until it is tried again, and a slow machine's time for that.
    expect(state(page)).to_have_text(SAVED, timeout=9_000)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_unsent_answers_survive_a_reload(attempt, page, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    page.reload()
    expect(page.get_by_label("In 1900")).to_be_checked()
    expect(state(page)).to_have_text(NOT_SENT)
    assert attempt.answer(CHOICE) == []
    portal(False)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_unsent_answers_are_sent_from_any_page_of_their_attempt(attempt, page, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    portal(False)
    attempt.show(SHORT)
    expect(page.get_by_role("button", name="Question 1, answered", exact=True)).to_be_visible()
    assert attempt.answer(CHOICE) == ["In 1900"]
    assert kept(page) == []


def test_the_check_page_shows_what_was_unsent(attempt, page, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    portal(False)
    page.goto(f"{attempt.url}/check")
    expect(page.locator("#answer-1")).to_contain_text("In 1900")


def test_a_lost_receipt_costs_no_second_answer(attempt, page):
    bodies = []

    def lose_the_first(route: Route) -> None:
        bodies.append(route.request.post_data_json)
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(is_save_url, lose_the_first)
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.stored(CHOICE).number == 1
    assert bodies[0] == bodies[1]


def test_what_changed_behind_a_lost_receipt_arrives_without_a_conflict(attempt, page):
    seen = []

    def lose_the_first(route: Route) -> None:
        seen.append(route.request)
        if len(seen) == 1:
            route.fetch()
            page.wait_for_timeout(300)
            route.abort()
        else:
            route.continue_()

    page.route(is_save_url, lose_the_first)
    page.get_by_label("In 1790").check()
    page.get_by_label("In 1846").check()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.stored(CHOICE).number == 2
    assert attempt.answer(CHOICE) == ["In 1846"]


def test_a_portal_that_answers_with_its_own_page_counts_as_no_network(attempt, page, portal):
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(NOT_SENT)
    portal(False)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1790"]


def test_a_receipt_for_another_question_is_none(attempt, page):
    reply = {"number": 1, "digest": "", "time": "10:42", "position": 7, "complaint": ""}
    page.route(is_save_url, lambda route: route.fulfill(status=200, json=reply))
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(NOT_SENT)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_tried_again(attempt, page, status):
    page.route(is_save_url, lambda route: route.fulfill(status=status, body="<h1>Oh no</h1>"))
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text("Not saved: trying again")
    page.unroute(is_save_url)
    expect(state(page)).to_have_text(SAVED)


def test_next_waits_for_the_network_and_goes_on_when_it_is_back(attempt, page, context):
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    page.wait_for_timeout(2100)
    context.set_offline(True)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    assert page.url.endswith("/questions/1")
    context.set_offline(False)
    page.wait_for_url(re.compile(r"/questions/2\b"))


def test_a_link_pressed_offline_leaves_the_question_where_it_is(attempt, page, context):
    context.set_offline(True)
    page.get_by_role("link", name="Score history").click()
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(NOT_SENT)
    context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("link", name="Score history").click()
    page.wait_for_url("**/history")
    assert attempt.answer(CHOICE) == ["In 1790"]


def test_a_button_shows_that_it_was_pressed_while_the_network_is_slow(attempt, page, portal):
    def never(route: Route) -> None:
        """Leave the request without an answer."""

    page.route(is_save_url, never)
    following = page.get_by_role("button", name="Next")
    page.get_by_label("In 1790").check()
    following.click()
    expect(following).to_have_attribute("aria-busy", "true")
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    expect(following).not_to_have_attribute("aria-busy", "true")


def test_whoever_goes_on_answering_while_next_waits_stays_on_the_page(attempt, page, context):
    context.set_offline(True)
    page.get_by_label("In 1790").check()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    page.get_by_label("In 1846").check()
    context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator("[data-queue-state]")).to_be_hidden()
    page.wait_for_timeout(500)
    assert page.url.endswith("/questions/1")


def test_submit_waits_for_the_network_and_for_a_second_press(attempt, page, context):
    page.goto(f"{attempt.url}/check")
    page.wait_for_timeout(2100)
    context.set_offline(True)
    page.get_by_role("button", name="Submit quiz").click()
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    context.set_offline(False)
    expect(page.locator("[data-queue-state]")).to_be_hidden()
    page.wait_for_timeout(500)
    assert page.url.endswith("/check")
    page.get_by_role("button", name="Submit quiz").click()
    page.wait_for_url("**/result")


# Two tabs


@pytest.fixture
def conflict(attempt: Attempt, page: Page, context: BrowserContext) -> Page:
    """Return a tab whose answer came second."""
    second = context.new_page()
    attempt.show(CHOICE, second)
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    second.get_by_label("In 1900").check()
    expect(second.get_by_role("heading", name=STALE)).to_be_visible()
    return second


def test_the_second_tab_overwrites_nothing(conflict, attempt):
    assert attempt.answer(CHOICE) == ["In 1790"]
    expect(conflict.get_by_label("In 1900")).to_be_checked()


def test_keep_mine_sends_what_stands_here(conflict, attempt):
    conflict.get_by_role("button", name="Keep mine").click()
    expect(state(conflict)).to_have_text(SAVED)
    expect(conflict.locator(".conflict")).to_have_count(0)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_keep_the_other_fills_in_what_is_stored(conflict, attempt):
    conflict.get_by_role("button", name="Keep the other").click()
    expect(conflict.get_by_label("In 1790")).to_be_checked()
    expect(state(conflict)).to_have_text(SAVED)
    assert attempt.stored(CHOICE).number == 1
    assert kept(conflict) == []
    conflict.get_by_label("In 1846").check()
    expect(conflict.get_by_role("button", name="Question 1, answered", exact=True)).to_be_visible()
    attempt.expect_answer(CHOICE, "In 1846")


def test_an_open_conflict_holds_next_back_and_takes_the_focus(conflict):
    conflict.evaluate("window.isSamePage = true")
    conflict.get_by_role("button", name="Next").click()
    expect(conflict.locator(".conflict")).to_be_focused()
    assert conflict.evaluate("window.isSamePage")


def test_the_same_answer_in_two_tabs_is_no_conflict(attempt, page, context):
    second = context.new_page()
    attempt.show(TICKS, second)
    attempt.show(TICKS)
    page.get_by_label("The door").check()
    expect(state(page)).to_have_text(SAVED)
    second.get_by_label("The door").check()
    expect(state(second)).to_have_text(SAVED)
    expect(second.locator(".conflict")).to_have_count(0)


# Who may send and read what waits


def test_a_device_that_is_not_known_any_more_keeps_the_answer_until_the_code_comes(
    attempt, page, context
):
    code = page.locator(".resume-hint .code").inner_text()
    context.clear_cookies()
    page.get_by_label("In 1900").check()
    expect(state(page)).to_contain_text("come back with your resume code")
    page.get_by_role("status").get_by_role("link", name="Resume").click()
    page.get_by_label("Resume code").fill(code)
    page.get_by_role("button", name="Resume").click()
    page.wait_for_url("**/")
    assert len(kept(page)) == 1
    attempt.show(CHOICE)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1900"]


def test_next_without_a_cookie_leads_to_the_code_with_the_answer_carried(attempt, page, context):
    context.clear_cookies()
    page.get_by_label("In 1900").check()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("What you had filled in is not lost")).to_be_visible()


def test_an_outdated_token_is_renewed(attempt, page):
    page.evaluate("document.querySelector('[name=csrf_token]').value = 'old'")
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    assert page.locator("[name=csrf_token]").first.input_value() != "old"


def test_the_next_reader_of_a_device_neither_sees_nor_sends_what_waits(
    attempt, page, context, portal
):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    page.goto("/")
    context.clear_cookies()
    portal(False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    start_quiz(page, "every-way", reader="Noor")
    expect(page.get_by_label("In 1900")).not_to_be_checked()
    page.wait_for_timeout(500)
    assert asked
    assert not [url for url in asked if attempt.id in url]
    assert len(kept(page)) == 1


def test_what_waited_for_more_than_a_day_is_thrown_away(attempt, page, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    page.goto("/")
    page.evaluate("""() => {
        const [key] = Object.keys(localStorage).filter(key => key.startsWith("quizapp.unsent."));
        const entry = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify({...entry, at: entry.at - 25 * 3600 * 1000});
    }""")
    page.reload()
    assert kept(page) == []


def test_leaving_sends_what_waits_first(attempt, page, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    page.goto("/resume")
    page.get_by_role("button", name="Not Mira?").click()
    expect(page.locator("[data-queue-state]")).to_have_text(WAITING)
    portal(False)
    page.get_by_role("button", name="Not Mira?").click()
    expect(page.get_by_role("button", name="Not Mira?")).to_have_count(0)
    assert attempt.answer(CHOICE) == ["In 1900"]
    assert kept(page) == []


def test_nothing_is_kept_of_an_attempt_that_is_handed_in(attempt, page, context, portal):
    page.get_by_label("In 1900").check()
    expect(state(page)).to_have_text(NOT_SENT)
    other = context.new_page()
    other.add_init_script("localStorage.getItem = () => null")
    other.goto(f"{attempt.url}/check")
    token = other.locator("[name=csrf_token]").first.input_value()
    other.request.post(f"{attempt.url}/check", form={"csrf_token": token})
    portal(False)
    expect(page.get_by_text("No more answers are taken here.").first).to_be_visible()
    page.wait_for_url("**/result")
    assert kept(page) == []


# Ordering


def items(page: Page) -> list[str]:
    return page.locator(".ordering-text").all_inner_texts()


def test_buttons_move_an_item_keep_the_focus_and_say_where_it_is(attempt, page):
    attempt.show(ORDER)
    before = items(page)
    page.evaluate("window.isSamePage = true")
    down = page.get_by_role("button", name=f"Move down: {before[0]}")
    down.click()
    assert items(page) == [before[1], before[0], before[2]]
    expect(down).to_be_focused()
    expect(page.get_by_text("Moved down: now 2 of 3")).to_be_attached()
    expect(page.get_by_text("This order is your answer.")).to_be_visible()
    expect(page.get_by_role("button", name="Keep this order")).to_have_count(0)
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(ORDER) == items(page)
    down.click()
    expect(down).to_be_disabled()
    expect(page.get_by_role("button", name=f"Move up: {before[0]}")).to_be_focused()
    assert page.evaluate("window.isSamePage")


def test_an_order_is_an_answer_only_when_it_is_kept(attempt, page):
    attempt.show(ORDER)
    page.get_by_role("button", name="Flag for review").click()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(ORDER) == []
    page.get_by_role("button", name="Keep this order").click()
    expect(page.get_by_role("button", name="Question 5, answered, flagged")).to_be_visible()
    assert attempt.answer(ORDER) == items(page)


def test_an_item_can_be_dragged_with_the_mouse(attempt, page):
    attempt.show(ORDER)
    before = items(page)
    page.locator(".ordering-text").first.drag_to(
        page.locator(".ordering-item").last, target_position={"x": 20, "y": 40}
    )
    assert items(page) == [before[1], before[2], before[0]]
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(ORDER) == items(page)


def test_a_match_can_be_dragged_with_the_mouse(attempt, page):
    attempt.show(PAIRS)
    rows = page.locator(".matching li")
    chip = page.locator(".matching-bank li", has_text="flooded")
    chip.drag_to(rows.filter(has_text="1846"))
    expect(page.get_by_label("1846")).to_have_value(chip.get_attribute("data-value"))
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(PAIRS) == ["flooded"]


def test_clearing_an_order_makes_it_unanswered(attempt, page):
    attempt.show(ORDER)
    page.get_by_role("button", name="Keep this order").click()
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("button", name="Clear my answer").click()
    expect(page.get_by_role("button", name="Keep this order")).to_be_visible()
    assert attempt.answer(ORDER) == []


def test_an_unsent_order_is_shown_again_after_a_reload(attempt, page, portal):
    attempt.show(ORDER)
    page.get_by_role("button", name=f"Move down: {items(page)[0]}").click()
    moved = items(page)
    page.reload()
    assert items(page) == moved
    expect(page.get_by_text("This order is your answer.")).to_be_visible()


# Hot text


def mark(page: Page, text: str):
    return page.locator("#passage").get_by_role("button", name=text)


def test_a_sentence_marked_in_the_passage_is_ticked_in_the_list_and_saved(attempt, page):
    attempt.show(HOT)
    expect(page.get_by_text("Mark it in the passage, or here.")).to_be_visible()
    sentence = mark(page, "A flood took the bridge in 1846.")
    expect(sentence).to_have_attribute("aria-pressed", "false")
    sentence.click()
    expect(sentence).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("checkbox", name="A flood took")).to_be_checked()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(HOT) == ["A flood took the bridge in 1846."]


def test_a_box_ticked_in_the_list_is_marked_in_the_passage(attempt, page):
    attempt.show(HOT)
    page.get_by_role("checkbox", name="A flood took").check()
    expect(mark(page, "A flood took")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(mark(page, "A flood took")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Clear my answer").click()
    expect(mark(page, "A flood took")).to_have_attribute("aria-pressed", "false")


def test_a_page_made_before_an_answer_arrived_shows_the_answer(attempt, page):
    attempt.show(HOT)
    made: list[APIResponse] = []

    def in_turn(route: Route) -> None:
        if is_save(route.request):
            wait_until(lambda: made)
        elif not made:
            made.append(route.fetch())
            wait_until(lambda: attempt.answer(HOT))
            page.wait_for_timeout(500)  # so that the page before this one has its receipt
            route.fulfill(response=made[0])
            return
        route.continue_()

    def wait_until(is_so: Callable[[], object]) -> None:
        while not is_so():
            page.wait_for_timeout(20)

    page.route(attempt.url + "/questions/*", in_turn)
    page.get_by_role("checkbox", name="A flood took").check()
    page.reload()
    expect(page.get_by_role("checkbox", name="A flood took")).to_be_checked()
    expect(mark(page, "A flood took")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Clear my answer").click()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(HOT) == []


def test_sentences_are_found_across_emphasis_and_broken_lines(attempt, page):
    attempt.show(HOT)
    text = page.locator("#passage .passage-text").inner_text()
    expect(mark(page, "Its wheel turned day and night, and the miller slept")).to_be_visible()
    expect(page.locator("#passage .hot-piece-mark em")).to_have_text("Its wheel")
    # One that begins inside an emphasis and ends outside, and one with a link: the list has them.
    expect(mark(page, "It lost only its door")).to_have_count(0)
    expect(mark(page, "The museum")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="The museum")).to_be_visible()
    assert text.count("Nobody else wanted the work.") == 1


def test_the_passage_is_marked_by_keys_alone(attempt, page):
    attempt.show(HOT)
    first = mark(page, "The mill was built in 1790.")
    first.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="The mill was built")).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(mark(page, "Its wheel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="Its wheel")).to_be_checked()
    assert page.locator("#passage .hot-piece-mark[tabindex='0']").count() == 1


def test_the_passage_is_left_alone_where_nothing_is_to_be_marked(attempt, page):
    expect(page.locator(".hot-piece-mark")).to_have_count(0)


# Keys, splitter, timer, display, focus


def test_letters_and_figures_choose_while_the_focus_is_among_the_choices(attempt, page):
    page.get_by_label("In 1790").focus()
    page.keyboard.press("b")
    expect(page.get_by_label("In 1846")).to_be_checked()
    page.keyboard.press("3")
    expect(page.get_by_label("In 1900")).to_be_checked()
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("a")
    page.keyboard.press("Control+b")
    expect(page.get_by_label("In 1900")).to_be_checked()


def test_letters_are_letters_in_a_text(attempt, page):
    attempt.show(SHORT)
    page.get_by_role("textbox").press_sequentially("abc")
    expect(page.get_by_role("textbox")).to_have_value("abc")


def passage_share(page: Page) -> float:
    widths = page.evaluate(
        "['#passage', '.attempt'].map(s => document.querySelector(s).getBoundingClientRect().width)"
    )
    return widths[0] / widths[1]


def test_the_splitter_works_by_arrow_keys_and_is_remembered(attempt, page):
    splitter = page.get_by_role("separator")
    splitter.focus()
    before = passage_share(page)
    page.keyboard.press("ArrowRight")
    expect(splitter).to_have_attribute("aria-valuenow", "60")
    assert passage_share(page) == pytest.approx(before + 0.05, abs=0.01)
    page.keyboard.press("Home")
    expect(splitter).to_have_attribute("aria-valuenow", "30")
    page.keyboard.press("End")
    expect(splitter).to_have_attribute("aria-valuenow", "70")
    page.keyboard.press("ArrowRight")
    expect(splitter).to_have_attribute("aria-valuenow", "70")
    page.reload()
    expect(page.get_by_role("separator")).to_have_attribute("aria-valuenow", "70")


def test_the_splitter_works_by_three_buttons(attempt, page):
    splitter = page.get_by_role("separator")
    page.get_by_role("button", name="Even").click()
    expect(splitter).to_have_attribute("aria-valuenow", "50")
    page.get_by_role("button", name="More passage").click()
    expect(splitter).to_have_attribute("aria-valuenow", "65")
    page.get_by_role("button", name="More question").click()
    expect(splitter).to_have_attribute("aria-valuenow", "40")


def test_the_splitter_can_be_dragged(attempt, page):
    box = page.get_by_role("separator").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 20)
    page.mouse.down()
    page.mouse.move(512, 500, steps=5)
    page.mouse.up()
    expect(page.get_by_role("separator")).to_have_attribute("aria-valuenow", "40")


def test_there_is_no_splitter_on_a_narrow_page(attempt, page):
    page.set_viewport_size({"width": 800, "height": 900})
    expect(page.get_by_role("separator")).to_be_hidden()


def leave_unanswered(page: Page) -> None:
    """Let the page's questions for the time go unanswered: the timer counts on by itself."""
    page.route("**/time", lambda route: route.abort())


def test_the_timer_counts_minutes_and_announces_three_times(page, server):
    leave_unanswered(page)
    page.clock.install()
    start_quiz(page, "timed")
    left, announced = page.locator("[data-time-left]"), page.locator("[data-time-announcement]")
    expect(left).to_have_text("20 minutes left")
    expect(announced).to_be_empty()
    page.clock.run_for(9 * 60_000)
    expect(left).to_have_text("11 minutes left")
    expect(announced).to_be_empty()
    page.clock.run_for(62_000)
    expect(announced).to_have_text("10 minutes left")
    page.clock.run_for(5 * 60_000)
    expect(announced).to_have_text("5 minutes left")
    page.clock.run_for(4 * 60_000)
    expect(announced).to_have_text("1 minute left")
    expect(left).to_have_text("1 minute left")


def test_after_a_laptops_sleep_the_timer_shows_the_servers_time(page, server):
    page.clock.install()
    url = start_quiz(page, "timed")
    left = page.locator("[data-time-left]")
    expect(left).to_have_text("20 minutes left")
    try:
        for slept, text in ((12, "8 minutes left"), (19, "1 minute left")):
            server.set_ahead(slept * 60)
            page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=slept))
            page.clock.run_for(2_000)
            expect(left).to_have_text(text)
        server.set_ahead(21 * 60)
        page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=21))
        page.clock.run_for(1_000)
        page.wait_for_url(f"{url}/result")
    finally:
        server.set_ahead(0)


def test_when_the_time_is_up_what_was_given_is_sent_and_the_result_shown(page, server):
    leave_unanswered(page)
    page.clock.install()
    url = start_quiz(page, "timed")
    page.get_by_label("Blue").check()
    expect(state(page)).to_have_text(SAVED)
    server.set_ahead(21 * 60)
    try:
        page.clock.run_for(20 * 60_000 + 1_000)
        expect(page.locator("[data-time-left]")).to_have_text(
            "Time is up. What was saved is handed in."
        )
        page.clock.run_for(12_000)
        page.wait_for_url(f"{url}/result")
        expect(page.get_by_role("heading", level=1)).to_contain_text("1 of 1 point")
    finally:
        server.set_ahead(0)


def test_display_settings_are_remembered(page):
    page.goto("/")
    page.get_by_text("Display", exact=True).click()
    page.get_by_label("Dark").check()
    page.get_by_label("Very large").check()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_attribute("data-size", "huge")
    page.get_by_text("Display", exact=True).click()
    expect(page.get_by_label("Dark")).to_be_checked()
    page.get_by_label("Automatic").check()
    expect(html).not_to_have_attribute("data-theme", re.compile(""))


def test_escape_closes_the_display_settings(page):
    page.goto("/")
    page.get_by_text("Display", exact=True).click()
    page.get_by_label("Dark").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Dark")).to_be_hidden()
    expect(page.locator("[data-display-settings] summary")).to_be_focused()


def test_the_page_works_where_nothing_can_be_stored(page, server):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    attempt = Attempt(page, server, start_quiz(page, "every-way"))
    page.get_by_label("In 1790").check()
    expect(state(page)).to_have_text(SAVED)
    assert attempt.answer(CHOICE) == ["In 1790"]


def test_errors_take_the_focus(page, server):
    page.goto("/resume")
    page.get_by_label("Resume code").fill("ABCD-EFGH-JKLM")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary").get_by_role("link").click()
    expect(page.get_by_label("Resume code")).to_be_focused()


def test_show_in_passage_leads_to_the_words_and_back(page, server):
    url = start_quiz(page, "gull-rock")
    page.goto(f"{url}/check")
    page.get_by_role("button", name="Submit quiz").click()
    page.wait_for_url("**/result")
    link = page.locator("#question-3 .show-in-passage")
    link.click()
    expect(page.locator("#evidence-3-1")).to_be_focused()
    expect(page.locator("#evidence-3-1")).to_be_in_viewport()
    page.get_by_role("link", name="Back to question 3").click()
    expect(link).to_be_focused()


# All questions on one page


def test_questions_on_one_page_are_saved_each_by_itself(page, server):
    attempt = Attempt(page, server, start_quiz(page, "gull-rock"))
    page.locator("#question-1").get_by_role("textbox").fill("30")
    page.locator("#question-3").get_by_label("So that no ship would be led astray").check()
    expect(page.locator("#question-1 [data-save-state]")).to_have_text(SAVED)
    expect(page.locator("#question-3 [data-save-state]")).to_have_text(SAVED)
    assert attempt.answer(1) == ["30"]
    assert attempt.answer(3) == ["So that no ship would be led astray"]
    expect(page.locator("#question-2 [data-save-state]")).to_be_empty()


def test_checking_one_of_many_costs_one_save_and_shows_its_feedback(page, server):
    attempt = Attempt(page, server, start_quiz(page, "gull-rock"))
    page.locator("#question-1").get_by_role("textbox").fill("30")
    page.locator("#question-1").get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#feedback-1")).to_be_focused()
    assert attempt.stored(1).number == 2
    assert attempt.stored(1).tries == 1
