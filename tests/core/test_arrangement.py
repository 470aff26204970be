"""Which questions an attempt has and how things are mixed: fixed by its seed, for ever."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.arrangement import arrange_entries, draw_questions
from quizapp.core.question import Question
from tests.core.quiz_text import read_good

TWELVE = "title: T\nsettings: {shuffle: [questions, choices]}\nquestions:\n" + "".join(
    f"  - {{id: q{n}, type: numeric, prompt: Number {n}?, answer: {n}}}\n" for n in range(12)
)
CHOICES = """\
title: T
questions:
  - id: q
    type: single-choice
    prompt: Why?
    choices: [{text: key, correct: true}, one, two, {text: none of these, pin: last}]
"""
GOLDEN_QUESTIONS = "q1 q0 q3 q9 q4 q5 q8 q7 q11 q6 q2 q10"
GOLDEN_CHOICES = ["two one key", "two one key", "one key two"]
# p = 0.001 with 2 degrees of freedom.
UNLIKELY = 13.82


def question(text: str = CHOICES) -> Question:
    return read_good(text).items["q"].question


def order(asked: Question, seed: str, shuffle: tuple[str, ...] = ("choices",)) -> list[str]:
    return [option.name for option in arrange_entries(asked, shuffle, seed)[0].options]


def test_a_seed_gives_the_same_questions_for_ever() -> None:
    """A change of these values changes pages under the hands of whoever has begun."""
    quiz = read_good(TWELVE)

    assert draw_questions(quiz, "golden") == tuple(GOLDEN_QUESTIONS.split())
    assert draw_questions(quiz, "golden") != draw_questions(quiz, "silver")


def test_a_seed_gives_the_same_choices_for_ever() -> None:
    assert [" ".join(order(question(), seed)[:3]) for seed in "123"] == GOLDEN_CHOICES


def test_without_shuffling_the_files_order_stays() -> None:
    asked = question()
    quiz = read_good(TWELVE.replace("[questions, choices]", "[choices]"))

    assert order(asked, "any", ()) == ["key", "one", "two", "none of these"]
    assert draw_questions(quiz, "any") == tuple(f"q{n}" for n in range(12))


def test_a_pinned_choice_stays_last() -> None:
    asked = question()

    assert {order(asked, str(seed))[-1] for seed in range(100)} == {"none of these"}


def test_the_key_stands_in_every_place_equally_often() -> None:
    asked = question()
    places = Counter(order(asked, str(seed)).index("key") for seed in range(2_000))

    expected = 2_000 / 3
    assert sum((places[n] - expected) ** 2 / expected for n in range(3)) < UNLIKELY


def test_every_question_is_drawn_equally_often() -> None:
    text = TWELVE.replace("questions:\n  -", "sections:\n- draw: 4\n  questions:\n  -", 1)
    quiz = read_good(text)
    drawn = Counter(name for seed in range(2_000) for name in draw_questions(quiz, str(seed)))

    expected = 2_000 * 4 / 12
    # p = 0.001 with 11 degrees of freedom; drawing without putting back makes it smaller still.
    assert sum((drawn[f"q{n}"] - expected) ** 2 / expected for n in range(12)) < 31.26


def test_the_order_of_the_file_tells_nothing() -> None:
    reverse = CHOICES.replace(
        "{text: key, correct: true}, one, two", "two, one, {text: key, correct: true}"
    )

    assert all(
        order(question(), str(seed)) == order(question(reverse), str(seed)) for seed in range(50)
    )


def test_what_the_key_orders_is_mixed_whatever_shuffle_says() -> None:
    text = CHOICES.partition("    type")[0] + (
        "    type: ordering\n    prompt: Order!\n    items: [first, second, third]\n"
    )
    asked = question(text)

    assert len({tuple(order(asked, str(seed), ())) for seed in range(60)}) == 6


def test_a_preface_stays_with_its_question() -> None:
    quiz = read_good(
        TWELVE.replace("  - {id: q5", "  - {id: t, type: text, body: Read this.}\n  - {id: q5")
    )

    assert [p.id for p in quiz.items["q5"].prefaces] == ["t"]
    assert sum(len(item.prefaces) for item in quiz.items.values()) == 1
    assert "t" not in draw_questions(quiz, "any")


@st.composite
def sections(draw: st.DrawFn) -> tuple[list[int], int]:
    """Sizes of units, and a count that can be drawn from them."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=7))
    taken = draw(st.lists(st.booleans(), min_size=len(sizes), max_size=len(sizes)))
    return sizes, sum(size for size, is_taken in zip(sizes, taken, strict=True) if is_taken)


def write_section(sizes: list[int], draw: int) -> str:
    lines = [f"title: T\nsections:\n- draw: {draw}\n  shuffle: [questions]\n  questions:\n"]
    for unit, size in enumerate(sizes):
        for part in range(size):
            after = f", after: u{unit}p0" if part else ""
            lines.append(
                f"  - {{id: u{unit}p{part}, type: numeric, prompt: Q?, answer: 1{after}}}\n"
            )
    return "".join(lines)


@given(sections(), st.lists(st.text(max_size=8), min_size=1, max_size=5))
@settings(deadline=None, max_examples=50)
def test_as_many_are_drawn_as_was_said_and_pairs_stay_together(
    section: tuple[list[int], int], seeds: list[str]
) -> None:
    sizes, count = section
    if not count:
        return
    quiz = read_good(write_section(sizes, count))
    assert quiz.question_count == count
    for seed in seeds:
        drawn = draw_questions(quiz, seed)
        assert len(drawn) == len(set(drawn)) == count
        units = [name.partition("p")[0] for name in drawn]
        assert Counter(units) == {u: sizes[int(u[1:])] for u in units}
        changes = sum(left != right for left, right in pairwise(units))
        assert changes == len(set(units)) - 1


@pytest.mark.parametrize("seed", ["", "\ud800", "\0", "é" * 1_000])
def test_any_text_can_be_a_seed(seed: str) -> None:
    assert sorted(order(question(), seed)) == ["key", "none of these", "one", "two"]
