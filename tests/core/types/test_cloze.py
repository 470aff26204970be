"""Cloze: gaps in a text, typed or from menus."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from quizapp.core.question import Input, Shuffle
from tests.core.types.build import codes_of, model_of, question_of, score

LAMP = """
    type: cloze
    text: The lamp burned {fuel} until {year}; it was {verb}.
    gaps:
      fuel: {answers: [whale oil, {text: oil, credit: 1/2, feedback: 'Which?'}], weight: 2}
      year: {answers: [1904]}
      verb: {choices: [{text: lit, correct: true}, {text: left, feedback: Not left.}, lost]}
"""


def pieces(text: str) -> tuple[Any, ...]:
    question: Any = model_of(f"type: cloze\ntext: {text!r}\ngaps: {{}}")
    return tuple(getattr(piece, "name", piece) for piece in question.pieces())


def test_gaps_count_by_their_weight() -> None:
    question = question_of(LAMP)
    right = (("fuel", "Whale oil"), ("year", "1904"), ("verb", "lit"))
    assert score(question, right) == 1
    assert score(question, right[1:]) == Fraction(1, 2)
    assert score(question, (("fuel", "oil"), *right[1:])) == Fraction(3, 4)


def test_each_gap_has_its_own_outcome_and_feedback() -> None:
    outcome = question_of(LAMP).grade((("verb", "left"), ("fuel", "oil")))
    half = Fraction(1, 2)
    assert [(part.part, part.score) for part in outcome.parts] == [("fuel", half), ("verb", 0)]
    assert outcome.feedback == ("Which?", "Not left.")


def test_all_or_nothing_takes_no_half_gap() -> None:
    question = question_of(LAMP + "    scoring: all-or-nothing\n")
    assert score(question, question.key) == 1
    assert score(question, (("fuel", "oil"), *question.key[1:])) == 0


def test_gaps_left_open_are_counted() -> None:
    complaint = question_of(LAMP).complaint((("fuel", "oil"), ("verb", " ")))
    assert complaint is not None
    assert complaint.msgid % complaint.values == "Fill in the gaps that are left: 2."


def test_gaps_are_typed_or_chosen() -> None:
    fuel, year, verb = question_of(LAMP).entries()
    assert (fuel.input, year.input, verb.input) == (Input.TEXT, Input.TEXT, Input.ONE)
    assert verb.shuffle is Shuffle.AS_SET


def test_a_word_bank_makes_menus_of_the_gaps() -> None:
    question = question_of(LAMP + "    word-bank: [tar]\n")
    fuel, year, verb = question.entries()
    assert [option.name for option in fuel.options] == ["whale oil", "1904", "tar"]
    assert (fuel.options, fuel.shuffle) == (year.options, Shuffle.ALWAYS)
    assert [option.name for option in verb.options] == ["lit", "left", "lost"]
    assert score(question, (("fuel", "oil"),)) == 0
    assert score(question, question.key) == 1


def test_an_empty_word_bank_holds_the_gaps_own_words() -> None:
    fuel, *_ = question_of(LAMP + "    word-bank: []\n").entries()
    assert [option.name for option in fuel.options] == ["whale oil", "1904"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {b} c", ("a ", "b", " c")),
        ("{a}{ b }", ("a", "b")),
        ("{{a}} {b}", ("{a} ", "b")),
        ("{{{a}}}", ("{", "a", "}")),
        ("no gap", ("no gap",)),
    ],
)
def test_the_text_is_cut_at_its_gaps(text: str, expected: tuple[str, ...]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "gaps", "codes"),
    [
        ("{a} {b}", "a: {answers: [x]}", ["Q350"]),
        ("{a}", "a: {answers: [x]}\n  b: {answers: [x]}", ["Q351"]),
        ("{a} {a}", "a: {answers: [x]}", ["Q352"]),
        ("{a} {", "a: {answers: [x]}", ["Q353"]),
        ("{a} }", "a: {answers: [x]}", ["Q353"]),
        ("{{a}}", "a: {answers: [x]}", ["Q354"]),
        ("{a}", "a: {weight: 1}", ["Q355"]),
        ("{a}", "a: {answers: [x], choices: [{text: x, correct: true}, y]}", ["Q355"]),
        ("{a}", "a: {answers: [x], weight: 0}", ["Q356"]),
        ("{a}", "a: {answers: [{text: x, credit: 1/2}]}", ["Q320"]),
        ("{a}", "a: {choices: [x, y]}", ["Q301"]),
        ("{a}", "a: {choices: [{text: x, correct: true}, x]}", ["Q303"]),
    ],
)
def test_an_authors_fault_is_named(text: str, gaps: str, codes: list[str]) -> None:
    assert codes_of(f"type: cloze\ntext: '{text}'\ngaps:\n  {gaps}") == codes


@pytest.mark.parametrize(
    ("gap", "bank", "code"),
    [
        ("choices: [{text: x, correct: true}, y]", "[z]", "Q357"),
        ("answers: [x]", "[X]", "Q358"),
        ("answers: [x]", "['']", "Q358"),
    ],
)
def test_a_fault_of_the_word_bank_is_named(gap: str, bank: str, code: str) -> None:
    text = f"type: cloze\ntext: '{{a}}'\ngaps: {{a: {{{gap}}}}}\nword-bank: {bank}"
    assert codes_of(text) == [code]


def test_a_misspelt_gap_is_shown_its_nearest_name() -> None:
    question = model_of("type: cloze\ntext: 'Oil {fule}'\ngaps: {fuel: {answers: [x]}}")
    [problem] = question.problems(None)
    assert (problem.code, problem.help) == ("Q350", "Did you mean `fuel`?")
