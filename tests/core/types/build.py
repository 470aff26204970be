"""Questions from YAML, for the tests of the question types."""

from __future__ import annotations

from fractions import Fraction
from textwrap import dedent
from typing import Any

import yaml

from quizapp.core.passage import Passage
from quizapp.core.passage_html import read_blocks
from quizapp.core.question import Outcome, Question, Response
from quizapp.core.types import get_type

LIGHTHOUSE = """\
# The lighthouse

Hale Point got its lighthouse in 1871, after three ships were lost in one winter. No keeper wanted
the post. The sea was *rough* there.

The lamp burned whale oil until 1904. It was lit at dusk. The sea was rough there.

No keeper has lived there since 1987.
"""


def passage_of(text: str = LIGHTHOUSE) -> Passage:
    return Passage("p", "A text", "", "", "", "en", read_blocks(text, "en"))


def model_of(text: str) -> Question:
    """Validate one question; `type` and fields as in a quiz file, without the list's dash."""
    node: Any = yaml.load(dedent(text), yaml.BaseLoader)  # noqa: S506
    model = get_type(node["type"])
    assert model is not None
    return model.model_validate(node)


def question_of(text: str, passage: Passage | None = None) -> Question:
    """Return a question without faults, bound to its passage."""
    question = model_of(text)
    assert not list(question.problems(passage))
    return question.bind(passage)


def codes_of(text: str, passage: Passage | None = None) -> list[str]:
    return [problem.code for problem in model_of(text).problems(passage)]


def one(*values: str) -> Response:
    """Return a response of a type with one field."""
    return tuple(("", value) for value in values)


def score(question: Question, response: Response) -> Fraction | None:
    return question.grade(response).score


def typed(question: Question, text: str) -> Outcome:
    return question.grade(one(text))
