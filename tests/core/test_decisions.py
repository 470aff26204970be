"""What people decide about marks: by hand, for all, never lower, dropped."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.scoring import Answered, Decisions, Score, score_attempt
from tests.core.quiz_text import read_good

QUIZ = read_good("""\
title: x
questions:
  - id: a
    type: numeric
    prompt: 1 + 1?
    answer: 2
    points: 2
  - id: b
    type: true-false
    prompt: So it is.
    answer: true
    after: a
    gate: true
  - id: c
    type: open-response
    prompt: Why?
    points: 3
""")
ANSWERS = {
    "a": Answered((("", "3"),)),
    "b": Answered((("", "true"),)),
    "c": Answered((("", "Because."),)),
}


def score(**decided: object) -> Score:
    decisions = Decisions()._replace(**decided)
    return score_attempt(QUIZ, ["a", "b", "c"], ANSWERS, decisions)


def points(score: Score) -> tuple[Fraction, Fraction, Fraction]:
    return score.earned, score.possible, score.waiting


def test_nothing_decided_changes_nothing() -> None:
    assert points(score()) == (0, 3, 3)


def test_an_answer_marked_by_hand_is_right_when_it_earned_everything() -> None:
    rights = [score(marked={"c": Fraction(n)}).marks[2].is_right for n in (2, 3)]
    assert rights == [False, True]


def test_part_b_behind_a_marked_part_a_counts_when_that_earned_everything() -> None:
    quiz = read_good("""\
title: x
questions:
  - {id: a, type: open-response, prompt: Why?, points: 2}
  - {id: b, type: true-false, prompt: So it is., answer: true, after: a, gate: true}
""")
    answers = {"a": Answered((("", "So."),)), "b": Answered((("", "true"),))}

    def earned(**decided: object) -> Fraction | None:
        decisions = Decisions()._replace(**decided)
        return score_attempt(quiz, ["a", "b"], answers, decisions).marks[1].earned

    assert earned() is None
    assert earned(marked={"a": Fraction(1)}) == 0
    assert earned(marked={"a": Fraction(2)}) == 1


def test_a_mark_by_hand_is_waited_for_no_longer() -> None:
    assert points(score(marked={"c": Fraction(5, 2)})) == (Fraction(5, 2), 6, 0)


def test_a_mark_by_hand_is_only_for_what_waits_for_one() -> None:
    assert points(score(marked={"a": Fraction(2)})) == (0, 3, 3)


def test_full_marks_for_part_a_open_the_gate_of_part_b() -> None:
    assert points(score(full=frozenset({"a"}))) == (3, 3, 3)


def test_a_dropped_question_counts_for_nobody_and_holds_nothing_back() -> None:
    assert points(score(dropped=frozenset({"a"}))) == (1, 1, 3)


def test_a_floor_lifts_and_never_lowers() -> None:
    assert points(score(floors={"a": Fraction(1)})) == (1, 3, 3)
    assert points(score(floors={"a": Fraction(1)}, full=frozenset({"a"}))) == (3, 3, 3)


def test_an_override_stands_instead_of_everything_but_a_drop() -> None:
    overridden = {"a": Fraction(1, 2), "c": Fraction(3)}
    assert points(score(overridden=overridden, full=frozenset({"a"})))[0] == Fraction(9, 2)
    assert points(score(overridden=overridden, dropped=frozenset({"a"}))) == (4, 4, 0)
