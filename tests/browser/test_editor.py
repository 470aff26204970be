"""The editor in a real browser: checked while typed, by keyboard alone, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import _walk
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser
FILE = "/teach/bank/files/edited.yaml"
QUIZ = """\
title: Edited
passage:
  text: |
    Hale Point got its lighthouse in 1871.
questions:
  - id: year
    type: numeric
    prompt: When?
    answer: 1871

  - id: tower
    type: true-false
    prompt: Was there a tower?
    answer: "true"
"""


@pytest.fixture
def file(server: Server) -> Iterator[Path]:
    """Yield the path of a file that is as QUIZ says."""
    path = server.folder / "questions" / "edited.yaml"
    path.write_text(QUIZ, encoding="utf-8")
    yield path
    path.unlink()


@pytest.fixture
def editor(file: Path, page: Page, server: Server) -> Iterator[Page]:
    _walk.become_teacher(page, server)
    page.goto(FILE)
    yield page
    # Browsers of other tests must not find this draft; each has a storage of its own anyway.
    page.evaluate("localStorage.clear()")


def text_of(page: Page) -> Locator:
    return page.get_by_label("Text of the quiz")


def put_caret(page: Page, before: str) -> None:
    """Put the caret before some words of the text."""
    text_of(page).evaluate(
        "(text, words) => { text.focus(); const at = text.value.indexOf(words);"
        " text.setSelectionRange(at, at); }",
        before,
    )


def caret_line(page: Page) -> str:
    """Return the rest of the line from the caret on."""
    return text_of(page).evaluate("text => text.value.slice(text.selectionStart).split('\\n')[0]")


def test_it_is_checked_while_it_is_typed_and_the_focus_stays(editor: Page) -> None:
    summary = editor.locator("[data-summary]")
    expect(summary).to_have_text("No problems found")
    put_caret(editor, "answer: 1871")
    editor.keyboard.type("x")
    expect(summary).to_have_text("1 error")
    expect(editor.locator("[data-diagnostics]")).to_contain_text("Did you mean answer")
    assert "is-error" in (editor.locator("#L9").get_attribute("class") or "")
    expect(text_of(editor)).to_be_focused()
    editor.keyboard.press("Backspace")
    expect(summary).to_have_text("No problems found")
    expect(editor.get_by_role("status").filter(has=summary)).to_have_count(1)


def test_a_link_of_the_list_leads_to_line_and_column(editor: Page) -> None:
    put_caret(editor, "answer: 1871")
    editor.keyboard.type("x")
    editor.get_by_role("link", name="line 9, column 5").click()
    expect(text_of(editor)).to_be_focused()
    assert caret_line(editor) == "xanswer: 1871"


def test_an_address_with_a_line_leads_there_too(editor: Page) -> None:
    editor.goto("about:blank")
    editor.goto(f"{FILE}#L12")
    expect(text_of(editor)).to_be_focused()
    assert caret_line(editor) == "    type: true-false"


def test_the_lines_stand_beside_what_they_number(editor: Page) -> None:
    put_caret(editor, "Hale Point")
    editor.keyboard.type("A long text that wraps. " * 20)
    editor.keyboard.press("End")
    heights = editor.evaluate(
        "() => [document.querySelector('[data-lines]').offsetHeight,"
        " document.querySelector('#text').scrollHeight,"
        " document.querySelector('#text').clientHeight]"
    )
    # Behind the last line is room; were the wrapping another, the text would need more or less.
    assert heights[1] <= heights[2] == heights[0]
    lines = editor.locator(".code-line").all_text_contents()
    assert "\n".join(lines) == text_of(editor).input_value()


def test_the_preview_follows(editor: Page) -> None:
    frame = editor.frame_locator("iframe[name=preview]")
    expect(frame.get_by_text("When?")).to_be_visible()
    put_caret(editor, "Was there a tower?")
    editor.evaluate("scrollTo(0, 7)")
    editor.keyboard.type("Truly, ")
    expect(frame.get_by_text("Truly, Was there a tower?")).to_be_visible()
    expect(frame.locator(".is-current")).to_contain_text("Truly")
    editor.get_by_label("With the key").check()
    expect(frame.get_by_text("1871").first).to_be_visible()
    expect(frame.get_by_role("heading", name="Question 1 of 2")).to_be_attached()
    expect(editor.locator("iframe")).to_have_count(1)
    assert editor.evaluate("scrollY") == 7


def test_a_question_is_inserted_behind_the_one_with_the_caret(editor: Page) -> None:
    put_caret(editor, "answer: 1871")
    editor.get_by_text("Insert a question").click()
    editor.get_by_role("button", name="Insert ordering").click()
    typed = text_of(editor).input_value()
    assert re.search(r"answer: 1871\n\n  - id: what-came-first\n    type: ordering\n", typed)
    assert typed.index("type: ordering") < typed.index("type: true-false")
    expect(editor.locator("[data-summary]")).to_have_text("No problems found")
    editor.get_by_role("button", name="Insert ordering").click()
    assert "- id: what-came-first-2" in text_of(editor).input_value()
    text_of(editor).press("Control+z")
    assert "- id: what-came-first-2" not in text_of(editor).input_value()


def test_unsaved_work_is_back_after_a_reload_and_gone_after_a_save(
    editor: Page, file: Path
) -> None:
    put_caret(editor, "Edited")
    editor.keyboard.type("Newly ")
    expect(editor.get_by_text("Not saved yet; kept on this device")).to_be_visible()
    editor.reload()
    expect(text_of(editor)).to_have_value(QUIZ.replace("Edited", "Newly Edited"))
    expect(editor.get_by_text("are back: they were not saved")).to_be_visible()
    assert file.read_text() == QUIZ
    editor.keyboard.press("Control+s")
    expect(editor.get_by_text("Saved.")).to_be_visible()
    assert "title: Newly Edited" in file.read_text()
    assert editor.evaluate("Object.keys(localStorage)") == []
    editor.reload()
    expect(editor.get_by_text("are back")).to_be_hidden()


def test_unsaved_work_can_be_dropped(editor: Page, file: Path) -> None:
    put_caret(editor, "Edited")
    editor.keyboard.type("Newly ")
    editor.reload()
    editor.get_by_role("button", name="Drop my changes").click()
    expect(text_of(editor)).to_have_value(QUIZ)
    editor.reload()
    expect(text_of(editor)).to_have_value(QUIZ)


def test_who_leaves_a_shared_device_leaves_no_draft(editor: Page) -> None:
    put_caret(editor, "Edited")
    editor.keyboard.type("Newly ")
    expect(editor.get_by_text("Not saved yet")).to_be_visible()
    editor.goto("/resume")
    assert editor.evaluate("Object.keys(localStorage)") == ["quizapp.draft.edited.yaml"]
    editor.evaluate("document.querySelector('[data-leave] button')?.click()")
    editor.wait_for_load_state()
    expect(editor.get_by_text("You are known here as")).to_be_hidden()
    assert editor.evaluate("Object.keys(localStorage)") == []


def test_a_conflict_shows_both_and_a_choice(editor: Page, file: Path) -> None:
    put_caret(editor, "Was there")
    editor.keyboard.type("Mine, ")
    file.write_text(QUIZ.replace("When?", "Theirs, when?"))
    editor.keyboard.press("Control+s")
    expect(editor.get_by_role("heading", name="Somebody else changed this file")).to_be_visible()
    difference = editor.get_by_role("region", name="Theirs and yours")
    expect(difference).to_contain_text("Mine, ")
    expect(difference).to_contain_text("Theirs, when?")
    assert "Theirs" in file.read_text()
    editor.get_by_role("link", name="Take theirs").click()
    expect(text_of(editor)).to_have_value(QUIZ.replace("When?", "Theirs, when?"))
    expect(editor.get_by_text("are back")).to_be_hidden()


def test_by_keyboard_alone(editor: Page, file: Path) -> None:
    """Tab leaves the text, Enter goes on where the line above began, and everything is reached."""
    put_caret(editor, "\n\n  - id: tower")
    editor.keyboard.press("Enter")
    editor.keyboard.type("unit: AD")
    assert "    answer: 1871\n    unit: AD\n" in text_of(editor).input_value()
    editor.keyboard.press("Tab")
    expect(text_of(editor)).not_to_be_focused()
    editor.keyboard.press("Shift+Tab")
    expect(text_of(editor)).to_be_focused()
    names = []
    for _ in range(6):
        editor.keyboard.press("Shift+Tab")
        names.append(editor.evaluate("document.activeElement.textContent.trim()"))
    assert names == ["Insert a question", *names[1:2], "Outdent", "Indent", "Check", "Save"]
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("Saved.")).to_be_visible()
    assert "unit: AD" in file.read_text()


def test_marked_lines_are_moved(editor: Page) -> None:
    text_of(editor).evaluate(
        "text => { text.focus(); const at = text.value.indexOf('  - id: tower');"
        " text.setSelectionRange(at, text.value.length - 1); }"
    )
    editor.get_by_role("button", name="Indent").click()
    assert text_of(editor).input_value().endswith('    - id: tower\n      type: true-false\n'
        '      prompt: Was there a tower?\n      answer: "true"\n')  # fmt: skip
    editor.get_by_role("button", name="Outdent").click()
    expect(text_of(editor)).to_have_value(QUIZ)


def test_it_works_with_scripts_off(
    editor: Page, context: BrowserContext, browser, server: Server, file: Path
) -> None:
    state = context.storage_state()
    plain = browser.new_context(base_url=server.url, java_script_enabled=False, storage_state=state)
    page = plain.new_page()
    page.goto(FILE)
    text_of(page).fill(QUIZ.replace("answer: 1871", "anwser: 1871"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator("[data-diagnostics]")).to_contain_text("Error Q101")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Not saved: there are errors")).to_be_visible()
    page.locator(".error-summary a").first.click()
    assert page.url.endswith("#L9")
    expect(page.locator("#L9")).to_be_in_viewport()
    text_of(page).fill(QUIZ.replace("Edited", "Plainly edited"))
    page.get_by_role("button", name="Show preview").click()
    frame = page.frame_locator("iframe[name=preview]")
    expect(frame.get_by_role("heading", name="Plainly edited")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert "Plainly edited" in file.read_text()
    plain.close()
