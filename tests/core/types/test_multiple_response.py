"""Multiple response: how ticks become points."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.core.types.build import codes_of, one, question_of, score

FOUR = """
    type: multiple-response
    scoring: {scoring}
    choices:
      - {{text: oil, correct: true}}
      - {{text: tar, correct: true}}
      - {{text: coal, feedback: Coal came later.}}
      - {{text: gas}}
"""


@pytest.mark.parametrize(
    ("ticked", "balanced", "minus", "all_or_nothing"),
    [
        ("oil tar", 1, 1, 1),
        ("oil", Fraction(1, 2), Fraction(1, 2), 0),
        ("oil tar coal", Fraction(1, 2), Fraction(1, 2), 0),
        ("oil coal", 0, 0, 0),
        ("coal gas", 0, 0, 0),
        ("oil tar coal gas", 0, 0, 0),
    ],
)
def test_ticks_become_points(ticked: str, balanced: int, minus: int, all_or_nothing: int) -> None:
    scores = {"balanced": balanced, "right-minus-wrong": minus, "all-or-nothing": all_or_nothing}
    for scoring, expected in scores.items():
        question = question_of(FOUR.format(scoring=scoring))
        assert score(question, one(*ticked.split())) == expected


def test_ticking_everything_pays_under_right_minus_wrong_when_most_are_right() -> None:
    text = """
    type: multiple-response
    scoring: {}
    choices: [{{text: a, correct: true}}, {{text: b, correct: true}}, c]
    """
    everything = one("a", "b", "c")
    assert score(question_of(text.format("right-minus-wrong")), everything) == Fraction(1, 2)
    assert score(question_of(text.format("balanced")), everything) == 0


def test_where_every_choice_is_right_each_counts_alike() -> None:
    question = question_of("""
    type: multiple-response
    choices: [{text: a, correct: true}, {text: b, correct: true}]
    """)
    assert score(question, one("a")) == Fraction(1, 2)


def test_credits_are_added_up_and_held_within_0_and_1() -> None:
    question = question_of("""
    type: multiple-response
    scoring: credits
    choices:
      - {text: a, correct: true, credit: 70%}
      - {text: b, correct: true, credit: 70%}
      - {text: c, credit: -1/2}
      - {text: d, credit: 20%}
      - e
    """)
    assert score(question, one("a")) == Fraction(7, 10)
    assert score(question, one("a", "b")) == 1
    assert score(question, one("a", "c", "d")) == Fraction(2, 5)
    assert score(question, one("c")) == 0
    assert score(question, one("a", "e")) == Fraction(7, 10)


def test_correct_choices_without_credit_share_evenly() -> None:
    question = question_of(FOUR.format(scoring="credits"))
    assert score(question, one("oil")) == Fraction(1, 2)


def test_too_many_ticks_earn_nothing_and_too_few_earn_what_they_earn() -> None:
    question = question_of(FOUR.format(scoring="balanced") + "    min: 2\n    max: 2\n")
    many, few = question.complaint(one("oil", "tar", "gas")), question.complaint(one("oil"))
    assert many is not None
    assert many.msgid % many.values == "Choose at most 2."
    assert score(question, one("oil", "tar", "gas")) == 0
    assert few is not None
    assert few.msgid % few.values == "Choose at least 2."
    assert score(question, one("oil")) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("", None),
        ("min: 1", None),
        ("min: 2", "Choose at least 2."),
        ("max: 3", "Choose at most 3."),
        ("min: 2\n    max: 3", "Choose 2 to 3."),
        ("min: 2\n    max: 2", "Choose 2."),
    ],
)
def test_how_many_are_wanted_is_what_the_author_set(limits: str, said: str | None) -> None:
    found = question_of(FOUR.format(scoring="balanced") + f"    {limits}\n").wanted()
    assert (found.msgid % found.values if found else None) == said


def test_each_tick_has_its_own_outcome_and_feedback() -> None:
    outcome = question_of(FOUR.format(scoring="balanced")).grade(one("coal", "oil"))
    assert [(part.value, part.score) for part in outcome.parts] == [("oil", 1), ("coal", 0)]
    assert outcome.feedback == ("Coal came later.",)


def test_a_tick_of_a_choice_that_is_no_longer_there_is_passed_over() -> None:
    question = question_of(FOUR.format(scoring="balanced"))
    assert question.complaint(one("oil", "peat")) is not None
    assert score(question, one("oil", "peat")) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("choices: [a, b]", "Q310"),
        ("choices: [{text: a, correct: true}, b]\nmin: 2", "Q311"),
        ("choices: [{text: a, correct: true}, b]\nmin: 2\nmax: 1", "Q311"),
        ("choices: [{text: a, correct: true}, b]\nmax: 0", "Q311"),
        ("choices: [{text: a, correct: true, credit: 1/2}, b]\nscoring: credits", "Q312"),
        ("choices: [{text: a, correct: true}, {text: b, credit: 1/2}]", "Q313"),
        ("choices: [{text: a, correct: true}]", "Q302"),
        ("choices: [{text: a, correct: true, credit: 1/2}, b]", "Q305"),
    ],
)
def test_an_authors_fault_is_named(fields: str, code: str) -> None:
    assert codes_of(f"type: multiple-response\n{fields}") == [code]
