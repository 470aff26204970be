"""`quizapp explain`, and the manual pages it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quizapp import core
from quizapp.core.lint import lint
from quizapp.core.lint import pages as lint_pages
from quizapp.core.reading import read_quiz
from quizapp.help.codes import EXAMPLE_FILES, all_codes, complete_example, get_page

NO_EXAMPLE = {
    "Q002": "an example would have to be larger than a quiz can be",
    "Q006": "about a file's bytes, not its text",
    "Q007": "about a file's name",
    "Q008": "about two files",
}
"""Pages that no text could illustrate, and why."""

OUR_PAGES = sorted(set(all_codes()) - set(lint_pages()) - set(NO_EXAMPLE))


def check(example: str):
    return lint(read_quiz(complete_example(example), "quiz", "quiz.yaml", EXAMPLE_FILES.get))


@pytest.mark.parametrize("code", OUR_PAGES)
def test_the_bad_example_is_told_off_for_just_this(code):
    assert code in {found.code for found in check(get_page(code).bad)}


@pytest.mark.parametrize("code", OUR_PAGES)
def test_the_good_example_is_good(code):
    assert [
        found for found in check(get_page(code).good) if found.is_error or found.code == code
    ] == []


@pytest.mark.parametrize("code", all_codes())
def test_every_page_has_a_title_a_reason_and_examples(code):
    page = get_page(code)
    assert page.title
    assert not page.title.startswith("#")
    assert page.why
    assert bool(page.bad and page.good) == (code not in NO_EXAMPLE)


def test_every_code_has_a_page_and_every_page_a_code():
    texts = (path.read_text(encoding="utf-8") for path in Path(core.__path__[0]).rglob("*.py"))
    used = {code for text in texts for code in re.findall(r'"([QW]\d{3})"', text)}
    assert used == set(all_codes())


def test_it_prints_reason_and_examples(run):
    result = run("explain", "q204")
    assert result.stdout.startswith("Q204: evidence is not in the passage\n\n`evidence` is a quot")
    assert "\n\nBad:\n\n    - id: why-built\n" in result.stdout
    assert "\n\nGood:\n\n    - id: why-built\n" in result.stdout


def test_without_a_code_all_are_listed(run):
    lines = run("explain").stdout.splitlines()
    assert "Q204  evidence is not in the passage" in lines
    assert len(lines) == len(all_codes())


def test_an_unknown_code_is_answered_with_the_nearest(run):
    result = run("explain", "Q2044")
    assert result.stderr == "Error: there is no code `Q2044`. Did you mean `Q204`?\n"
    assert result.exit_code == 2
