"""Numeric: what a typed number means, and whether it is right."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quizapp.core.types._numbers import format_number, read_number
from tests.core.types.build import codes_of, model_of, one, question_of, typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("33", "33"),
        ("+33", "33"),
        ("-0.5", "-1/2"),
        ("−5", "-5"),
        (".5", "1/2"),
        ("5.", "5"),
        ("007", "7"),
        ("3,5", "7/2"),
        ("0,234", "117/500"),
        ("1234,567", "1234567/1000"),
        ("1.234", "617/500"),
        ("1.234.567", "1234567"),
        ("1.234,5", "2469/2"),
        ("1,234.5", "2469/2"),
        ("1,234,567", "1234567"),
        ("12,34,567", "1234567"),
        ("1 234 567", "1234567"),
        ("1\u00a0234,5", "2469/2"),
        ("1\u202f234.5", "2469/2"),
        ("1'234", "1234"),
        ("１２", "12"),
        ("٣٫٥", "7/2"),
        ("2/3", "2/3"),
        ("-2 / 3", "-2/3"),
        ("1 1/2", "3/2"),
        ("2½", "5/2"),
        ("1e3", "1000"),
        ("1.5e-2", "3/200"),
    ],
)
def test_one_number_is_read(text: str, number: str) -> None:
    assert read_number(text) == (Fraction(number),)


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", ",", "nan", "inf", "--5", "1/0", "1 2", "1,2,3", "1 3/2", "10²", "1e16", "0x10",
     "1_000", "5 km", "50%", "9" * 61],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed_at(text: str) -> None:
    assert read_number(text) == ()


@pytest.mark.parametrize("text", ["1,234", "-12,345", "100,000"])
def test_what_can_be_two_numbers_is_both(text: str) -> None:
    assert len(read_number(text)) == 2


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5 km", "km"), ("5KM", "km"), ("5 %", "%"), ("5 m²", "m²"), ("5 m2", "m²"), ("$5", "$")],
)
def test_the_unit_may_be_typed_too(text: str, unit: str) -> None:
    assert read_number(text, unit) == (5,)


@given(st.fractions())
def test_a_number_that_is_written_can_be_read(number: Fraction) -> None:
    written = format_number(number)
    assert len(written) > 60 or read_number(written) == (number,)


@pytest.mark.parametrize(
    ("tolerance", "text", "rule"),
    [
        ("0", "33.0", "exact"),
        ("0", "33.1", ""),
        ("0.5", "33.5", "tolerance"),
        ("0.5", "33.51", ""),
        ("10%", "29.7", "tolerance"),
        ("10%", "29.69", ""),
    ],
)
def test_a_tolerance_is_kept_exactly(tolerance: str, text: str, rule: str) -> None:
    question = question_of(f"type: numeric\nanswer: 33\ntolerance: {tolerance}")
    outcome = typed(question, text)
    assert (outcome.rule, outcome.is_right) == (rule, bool(rule))


def test_a_share_of_a_negative_answer_is_as_wide_as_of_a_positive_one() -> None:
    assert typed(question_of("type: numeric\nanswer: -20\ntolerance: 5%"), "-21").is_right


def test_of_several_answers_that_fit_the_one_that_earns_most_counts() -> None:
    question = question_of("""
    type: numeric
    answers:
      - {from: 30, to: 36, credit: 50%, feedback: Near.}
      - {value: 33}
      - {value: 1904, credit: 0, feedback: That is the year.}
    """)
    assert typed(question, "33").score == 1
    assert typed(question, "36").score == Fraction(1, 2)
    assert typed(question, "36").rule == "range"
    assert typed(question, "1904").feedback == ("That is the year.",)
    assert question.key == one("33")


def test_two_readings_are_complained_about_whatever_the_key_is() -> None:
    for key in ("1234", "1.234", "7"):
        question = question_of(f"type: numeric\nanswer: {key}")
        complaint = question.complaint(one("1,234"))
        assert complaint is not None
        told = complaint.msgid % complaint.values
        assert told == "1,234 can mean two numbers. Type 1234 or 1.234."
        assert typed(question, "1,234").score == 0


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("unit: m", ["Q330"]),
        ("answer: 1\nanswers: [{value: 1}]", ["Q330"]),
        ("answers: [{value: 1}, {value: 1, from: 0, to: 2}]", ["Q331"]),
        ("answers: [{value: 1}, {from: 0}]", ["Q331"]),
        ("answers: [{from: 2, to: 1}]", ["Q332"]),
        ("answers: [{from: 1, to: 2, tolerance: 1}]", ["Q333"]),
        ("answers: [{value: 1}]\ntolerance: 1", ["Q333"]),
        ("answers: [{value: 1, credit: 50%}]", ["Q334"]),
        ("answers: [{value: 1}, {value: 2, credit: -50%}]", ["Q334"]),
    ],
)
def test_an_authors_fault_is_named(fields: str, codes: list[str]) -> None:
    assert codes_of(f"type: numeric\n{fields}") == codes


@pytest.mark.parametrize("tolerance", ["-1", "some", "[1]", "1 km"])
def test_a_tolerance_is_a_number_or_a_share(tolerance: str) -> None:
    with pytest.raises(ValidationError):
        model_of(f"type: numeric\nanswer: 1\ntolerance: {tolerance}")
