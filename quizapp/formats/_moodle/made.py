"""What a question becomes in Moodle XML, and what the quiz says of all of them."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from quizapp.core.question import Question
from quizapp.formats._moodle.markup import marked
from quizapp.formats._xml_writer import Node


class Manner(NamedTuple):
    """What the quiz says of all its questions."""

    penalty: Fraction
    shuffles: bool
    language: str


class Made(NamedTuple):
    """A question's kind, its own elements, and what Moodle does otherwise, in words."""

    kind: str
    content: tuple[Node, ...]
    notes: tuple[str, ...] = ()


def prompt_of(question: Question) -> Node:
    """Return what is asked."""
    return marked("questiontext", question.prompt)
