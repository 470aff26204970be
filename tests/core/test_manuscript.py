"""A quiz file while somebody writes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizapp.core import manuscript
from quizapp.core.manuscript import Manuscript, edited_question
from quizapp.core.reading import read_quiz
from tests.conftest import LIGHTHOUSE

MORE = """\
  - type: text
    body: One more.
  - id: left
    type: numeric
    prompt: When did the last keeper leave?
    answer: 1987
"""
TEXT = LIGHTHOUSE + MORE


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manuscript, "_SETTLING", 0.001)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(TEXT)
    return path


def edited(before: str, after: str) -> str | None:
    return edited_question(before, read_quiz(after, "one", "one.yaml", lambda _: None))


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("Why was the lighthouse", "Why was a lighthouse", "why-built"),
        ("What did the lamp", "What did this lamp", "fuel"),
        ("answers: [whale oil]", "answers: [oil, whale oil]", "fuel"),
        ("answer: 1987", "answer: 1987\n    unit: years", "left"),
        ("One more.", "Another one.", "left"),
        ("  - type: text\n    body: One more.\n", "", "left"),
        ("whale oil until 1904. No", "whale oil until 1904. No", None),
        ("Hale Point got", "Hale Point had got", None),
        ("title: The lighthouse at", "title: A lighthouse at", None),
        ("    prompt: When did", "    promt: When did", None),
    ],
)
def test_the_question_changed_last_is_known_by_the_first_line_that_differs(
    old: str, new: str, question: str | None
) -> None:
    assert edited(TEXT, TEXT.replace(old, new, 1)) == question


def test_a_new_question_is_the_one_changed_last() -> None:
    assert edited(LIGHTHOUSE, TEXT) == "left"
    assert edited(TEXT, TEXT.removesuffix(MORE)) == "fuel"  # what now stands at the end
    new = "  - {id: new, type: true-false, prompt: A tower., answer: true}\n"
    assert edited(TEXT, TEXT.replace("  - id: fuel", f"{new}  - id: fuel")) == "new"


def test_a_look_reads_only_what_changed(file: Path) -> None:
    desk = Manuscript(file)
    first = desk.look()
    assert desk.look() is first
    assert (first.number, first.edited, first.diagnostics) == (1, None, ())
    file.write_text(TEXT.replace("What did the lamp", "What has the lamp"))
    second = desk.look()
    assert (second.number, second.page, second.edited) == (2, 2, "fuel")


def test_a_file_that_gives_no_quiz_leaves_the_last_good_one(file: Path) -> None:
    desk = Manuscript(file)
    good = desk.look()
    file.write_text("title: [")
    broken = desk.look()
    assert broken.shown is good.shown
    assert (broken.number, broken.page, broken.is_old) == (2, 1, True)
    assert [d.code for d in broken.diagnostics if d.is_error]
    file.write_text(TEXT.replace("answer: 1987", "answer: 1988"))
    mended = desk.look()
    assert (mended.page, mended.is_old, mended.diagnostics) == (3, False, ())


def test_warnings_of_the_rules_are_among_the_diagnostics(file: Path) -> None:
    file.write_text(TEXT.replace("prompt: Why was the", "prompt: When was not the"))
    assert [d.code for d in Manuscript(file).look().diagnostics] == ["W217"]


@pytest.mark.parametrize(
    "fault", ["deleted", "a folder", "empty", "a bomb", "no text", "too large"]
)
def test_whatever_happens_to_the_file_its_last_page_stays(file: Path, fault: str) -> None:
    desk = Manuscript(file)
    good = desk.look()
    file.unlink()
    if fault == "a folder":
        file.mkdir()
        (file / "no.yaml").write_text(TEXT)
        assert desk.look().path in {file, file / "no.yaml"}
        return
    contents = {
        "empty": b"",
        "a bomb": b"[" * 200_000,
        "no text": b"\xff\xfe\x00",
        "too large": b"x" * 1_100_000,
    }
    if fault in contents:
        file.write_bytes(contents[fault])
    draft = desk.look()
    assert draft.shown is good.shown
    assert draft.is_old
    assert draft.diagnostics[0].path == str(file)
    file.unlink(missing_ok=True)
    file.write_text(TEXT)
    assert not desk.look().is_old


def test_a_file_put_in_its_place_is_read_even_with_the_same_size_and_time(file: Path) -> None:
    """So do editors that write beside the file and rename."""
    desk = Manuscript(file)
    desk.look()
    time = file.stat().st_mtime_ns
    other = file.with_name("other.tmp")
    other.write_text(TEXT.replace("What did the lamp", "What doth a lamp"))
    os.utime(other, ns=(time, time))
    other.replace(file)
    assert desk.look().edited == "fuel"


def test_a_file_beside_it_is_watched_too(file: Path, tmp_path: Path) -> None:
    head, _, rest = TEXT.partition("  text: |")
    text = f"{head}  file: one.md\n{rest[rest.index('questions:') :]}"
    passage = TEXT[TEXT.index("    Hale") : TEXT.index("questions:")].replace("    ", "")
    (tmp_path / "one.md").write_text(passage)
    file.write_text(text)
    desk = Manuscript(file)
    first = desk.look()
    assert first.shown.quiz
    (tmp_path / "one.md").write_text(f"Once upon a time.\n\n{passage}")
    second = desk.look()
    assert second.page == first.page + 1
    assert second.shown.quiz
    assert len(second.shown.quiz.passages[0].paragraphs) == 3


def test_of_a_folder_the_file_saved_last_is_shown_at_the_question_changed(
    file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(TEXT)
    os.utime(file, (1, 1))
    desk = Manuscript(tmp_path)
    assert desk.look().path == other
    file.write_text(TEXT.replace("When did the last", "In which year did the last"))
    os.utime(other, (2, 2))
    draft = desk.look()
    assert (draft.path, draft.edited) == (file, "left")
    file.unlink()
    assert desk.look().path == other
    other.unlink()
    assert desk.look().is_old
