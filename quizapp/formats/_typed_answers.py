"""Typed answers with shares, as Moodle and its relatives have them: `*` stands for anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.accepted import TypedAnswer
from quizapp.core.question import WRONG
from quizapp.core.types._numbers import format_number, read_number
from quizapp.core.types.numeric import around
from quizapp.core.writing import Fields, Tree
from quizapp.formats._refusals import NoPlace, Unreadable
from quizapp.formats._weights import Weighted, write_fraction

_ANYTHING: Final = "*"


class Typed(NamedTuple):
    """The fields of typed answers, and what of them could not be carried."""

    fields: Fields
    losses: tuple[str, ...] = ()


def typed_fields(answers: Sequence[Weighted]) -> Typed:
    """Return `answers` and `reject`; a literal `*` is written `\\*` in the texts."""
    accepted: list[Tree] = []
    rejected: list[Tree] = []
    losses: list[str] = []
    for text, weight, feedback in answers:
        is_pattern = _ANYTHING in text.replace("\\*", "")
        if weight <= 0 and is_pattern:
            if feedback:
                losses.append(f"what is said to any other answer: “{feedback}”")
        elif weight <= 0:
            rejected.append(_short({"text": text.replace("\\*", "*")}, feedback))
        else:
            accepted.append(_short(_accepted(text, weight, is_pattern), feedback))
    fields: Fields = {"answers": accepted}
    return Typed({**fields, "reject": rejected} if rejected else fields, tuple(losses))


def _accepted(text: str, weight: Fraction, is_pattern: bool) -> Fields:
    fields: Fields = {"text": text if is_pattern else text.replace("\\*", "*")}
    if weight != 1:
        fields["credit"] = write_fraction(weight)
    if is_pattern:
        fields["match"] = "wildcard"
    return fields


def _short(fields: Fields, feedback: str) -> Tree:
    if feedback:
        return {**fields, "feedback": feedback}
    return fields["text"] if list(fields) == ["text"] else fields


def typed_answers(question: TypedAnswer) -> Iterator[Weighted]:
    """Yield accepted and rejected answers in the order in which Moodle must try them.

    Moodle takes the first that fits, whatever it earns: what is rejected stands before patterns.
    """
    exact = [answer for answer in question.answers if answer.match == "exact"]
    for answer in exact:
        yield Weighted(_literal(answer.text), answer.credit, answer.feedback)
    for rejected in question.reject:
        yield Weighted(_literal(rejected.text), WRONG, rejected.feedback)
    for answer in question.answers:
        if answer.match == "regex":
            raise NoPlace("there are no regular expressions in this format")
        if answer.match == "wildcard":
            yield Weighted(answer.text, answer.credit, answer.feedback)


def _literal(text: str) -> str:
    return text.replace("*", "\\*")


def read_exact(text: str) -> str:
    """Return the one number that a text means, as a quiz file has it. Raises Unreadable."""
    readings = read_number(text.strip())
    if len(readings) != 1:
        raise Unreadable(f"“{text.strip()}” is no number")
    return format_number(readings[0])


def write_decimal(number: Fraction) -> str:
    """Return a number as a decimal. Raises NoPlace for what is none."""
    text = format_number(number)
    if "/" in text:
        raise NoPlace(f"there are no fractions such as {text} in this format")
    return text


def margin_of(value: Fraction, tolerance: str) -> Fraction:
    """Return a tolerance such as `0.5` or `5%` as a number."""
    low, high = around(value, tolerance)
    return (high - low) / 2


def numeric_fields(read: Sequence[Fields]) -> Fields:
    """Return the fields of a numeric question with these answers, the short form where it does."""
    if len(read) == 1 and set(read[0]) <= {"value", "tolerance"}:
        only = read[0]
        single: Fields = {"type": "numeric", "answer": only["value"]}
        return {**single, "tolerance": only["tolerance"]} if "tolerance" in only else single
    listed: list[Tree] = [*read]
    return {"type": "numeric", "answers": listed}
