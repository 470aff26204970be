"""Questions whose answers are typed to Moodle XML: words, numbers, essays."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from quizapp.core.types.numeric import NumericAnswer
from quizapp.formats._moodle.essay import rubric_text, word_limits
from quizapp.formats._moodle.made import Made, Manner, prompt_of
from quizapp.formats._moodle.markup import element, marked, plain, text
from quizapp.formats._typed_answers import margin_of, typed_answers, write_decimal
from quizapp.formats._weights import Weighted, write_share
from quizapp.formats._xml_writer import Node


def write_short_answer(question: Any, _: Manner) -> Made:
    """Write words to type."""
    usecase = plain("usecase", "1" if question.case_sensitive else "0")
    answers = (_answer(answer) for answer in typed_answers(question))
    return Made("shortanswer", (prompt_of(question), usecase, *answers))


def write_numeric(question: Any, _: Manner) -> Made:
    """Write a number to type, whatever numbers are taken for it."""
    if question.answer is not None:
        tolerance = margin_of(question.answer, question.tolerance or "0")
        answers = [_number(question.answer, tolerance, Fraction(1), "")]
    else:
        # Moodle takes the first that fits, we the best.
        ordered = sorted(question.answers, key=lambda answer: -answer.credit)
        answers = [_number_of(answer) for answer in ordered]
    return Made("numerical", (prompt_of(question), *answers, *_unit(question.unit)))


def write_open_response(question: Any, _: Manner) -> Made:
    """Write an essay; the rubric is for its markers."""
    least, most = word_limits(question)
    limits = (plain("minwordlimit", least), plain("maxwordlimit", most))
    content = (
        prompt_of(question),
        plain("responseformat", "plain"),
        plain("responserequired", "1"),
        plain("responsefieldlines", "15"),
        *(limits if question.words else ()),
        plain("attachments", "0"),
        marked("graderinfo", rubric_text(question.rubric)),
    )
    return Made("essay", content)


def _answer(answer: Weighted, *more: Node) -> Node:
    return text(
        answer.text,
        *more,
        marked("feedback", answer.feedback),
        name="answer",
        fraction=write_share(answer.weight),
        format="moodle_auto_format",
    )


def _number_of(answer: NumericAnswer) -> Node:
    if answer.value is not None:
        margin = margin_of(answer.value, answer.tolerance)
        return _number(answer.value, margin, answer.credit, answer.feedback)
    low, high = answer.from_ or Fraction(0), answer.to or Fraction(0)
    return _number((low + high) / 2, (high - low) / 2, answer.credit, answer.feedback)


def _number(value: Fraction, margin: Fraction, credit: Fraction, feedback: str) -> Node:
    tolerance = plain("tolerance", write_decimal(margin))
    return _answer(Weighted(write_decimal(value), credit, feedback), tolerance)


def _unit(unit: str) -> Iterator[Node]:
    if unit:
        named = element("unit", plain("multiplier", "1"), plain("unit_name", unit))
        yield element("units", named)
    yield plain("unitgradingtype", "0")
    # Without units, or typed behind the number.
    yield plain("showunits", "0" if unit else "3")
