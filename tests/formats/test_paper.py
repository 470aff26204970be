"""A quiz as a page to print."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quizapp.core.loading import load_quiz
from quizapp.core.paper.forms import make_form
from quizapp.core.types import get_type, type_words
from quizapp.formats import get_format
from tests.conftest import LIGHTHOUSE
from tests.formats._quizzes import FILES, load, loaded, taken
from tests.web._page import Page
from tests.web.test_preview import quiz_of

PAPER = get_format("paper")
assert PAPER
NUMBERED = [word for word in type_words() if (found := get_type(word)) and found.is_numbered]
ORDERING = """\
  - {id: order, type: ordering, prompt: Sort., items: [pear, apple, fig]}
  - {id: told, type: true-false, prompt: So., answer: true}
"""


def printed(text: str) -> str:
    assert PAPER
    return taken(loaded(text), PAPER).data.decode()


def parts(page: str, kind: str) -> list[str]:
    """Return the text of all parts of a kind: booklet, sheet or key."""
    found = re.findall(
        rf'<section class="paper-part paper-{kind}">.*?(?=<section class="paper-part|</main>)',
        page,
        re.S,
    )
    return [Page(part).text for part in found]


class _Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "hr", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_stands_by_itself_and_is_sound(path: Path) -> None:
    assert PAPER
    page = taken(load(path), PAPER).data.decode()
    tags = _Tags(page)
    assert not tags.open
    assert not {"script", "link", "iframe", "input", "form"} & {tag for tag, _ in tags.found}
    for _, given in tags.found:
        assert not {"style", "onclick"} & given.keys()
        assert (given.get("src") or "data:").startswith("data:")
    assert "@import" not in page
    assert "url(" not in page
    assert page == taken(load(path), PAPER).data.decode()


@pytest.mark.parametrize("word", NUMBERED)
def test_every_type_is_asked_answered_and_keyed_on_both_forms(word: str) -> None:
    page = printed(quiz_of(word))
    for kind in ("booklet", "sheet", "key"):
        for text in parts(page, kind):
            assert re.search(r"\b1\b", text)
    quoted = len(re.findall("evidence:", quiz_of(word)))
    assert len(re.findall(r"Lines? \d", parts(page, "key")[0])) >= quoted


def test_the_key_names_the_lines_of_the_evidence_and_what_else_is_accepted() -> None:
    page = printed(LIGHTHOUSE)
    key = parts(page, "key")[0]
    assert re.search(r"Lines? 1.*“?after three ships were lost", key)
    assert "Three ships had been lost" in key
    assert "whale oil" in key


def test_the_key_of_each_form_has_that_form_s_letters() -> None:
    quiz = loaded(LIGHTHOUSE)
    assert quiz.reading.quiz
    for name, key in zip("AB", parts(printed(LIGHTHOUSE), "key"), strict=True):
        options = [
            o.name for o in make_form(quiz.reading.quiz, name).entries["why-built"][0].options
        ]
        letter = "ABCD"[options.index("Three ships had been lost")]
        assert f"1 {letter} Three ships had been lost" in key
        assert f"Key · Form {name}" in key


def test_an_order_is_written_as_numbers_beside_letters() -> None:
    page = printed(f"title: One\nquestions:\n{ORDERING}")
    assert "A 2 apple B 3 fig C 1 pear" in parts(page, "key")[0]
    assert "1 A B C" in parts(page, "sheet")[0]
    assert "Aapple Bfig Cpear" in parts(page, "booklet")[0]


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("", "Tick all that are right."),
        ("min: 1, max: 2, ", "Tick at most 2."),
        ("min: 2, max: 2, ", "Tick 2."),
    ],
)
def test_paper_says_how_many_may_be_ticked(limits: str, said: str) -> None:
    choices = "[{text: a, correct: true}, {text: b, correct: true}, c]"
    asked = f"{{id: q, type: multiple-response, prompt: Which?, {limits}choices: {choices}}}"
    page = printed(f"title: One\nquestions:\n  - {asked}\n")
    assert set(re.findall(r'class="paper-hint"><[^>]*>(Tick[^<]*)', page)) == {said}


def test_true_and_false_are_words_of_the_quiz_s_language() -> None:
    page = printed(f"title: En\nlanguage: da\nquestions:\n{ORDERING}")
    assert "Sandt" in parts(page, "sheet")[0]
    assert "2 Sandt" in parts(page, "key")[0]
    assert '<html lang="da" dir="ltr">' in page


def test_a_quiz_from_right_to_left_runs_so_and_our_words_do_not() -> None:
    page = printed(f"title: منارة\nlanguage: ar\nquestions:\n{ORDERING}")
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span lang="en" dir="ltr">Mark your answers' in page
    assert '<bdi lang="en">Number them in the right order.</bdi>' in page


def test_pictures_are_inside(tmp_path: Path) -> None:
    assert PAPER
    (tmp_path / "tower.png").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    image = "passage:\n  images:\n    - {file: tower.png, alt: A white tower}\n"
    (tmp_path / "one.yaml").write_text(LIGHTHOUSE.replace("passage:\n", image))
    page = Page(taken(load_quiz(tmp_path / "one.yaml"), PAPER).data.decode())
    source = page.first("img", alt="A white tower")["src"]
    assert source == "data:image/png;base64,iVBORw0KGgogYW5kIHNvIG9u"


def test_markup_in_texts_does_no_harm() -> None:
    nasty = "<script>alert(1)</script>"
    choices = f'[{{text: "{nasty}", correct: true}}, "<b>"]'
    question = f'{{id: a, type: single-choice, prompt: "{nasty}", choices: {choices}}}'
    passage = f'{{text: "{nasty}", title: "{nasty}"}}'
    text = f'title: "{nasty}"\npassage: {passage}\nquestions:\n- {question}\n'
    assert "<script" not in printed(text)
    assert "&lt;script&gt;" in printed(text)


def test_each_form_draws_its_own_and_the_key_says_so() -> None:
    questions = "".join(
        f"    - {{id: q{n}, type: true-false, prompt: 'Nr {n}.', answer: true}}\n" for n in range(9)
    )
    page = printed(f"title: One\nsections:\n- draw: 3\n  questions:\n{questions}")
    first, second = parts(page, "booklet")
    assert first != second.replace("Form B", "Form A")
    assert len(re.findall(r"Nr \d", first)) == 3
    assert "3 of the 9 questions" in parts(page, "key")[0]


def test_where_nothing_may_move_one_form_is_enough() -> None:
    page = printed(
        "title: One\nquestions:\n- {id: a, type: true-false, prompt: So., answer: true}\n"
    )
    assert len(parts(page, "booklet")) == 1
    assert "Form" not in page.replace("--form", "")


def test_lines_of_several_passages_run_on_and_sections_say_which_they_are_about() -> None:
    text = """\
title: Two
passages:
  - {id: one, title: The letter, text: "First.\\n\\nSecond."}
  - {id: two, title: The answer, text: "Third.\\n\\nFourth."}
sections:
  - passage: one
    questions: [{id: a, type: true-false, prompt: So., answer: true, evidence: Second.}]
  - passage: two
    questions: [{id: b, type: true-false, prompt: So., answer: true, evidence: Fourth.}]
"""
    page = printed(text)
    assert "Line 2: Second." in parts(page, "key")[0].replace("“", "").replace("”", "")
    assert "Line 4: Fourth." in parts(page, "key")[0]
    assert "On the passage in lines 3 to 4: The answer" in parts(page, "booklet")[0]


def test_what_is_not_printed_is_told() -> None:
    assert PAPER
    hinted = LIGHTHOUSE.replace("  - id: fuel", "    hints: [Look again.]\n  - id: fuel")
    assert [loss.message for loss in taken(loaded(hinted), PAPER).losses] == [
        "hints are not printed"
    ]
