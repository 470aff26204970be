"""Findings have an order and a weight."""

from __future__ import annotations

from quizapp.core.diagnostics import Diagnostic, Severity, Span, has_errors, in_order, severity_of


def finding(line: int, code: str = "W101", message: str = "m") -> Diagnostic:
    return Diagnostic(code, severity_of(code), "quiz.yaml", Span(line, 1, line, 2), message)


def test_the_first_letter_of_a_code_is_its_weight() -> None:
    assert severity_of("Q101") is Severity.ERROR
    assert severity_of("W101") is Severity.WARNING


def test_findings_come_in_the_order_of_lines_and_once_each() -> None:
    found = [finding(9), finding(2, "W102"), finding(2), finding(9)]

    assert in_order(found) == (finding(2), finding(2, "W102"), finding(9))


def test_two_messages_at_one_place_are_both_kept() -> None:
    assert len(in_order([finding(1, message="a"), finding(1, message="b")])) == 2


def test_warnings_are_no_errors() -> None:
    assert not has_errors((finding(1),))
    assert has_errors((finding(1), finding(2, "Q101")))
