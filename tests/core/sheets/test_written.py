"""Answers as they are written into cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.question import Input, Question, Response
from quizapp.core.sheets.written import Written, read_written
from tests.core.types.build import one, passage_of, question_of
from tests.core.types.test_contract import NUMBERED, load

SINGLE = """
type: single-choice
prompt: Which?
choices:
  - {text: Three ships had been lost, correct: true, id: ships}
  - A **keeper** asked for it
  - Coal, oil or gas
  - B
"""
MULTIPLE = SINGLE.replace("single-choice", "multiple-response")
ORDERING = "{type: ordering, prompt: Sort., items: [Pears, Apples, Cherries]}"
MATCHING = """
type: matching
prompt: Match.
pairs: {1871: The lighthouse was built, 1904: Oil; no more, a=b: The end}
"""
CATEGORIZE = """
type: categorize
prompt: Sort.
categories: {Fruit: [pear, apple], Metal: [tin]}
"""
CLOZE = """
type: cloze
text: The {animal} lived until {year}.
gaps:
  animal: {choices: [{text: fox, correct: true}, owl]}
  year: {answers: [1904]}
"""


def read(text: str, cell: str) -> Response:
    written = read_written(question_of(text), cell)
    assert written.complaints == ()
    return written.response


def said(written: Written) -> list[str]:
    return [complaint.msgid % complaint.values for complaint in written.complaints]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Three ships had been lost", "ships"),
        ("three  ships had been LOST.", "ships"),
        ("ships", "ships"),
        ("A", "ships"),
        ("a)", "ships"),
        ("A. Three ships had been lost", "ships"),
        ("A keeper asked for it", "A **keeper** asked for it"),
        ("C", "Coal, oil or gas"),
        ("B", "B"),  # a choice of that text, not the second
        (" D ", "B"),
    ],
)
def test_one_choice_by_text_id_or_letter(cell: str, name: str) -> None:
    assert read(SINGLE, cell) == one(name)


@pytest.mark.parametrize(
    ("cell", "name"),
    [("true", "true"), ("TRUE", "true"), ("F", "false"), ("t", "true"), ("B", "false")],
)
def test_true_and_false(cell: str, name: str) -> None:
    assert read("{type: true-false, prompt: So, answer: true}", cell) == one(name)


@pytest.mark.parametrize(
    "cell",
    [
        "A; C",
        "C;A",
        "ac",
        "A, C",
        "A C",
        "Three ships had been lost; Coal, oil or gas",
        "Coal, oil or gas\nships",
        "Three ships had been lost, Coal, oil or gas",
        "Three ships had been lost;Coal, oil or gas;",
        "A; A; C",
    ],
)
def test_several_choices(cell: str) -> None:
    assert read(MULTIPLE, cell) == one("ships", "Coal, oil or gas")


@pytest.mark.parametrize(
    "cell",
    [
        "Cherries; Apples; Pears",
        "BAC",
        "B, A, C",
        "B > A > C",
        "Cherries > Apples > Pears",
        "Apples=2; Pears=3; Cherries=1",
        "A=2; B=1; C=3",
    ],
)
def test_an_order_has_letters_by_the_alphabet(cell: str) -> None:
    assert read(ORDERING, cell) == one("Cherries", "Apples", "Pears")


@pytest.mark.parametrize(
    "cell",
    [
        "1871=The lighthouse was built; 1904=Oil\\; no more; a\\=b=The end",
        "a=b=The end\n1904 = Oil\\; no more\n1871 = the lighthouse was built",
        "1=C; 2=A; 3=B",
        "CAB",
        "C; A; B",
    ],
)
def test_pairs(cell: str) -> None:
    expected = {"1871": "The lighthouse was built", "1904": "Oil; no more", "a=b": "The end"}
    assert dict(read(MATCHING, cell)) == expected


def test_categories_have_numbers_by_the_alphabet() -> None:
    # The file's order would tell the key.
    expected = {"apple": "Fruit", "pear": "Fruit", "tin": "Metal"}
    assert dict(read(CATEGORIZE, "1=A; 2=A; 3=B")) == expected
    assert dict(read(CATEGORIZE, "pear=Fruit; tin=Metal; apple=Fruit")) == expected


def test_gaps() -> None:
    expected = (("animal", "fox"), ("year", "1904"))
    assert read(CLOZE, "animal=fox; year=1904") == expected
    assert read(CLOZE, "A; 1904") == expected
    assert read(CLOZE, "year=1904; animal=fox") == expected[::-1]


@pytest.mark.parametrize("cell", ["oil; coal", "a=b", "-5", "C"])
def test_what_is_typed_is_taken_as_it_is(cell: str) -> None:
    assert read("{type: short-answer, prompt: What, answers: [oil]}", cell) == one(cell)


@pytest.mark.parametrize("cell", ["", "  ", "-", "–"])
def test_nothing_and_a_dash_are_blanks(cell: str) -> None:
    for text in (SINGLE, MULTIPLE, MATCHING, "{type: numeric, prompt: How many, answer: 3}"):
        assert read(text, cell) == ()


def test_a_dash_may_be_a_choice() -> None:
    text = "{type: single-choice, prompt: Which, choices: [{text: '-', correct: true}, +]}"
    assert read(text, "-") == one("-")


def test_what_is_not_offered_is_named_and_kept() -> None:
    written = read_written(question_of(SINGLE), "A keeper asked for him")
    assert said(written) == [
        "`A keeper asked for him` is none of the choices. Did you mean `A **keeper** asked for it`?"
    ]
    assert written.response == one("A keeper asked for him")
    written = read_written(question_of(MULTIPLE), "A; Whales")
    assert written.response == one("ships", "Whales")
    assert said(written) == ["`Whales` is none of the choices."]
    written = read_written(question_of(MATCHING), "1871=The end of it; 9=A")
    assert said(written) == [
        "`The end of it` is none of the answers offered for `1871`.",
        "`9=A` does not say what it belongs to: write left=right.",
    ]


def test_the_complaint_of_the_page_is_passed_on() -> None:
    numeric = question_of("{type: numeric, prompt: How many, answer: 3}")
    assert said(read_written(numeric, "three")) == ["Type one number, such as 12 or 3.5."]
    assert said(read_written(question_of(MATCHING), "1=C")) == [
        "Choose an answer for the ones that are left: 2."
    ]


def as_text(question: Question) -> str:
    def escape(text: str) -> str:
        return text.replace(";", "\\;").replace("=", "\\=")

    entries = question.entries()
    if entries[0].part:
        return "; ".join(f"{escape(part)}={escape(value)}" for part, value in question.key)
    if entries[0].input in (Input.TEXT, Input.LONG_TEXT):
        return question.key[0][1]
    return "; ".join(escape(value) for _, value in question.key)


@pytest.mark.parametrize("word", NUMBERED)
def test_the_key_of_every_type_can_be_written(word: str) -> None:
    question = load(word)
    written = read_written(question, as_text(question))
    assert written.complaints == ()
    assert sorted(written.response) == sorted(question.key)


@pytest.mark.parametrize("word", NUMBERED)
@settings(max_examples=30, deadline=None)
@given(cell=st.text(st.sampled_from("AbC1;=\\, \n>-x"), max_size=12) | st.text(max_size=12))
def test_no_cell_does_harm(word: str, cell: str) -> None:
    question = load(word)
    written = read_written(question, cell)
    score = question.grade(written.response).score
    assert score is None or 0 <= score <= 1


def test_hot_text_by_its_sentence() -> None:
    text = "{type: hot-text, prompt: Mark., select: sentences, answer: [It was lit at dusk.]}"
    written = read_written(question_of(text, passage_of()), "it was lit at dusk")
    assert written == Written(one("It was lit at dusk."))
