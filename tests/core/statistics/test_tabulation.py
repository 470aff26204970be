"""From a quiz and its scores to a table of marks."""

from __future__ import annotations

from fractions import Fraction

from quizapp.core.scoring import Answered, Score, score_attempt
from quizapp.core.statistics import MarkTable, analyse, tabulate
from tests.core.quiz_text import LIGHTHOUSE, read_good
from tests.core.types.build import one

QUIZ = read_good(
    LIGHTHOUSE
    + """\
questions:
  - id: why
    type: single-choice
    prompt: Why?
    points: 1
    choices: [{text: ships, correct: true}, oil, keeper, {text: lamp, credit: 50%}]
  - id: proof
    after: why
    gate: true
    type: single-choice
    prompt: What proves it?
    choices: [{text: three, correct: true}, one, two, none]
  - id: fuel
    type: short-answer
    prompt: Fuel?
    points: 2
    answers: [oil]
  - id: essay
    type: open-response
    prompt: Tell.
"""
)


def score(**answers: str) -> Score:
    given = {name: Answered(one(value)) for name, value in answers.items()}
    return score_attempt(QUIZ, list(QUIZ.items), given)


def table() -> MarkTable:
    return tabulate(
        QUIZ,
        [
            score(why="ships", proof="three", fuel="oil", essay="It was so."),
            score(why="oil", proof="three", fuel="coal", essay="It was so."),
            score(why="ships", proof="two", essay="It was so."),
            score(),
        ],
    )


def test_part_a_and_part_b_are_one_item() -> None:
    pair, _ = table().items
    assert (pair.name, pair.parts, pair.maximum) == ("why", ("why", "proof"), 2)
    assert (pair.earned, pair.blanks) == ([2, 0, 1, 0], 1)


def test_what_waits_for_a_teacher_is_no_item_yet() -> None:
    assert [item.name for item in table().items] == ["why", "fuel"]
    assert table().waiting == ("essay",)
    assert not table().is_drawn


def test_each_part_keeps_its_choices() -> None:
    pair, fuel = analyse(table()).items
    assert fuel.menus == ()
    counts = {m.place: {c.name: c.count for c in m.choices} for m in pair.menus}
    assert counts == {
        "why": {"ships": 2, "oil": 1, "keeper": 0, "lamp": 0},
        "proof": {"three": 2, "one": 0, "two": 1, "none": 0},
    }


def test_guessing_part_b_behind_its_gate() -> None:
    pair, fuel = table().items
    # A earns 3/8 on the average, is right in 1 of 4, and B then in 1 of 4: (3/8 + 1/16) / 2.
    assert pair.guess == float(Fraction(7, 32))
    assert fuel.guess is None
