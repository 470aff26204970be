"""What blind guessing earns, against going through every answer one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations, permutations, product

import pytest

from quizapp.core.question import Entry, Guess, Input, Question, Response
from tests.core.types.build import passage_of, question_of

UNGUESSED = "nobody types this"


def values(entry: Entry) -> Iterator[tuple[str, ...]]:
    names = [option.name for option in entry.options]
    if entry.input is Input.ONE:
        yield from ((), *((name,) for name in names))
    elif entry.input is Input.MANY:
        yield from chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))
    elif entry.input is Input.ORDER:
        yield from permutations(names)
    else:
        yield (UNGUESSED,)


def answers(question: Question) -> Iterator[Response]:
    """Yield every answer that is taken without a complaint."""
    entries = question.entries()
    for choice in product(*(list(values(entry)) for entry in entries)):
        response = tuple(
            (entry.part, value)
            for entry, chosen in zip(entries, choice, strict=True)
            for value in chosen
        )
        if response and question.complaint(response) is None:
            yield response


def by_hand(question: Question) -> Guess:
    scores = [question.grade(response).score or Fraction(0) for response in answers(question)]
    full = sum(score == 1 for score in scores)
    return Guess(sum(scores, Fraction(0)) / len(scores), Fraction(full, len(scores)))


SINGLE = """
type: single-choice
prompt: Which?
choices:
  - {text: a, correct: true}
  - {text: b, credit: 50%}
  - c
  - d
"""
TRUE_FALSE = "{type: true-false, prompt: So, answer: true}"
NOT_GIVEN = "{type: true-false, prompt: So, answer: not-given, not-given: true}"
MULTIPLE = """
type: multiple-response
prompt: Which?
choices:
  - {text: a, correct: true}
  - {text: b, correct: true}
  - c
  - d
  - e
"""
CREDITS = """
type: multiple-response
prompt: Which?
scoring: credits
choices:
  - {text: a, correct: true}
  - {text: b, correct: true, credit: 75%}
  - {text: c, credit: -25%}
  - {text: d, credit: 1/3}
"""
ORDERING = "{type: ordering, prompt: Sort., items: [a, b, c, d, e]}"
MATCHING = """
type: matching
prompt: Match.
pairs: {1: a, 2: b, 3: a}
distractors: [c, d]
"""
CATEGORIZE = """
type: categorize
prompt: Sort.
categories: {early: [a, b], late: c}
"""
STRAYS = CATEGORIZE + "distractors: [d, e]\n"
CLOZE = """
type: cloze
text: The {animal} lived by the {place} in {year}.
gaps:
  animal:
    choices: [{text: fox, correct: true}, {text: wolf, credit: 50%}, owl]
  place:
    choices: [{text: sea, correct: true}, wood]
    weight: 2
  year: {answers: [1904]}
"""
BANK = """
type: cloze
text: The {animal} lived by the {place}.
gaps: {animal: {answers: [fox]}, place: {answers: [sea]}}
word-bank: [wolf, wood]
"""
HOT = """
type: hot-text
prompt: Mark.
select: sentences
answer: [No keeper wanted the post., It was lit at dusk.]
"""


def all_or_nothing(text: str) -> str:
    if text.startswith("{"):
        return text.replace("}", ", scoring: all-or-nothing}")
    return text + "scoring: all-or-nothing\n"


@pytest.mark.parametrize(
    "text",
    [
        SINGLE,
        TRUE_FALSE,
        NOT_GIVEN,
        MULTIPLE,
        MULTIPLE + "scoring: right-minus-wrong\n",
        all_or_nothing(MULTIPLE),
        MULTIPLE + "min: 2\nmax: 3\n",
        CREDITS,
        CREDITS + "max: 2\n",
        ORDERING,
        all_or_nothing(ORDERING),
        ORDERING.replace("}", ", scoring: longest-run}"),
        MATCHING,
        all_or_nothing(MATCHING),
        CATEGORIZE,
        STRAYS,
        all_or_nothing(STRAYS),
        CLOZE,
        all_or_nothing(CLOZE.replace("  year: {answers: [1904]}\n", "").replace(" in {year}", "")),
        BANK,
        HOT,
        HOT + "max: 3\n",
        HOT + "scoring: any-of\n",
    ],
)
def test_the_formula_is_the_average_over_all_answers(text: str) -> None:
    question = question_of(text, passage_of())
    assert question.guess() == by_hand(question)


def test_some_chances_that_everybody_knows() -> None:
    assert question_of(TRUE_FALSE).guess() == Guess(Fraction(1, 2), Fraction(1, 2))
    assert question_of(SINGLE).guess() == Guess(Fraction(3, 8), Fraction(1, 4))
    assert question_of(MATCHING).guess() == Guess(Fraction(1, 4), Fraction(1, 64))
    chance = question_of(all_or_nothing(ORDERING)).guess()
    assert chance == Guess(Fraction(1, 120), Fraction(1, 120))


@pytest.mark.parametrize(
    "text",
    [
        "{type: short-answer, prompt: What, answers: [oil]}",
        "{type: numeric, prompt: How many, answer: 3}",
        "{type: open-response, prompt: Why}",
        "{type: cloze, text: 'In {year}.', gaps: {year: {answers: [1904]}}}",
    ],
)
def test_nobody_guesses_what_is_typed(text: str) -> None:
    assert question_of(text).guess() is None


def test_many_choices_take_no_time() -> None:
    choices = "\n".join(
        f"  - {{text: c{n}, correct: {str(n % 2 == 0).lower()}}}" for n in range(99)
    )
    items = ", ".join(f"i{n}" for n in range(30))
    texts = [
        f"type: multiple-response\nprompt: Which?\nchoices:\n{choices}\n",
        f"{{type: ordering, prompt: Sort., items: [{items}]}}",
        f"{{type: ordering, prompt: Sort., items: [{items}], scoring: longest-run}}",
    ]
    began = time.process_time()
    for text in texts:
        guess = question_of(text).guess()
        assert guess
        assert 0 < guess.full < guess.mean < 1
    assert time.process_time() - began < 2


def test_more_than_can_be_counted_is_left_blank() -> None:
    items = ", ".join(f"i{n}" for n in range(101))
    for scoring in ("kendall", "longest-run"):
        text = f"{{type: ordering, prompt: Sort., items: [{items}], scoring: {scoring}}}"
        assert question_of(text).guess() is None
