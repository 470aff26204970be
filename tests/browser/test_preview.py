"""`quizapp preview` in a browser: a save changes the page, and what was filled in stays."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser._looks import axe_findings
from tests.browser.conftest import HOUSE, Faults

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the quiz that `quizapp new` writes: it has a question of every type."""
    folder = tmp_path_factory.mktemp("preview")
    command = [sys.executable, "-m", "quizapp", "new", "one"]
    subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(HOUSE)}, check=True)
    shutil.copy(folder / "one.yaml", folder / "kept")
    return folder / "one.yaml"


@pytest.fixture(scope="module")
def url(file: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "quizapp", "preview", "--no-open", str(file)]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().split()[-1]
        process.kill()


@pytest.fixture
def page(browser: Browser, url: str, file: Path, faults: Faults) -> Iterator[Page]:
    shutil.copy(file.with_name("kept"), file)
    context = browser.new_context(base_url=url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    faults.watch(context)
    page = context.new_page()
    page.goto("/")
    expect(quiz(page).get_by_role("heading", name="One", exact=True)).to_be_visible()
    yield page
    context.close()


def quiz(page: Page) -> FrameLocator:
    return page.frame_locator("iframe:not(.is-loading)")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def fill_in(page: Page) -> None:
    shown = quiz(page)
    shown.get_by_label("Three ships had been lost").check()
    shown.get_by_label("Kerosene", exact=True).check()
    shown.get_by_label("Your answer", exact=True).first.fill("hikers")
    shown.get_by_label("1904", exact=True).select_option(label="The lamp changed its fuel")
    shown.get_by_role("button", name="Move down: lighting the lamp").click()
    hot = shown.get_by_role("checkbox", name="Nobody had listened.")
    hot.check()


def filled_in(page: Page) -> dict[str, object]:
    shown = quiz(page)
    return {
        "choice": shown.get_by_label("Three ships had been lost").is_checked(),
        "choices": shown.get_by_label("Kerosene", exact=True).is_checked(),
        "typed": shown.get_by_label("Your answer", exact=True).first.input_value(),
        "menu": shown.get_by_label("1904", exact=True).evaluate(
            "menu => menu.selectedOptions[0].text"
        ),
        "order": shown.locator(".ordering-text").all_inner_texts(),
        "kept": shown.get_by_text("This order is your answer.").count(),
        "marked": shown.locator(".hot-piece-mark[aria-pressed=true]").all_inner_texts(),
    }


def seconds_to_show(page: Page, file: Path, words: str) -> float:
    """Change a question and return how long it took to be seen."""
    began = time.monotonic()
    file.write_text(re.sub(r"prompt: .* (?=spends)", f"prompt: {words} who ", file.read_text()))
    quiz(page).get_by_text(f"{words} who").wait_for()
    return time.monotonic() - began


def test_a_save_shows_within_a_second_and_keeps_answers_and_place(page: Page, file: Path) -> None:
    fill_in(page)
    before = filled_in(page)
    assert before["kept"] == 1
    assert before["marked"] == ["Nobody had listened."]
    heading = quiz(page).get_by_text("Who spends the night")
    heading.evaluate("place => place.scrollIntoView({block: 'center'})")
    top = heading.bounding_box()["y"]
    assert min(seconds_to_show(page, file, words) for words in ("Tell", "Say", "Write")) < 1
    heading = quiz(page).get_by_text("Write who spends the night")
    expect(heading).to_be_visible()
    assert filled_in(page) == before
    assert heading.bounding_box()["y"] == pytest.approx(top, abs=3)


def test_it_goes_to_the_question_that_is_written_now(page: Page, file: Path) -> None:
    last = quiz(page).get_by_text("Does the writer think")
    expect(last).not_to_be_in_viewport()
    change(file, "Does the writer think", "Do you think")
    expect(quiz(page).get_by_text("Do you think")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_faults_lie_over_the_last_good_page(page: Page, file: Path) -> None:
    fill_in(page)
    before = filled_in(page)
    found = page.get_by_role("complementary", name="What was found")
    expect(found.get_by_text("✓ No problems found")).to_be_visible()
    change(file, "title: One", "title: [One")
    place = found.get_by_text(re.compile(r"one\.yaml:\d+:\d+"))
    expect(place.first).to_be_visible()
    expect(found.get_by_text("The page above is the last that could be shown.")).to_be_visible()
    assert filled_in(page) == before
    file.unlink()
    expect(found.get_by_text("the file cannot be read")).to_be_visible()
    assert filled_in(page) == before
    shutil.copy(file.with_name("kept"), file)
    expect(found.get_by_text("✓ No problems found")).to_be_visible()
    expect(place).to_have_count(0)
    change(file, "evidence: after three ships", "evidence: after two ships")
    expect(found.get_by_text('the nearest is "after three ships')).to_be_visible()
    expect(quiz(page).get_by_text("What has errors is left out here")).to_be_visible()


def test_switches_keep_what_was_filled_in_and_the_question_in_sight(page: Page) -> None:
    fill_in(page)
    before = filled_in(page)
    quiz(page).get_by_text("Fill in what the passage says.").evaluate("it => it.scrollIntoView()")
    page.get_by_role("link", name="With key").click()
    expect(quiz(page).get_by_text("right answer:").first).to_be_in_viewport()
    page.get_by_role("link", name="Print").click()
    expect(quiz(page).get_by_text("Fill in what the passage says.")).to_be_in_viewport()
    page.get_by_role("link", name="As readers see it").click()
    expect(quiz(page).get_by_text("Fill in what the passage says.")).to_be_in_viewport()
    assert filled_in(page) == before
    page.get_by_role("link", name="Phone width").click()
    expect(quiz(page).get_by_text("Fill in what the passage says.")).to_be_in_viewport()
    assert page.locator("iframe").bounding_box()["width"] == 360


def test_without_scripts_there_are_the_page_and_what_was_found(
    browser: Browser, url: str, file: Path
) -> None:
    shutil.copy(file.with_name("kept"), file)
    change(file, "evidence: after three ships", "evidence: after two ships")
    context = browser.new_context(base_url=url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_text("evidence is not in the passage")).to_be_visible()
    expect(page.get_by_text("What has errors is left out here")).to_have_count(0)
    page.get_by_role("link", name="With key").click()
    expect(page.frame_locator("iframe").get_by_text("right answer").first).to_be_visible()
    context.close()


def test_axe_finds_nothing(browser: Browser, url: str, file: Path) -> None:
    shutil.copy(file.with_name("kept"), file)
    change(file, "evidence: after three ships", "evidence: after two ships")
    found = []
    context = browser.new_context(base_url=url, bypass_csp=True)
    page = context.new_page()
    for path in ("/", "/page?mode=reader", "/page?mode=key", "/page?mode=print"):
        page.goto(path)
        found += [f"{path}, {each}" for each in axe_findings(page)]
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    context.close()
    assert found == []
