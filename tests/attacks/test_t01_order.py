"""T1: neither the place of a choice nor its name on the page tells whether it is right.

In the file the right one stands first everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quizapp.web.answering import Form, make_form
from tests.attacks.counts import count
from tests.web import _walk

ATTEMPTS: Final = count(400, 2_000)
QUESTIONS: Final = count(100, 500)
CHOICES: Final = 4
# Chi-square with three degrees of freedom: once in a thousand it is more by chance.
MOST: Final = 16.27
QUIZ: Final = """\
title: Where it stands
settings: {shuffle: [questions, choices]}
questions:
"""
TYPES: Final = {
    "single-choice": "choices: [{text: Oil, correct: true}, Coal, Gas, Wood]",
    "multiple-response": "choices: [{text: Oil, correct: true}, Coal, Gas, Wood]",
    "ordering": "items: [Oil, Coal, Gas, Wood]",
    "matching": "pairs: {One: Oil, Two: Coal, Three: Gas, Four: Wood}",
}


def _chi_square(places: Iterable[int]) -> float:
    seen = Counter(places)
    total = sum(seen.values())
    expected = total / CHOICES
    return sum((seen[place] - expected) ** 2 / expected for place in range(CHOICES))


@pytest.fixture
def forms(app: Flask, client: FlaskClient, kind: str):
    questions = "".join(
        f"  - {{id: q{n}, type: {kind}, prompt: Which {n}?, {TYPES[kind]}}}\n"
        for n in range(QUESTIONS)
    )
    _walk.add_quiz(client, "places", QUIZ + questions)
    parts = app.extensions["quizapp"]
    quiz = parts.bank.get("places").quiz

    def form(question: int, seed: str) -> Form:
        return make_form(parts.secret, quiz, quiz.items[f"q{question}"].question, seed, "")

    return form


def _right(form: Form, field: int = 0) -> tuple[list[str], str]:
    """Return the names on the page as they stand, and the right one of a field's."""
    options = form.entries[field].options
    return [o.token for o in options], next(o.token for o in options if o.text == "Oil")


@pytest.mark.parametrize("kind", TYPES)
def test_the_right_one_stands_everywhere_alike(forms, kind: str) -> None:
    found = [_right(forms(n % QUESTIONS, f"attempt {n}")) for n in range(ATTEMPTS)]
    assert _chi_square(tokens.index(right) for tokens, right in found) < MOST


@pytest.mark.parametrize("kind", TYPES)
def test_names_on_the_page_are_in_no_order_of_rightness(forms, kind: str) -> None:
    found = [_right(forms(n, "attempt")) for n in range(QUESTIONS)]
    assert _chi_square(sorted(tokens).index(right) for tokens, right in found) < MOST
    every = [token for tokens, _ in found for token in tokens]
    assert len(set(every)) == len(every)
    assert len({len(token) for token in every}) == 1


def test_an_order_that_tells_is_seen() -> None:
    """So the tests above can fail: the first place a little more often is enough."""
    leaning = [0 if n % 5 == 0 else n % CHOICES for n in range(400)]
    assert _chi_square(leaning) > MOST
    assert _chi_square(n % CHOICES for n in range(400)) < MOST


@pytest.mark.parametrize("kind", ["single-choice"])
def test_what_a_page_has_are_these_names_and_no_number_of_the_file(
    client: FlaskClient, forms, kind: str
) -> None:
    attempt = _walk.start(client, "places")
    page = _walk.get(client, f"{attempt}/questions/1")
    values = [value for name, value in page.choices.values() if name == "response"]
    known = {tuple(sorted(_right(forms(n, ""))[0])) for n in range(QUESTIONS)}
    assert tuple(sorted(values)) in known
