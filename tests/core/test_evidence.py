"""Evidence: the words of the passage that prove the key, found as the reader sees them."""

from __future__ import annotations

import pytest

from quizapp.core.diagnostics import Diagnostic
from tests.core.quiz_text import read, read_good, the

QUIZ = """\
title: T
passage:
  text: |
    ## The ship sank here

    Hale Point got its **lighthouse** in [1871](https://example.org), after three ships — “all
    lost” — in one winter.

    - The lamp burned whale oil.
    - It's dark now. It's dark now.

    | year | what |
    | ---- | ---- |
    | 1904 | A new lamp |
questions:
  - id: q
    type: numeric
    prompt: When?
    answer: 1
    evidence: EVIDENCE
"""


def quoted(evidence: str) -> str:
    quiz = read_good(QUIZ.replace("EVIDENCE", evidence))
    [stretch] = quiz.items["q"].evidence
    return quiz.passages[0].text_of(stretch)


def refused(evidence: str) -> Diagnostic:
    return the(read(QUIZ.replace("EVIDENCE", evidence)))


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("got its lighthouse in 1871, after", "got its lighthouse in 1871, after"),
        ("'three ships - \"all lost\" - in'", "three ships — “all\nlost” — in"),
        ("lighthouse  in\n      1871", "lighthouse in 1871"),
        ("The lamp burned", "The lamp burned"),
        ("A new lamp", "A new lamp"),
        ("1904", "1904"),
        ("It’s dark now. It’s dark", "It's dark now. It's dark"),
        ("ligh", "ligh"),
    ],
)
def test_words_are_found_as_the_reader_sees_them(evidence: str, words: str) -> None:
    assert quoted(evidence) == words


@pytest.mark.parametrize(
    ("evidence", "nearest"),
    [
        ("after two ships", "after three ships"),
        ("the lamp burned whale", "The lamp burned whale"),
        ("Hale Pint got", "Hale Point got"),
        ("mp burnd wha", "lamp burned whale"),
    ],
)
def test_words_that_are_not_there_show_the_nearest_whole_words(evidence: str, nearest: str) -> None:
    diagnostic = refused(evidence)

    assert diagnostic.code == "Q204"
    assert f'the nearest is "{nearest}" (paragraph ' in diagnostic.help


def test_the_whole_quotation_is_underlined() -> None:
    assert refused("after two ships").span == (20, 15, 20, 30)


@pytest.mark.parametrize("evidence", ["The ship sank here", "in one winter. The lamp", "xyzzy"])
def test_headings_and_the_gaps_between_paragraphs_are_not_searched(evidence: str) -> None:
    assert refused(evidence).code == "Q204"


def test_words_that_stand_twice_are_an_error() -> None:
    diagnostic = refused("It's dark now.")

    assert (diagnostic.code, diagnostic.message) == (
        "Q205",
        "these words stand in the passage 2 times",
    )
    assert diagnostic.label == "in paragraphs 3 and 3"


def test_a_list_of_evidence_points_to_the_item_at_fault() -> None:
    diagnostic = refused("\n      - The lamp burned\n      - The lamp froze\n      - A new lamp")

    assert (diagnostic.line, diagnostic.column) == (22, 9)
    quiz = read_good(QUIZ.replace("EVIDENCE", "[The lamp burned, A new lamp]"))
    assert [s.paragraph for s in quiz.items["q"].evidence] == [2, 7]


def test_evidence_needs_a_passage() -> None:
    text = "title: T\nquestions:\n  - {id: q, type: numeric, prompt: Q?, answer: 1, evidence: x}\n"

    assert the(read(text)).code == "Q206"


def test_a_passage_that_cannot_be_read_says_nothing_of_evidence() -> None:
    text = QUIZ.replace("EVIDENCE", "not there").replace("title: T\n", "title: T\n", 1)
    broken = text.replace("passage:\n", "passage:\n  colour: red\n")

    assert the(read(broken)).code == "Q101"
