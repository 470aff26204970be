"""Outcomes to a score, attempts to a grade: exact until shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.question import Response
from quizapp.core.quiz import Quiz
from quizapp.core.scoring import (
    Answered,
    Score,
    add_up,
    after_tries,
    confidence_mark,
    counted_attempt,
    format_percent,
    format_points,
    grade,
    round_half_up,
    score_attempt,
)
from tests.core.quiz_text import read_good

F = Fraction
PAIR = """\
title: T
settings: {penalty: 1/4}
questions:
  - {id: a, type: short-answer, prompt: A?, answers: [yes, {text: nearly, credit: 50%}]}
  - {id: b, type: short-answer, prompt: B?, answers: [yes], after: a, gate: GATE, points: 3}
"""
GATED, FREE = read_good(PAIR.replace("GATE", "true")), read_good(PAIR.replace("GATE", "false"))


def typed(text: str) -> Response:
    return (("", text),)


def score(quiz: Quiz, **texts: str) -> Score:
    answers = {name: Answered(typed(text)) for name, text in texts.items()}
    return score_attempt(quiz, tuple(quiz.items), answers)


@pytest.mark.parametrize(
    ("a", "b", "gated", "free"),
    [
        ("yes", "yes", 4, 4),
        ("yes", "no", 1, 1),
        ("no", "yes", 0, 3),
        ("nearly", "yes", F(1, 2), F(7, 2)),
        ("no", "no", 0, 0),
    ],
)
def test_a_gate_gives_part_b_only_when_part_a_is_fully_right(
    a: str, b: str, gated: F, free: F
) -> None:
    assert score(GATED, a=a, b=b).earned == gated
    assert score(FREE, a=a, b=b).earned == free
    assert score(GATED, a=a, b=b).possible == 4


def test_what_a_part_earned_by_itself_is_kept_behind_a_gate() -> None:
    mark = score(GATED, a="no", b="yes").marks[1]

    assert (mark.earned, mark.outcome.score, mark.is_right) == (0, 1, True)


def test_a_gate_without_its_part_a_in_the_attempt_stands_open() -> None:
    assert score_attempt(GATED, ("b",), {"b": Answered(typed("yes"))}).earned == 3


def test_a_part_a_right_after_several_tries_opens_the_gate() -> None:
    answers = {"a": Answered(typed("yes"), tries=3), "b": Answered(typed("yes"))}

    assert score_attempt(GATED, ("a", "b"), answers).earned == F(1, 2) + 3


@pytest.mark.parametrize(
    ("right", "tries", "penalty", "left"),
    [
        (F(1), 1, F(1, 3), F(1)),
        (F(1), 3, F(1, 3), F(1, 3)),
        (F(1), 4, F(1, 3), F(0)),
        (F(1), 9, F(1, 3), F(0)),
        (F(1, 2), 2, F(1, 3), F(1, 6)),
        (F(1), 2, F(0), F(1)),
        (F(0), 1, F(1), F(0)),
    ],
)
def test_each_further_try_costs_the_penalty(right: F, tries: int, penalty: F, left: F) -> None:
    assert after_tries(right, tries, penalty) == left


def test_the_penalty_is_a_share_of_the_questions_points() -> None:
    answers = {"a": Answered(typed("yes")), "b": Answered(typed("yes"), tries=2)}

    assert score_attempt(FREE, ("a", "b"), answers).earned == 1 + 3 * F(3, 4)


def test_what_waits_for_a_teacher_is_in_neither_number() -> None:
    quiz = read_good(
        """\
        title: T
        questions:
          - {id: a, type: short-answer, prompt: A?, answers: [yes], points: 2/3}
          - id: essay
            type: open-response
            prompt: Why?
            rubric:
              - {criterion: C, points: 2, levels: [{points: 2, text: x}, {points: 0, text: y}]}
            points: 2
        """
    )
    sent = score(quiz, a="yes", essay="Because of the ships that were lost.")
    assert (sent.earned, sent.possible, sent.waiting) == (F(2, 3), F(2, 3), 2)
    assert sent.share == 1

    blank = score(quiz, a="yes")
    assert (blank.earned, blank.possible, blank.waiting) == (F(2, 3), F(8, 3), 0)


@given(st.lists(st.fractions(max_denominator=12)))
def test_points_add_up_exactly(points: list[F]) -> None:
    assert add_up(points) == sum(points, F(0))


def test_a_score_of_nothing_possible_is_0() -> None:
    assert Score(F(0), F(0), F(0), ()).share == 0


def test_blanks_earn_nothing_and_count() -> None:
    nothing = score(FREE)

    assert (nothing.earned, nothing.possible) == (0, 4)
    assert [mark.answered.response for mark in nothing.marks] == [(), ()]


@pytest.mark.parametrize(
    ("policy", "counts", "index"),
    [
        ("best", F(9, 10), 1),
        ("last", F(7, 12), 3),
        ("first", F(6, 10), 0),
        ("average", (F(6, 10) + F(9, 10) * 2 + F(7, 12)) / 4, None),
    ],
)
def test_a_grade_is_the_policys_choice_of_attempts(
    policy: str, counts: F, index: int | None
) -> None:
    shares = [F(6, 10), F(9, 10), F(9, 10), F(7, 12)]

    assert grade(policy, shares) == counts
    assert counted_attempt(policy, shares) == index
    assert grade(policy, []) is None
    assert counted_attempt(policy, []) is None


@pytest.mark.parametrize(
    ("share", "level", "mark"),
    [
        (F(1), 1, 1),
        (F(1), 3, 3),
        (F(0), 1, 0),
        (F(0), 2, -2),
        (F(0), 3, -6),
        (F(1, 2), 3, F(3, 2)),
        (F(1), None, 1),
        (F(0), None, 0),
    ],
)
def test_confidence_pays_when_right_and_costs_when_wrong(
    share: F, level: int | None, mark: F
) -> None:
    assert confidence_mark(share, level) == mark


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (F(125, 2), 0, "63"),
        (F(1, 2), 0, "1"),
        (F("2.675"), 2, "2.68"),
        (F(-125, 2), 0, "-63"),
        (F(-1, 10), 0, "0"),
        (F(1, 3), 2, "0.33"),
        (F("99.995"), 2, "100.00"),
        (F("0.05"), 1, "0.1"),
    ],
)
def test_rounding_is_half_up_and_done_once(value: F, places: int, text: str) -> None:
    assert round_half_up(value, places) == text


@given(st.fractions(max_denominator=10**6), st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half(value: F, places: int) -> None:
    assert abs(F(round_half_up(value, places)) - value) <= F(1, 2) / 10**places


@pytest.mark.parametrize(
    ("value", "text"),
    [(F(7), "7"), (F(13, 2), "6.5"), (F(1, 3), "0.33"), (F(100), "100"), (F(0), "0")],
)
def test_points_have_two_decimals_at_most(value: F, text: str) -> None:
    assert format_points(value) == text


def test_percent_that_floats_get_wrong() -> None:
    assert format_percent(F("0.625")) == "63"
    assert format_percent(F("0.29")) == "29"
    assert format_percent(sum([F(1, 6)] * 6, F(0))) == "100"
    assert format_percent(sum([F("0.1")] * 10, F(0)), F(1)) == "100"


@pytest.mark.parametrize(
    ("share", "pass_mark", "text"),
    [
        (F("0.595"), F("0.6"), "59.5"),
        (F("0.5995"), F("0.6"), "59.95"),
        (F("0.59"), F("0.6"), "59"),
        (F("0.6"), F("0.6"), "60"),
        (F("0.604"), F("0.6"), "60"),
        (F("0.66"), F(2, 3), "66"),
        (F("0.6665"), F(2, 3), "66.65"),
    ],
)
def test_a_failed_pass_is_never_shown_as_reached(share: F, pass_mark: F, text: str) -> None:
    shown = format_percent(share, pass_mark)

    assert shown == text
    assert (F(shown) >= pass_mark * 100) == (share >= pass_mark)
