"""One question of a quiz file to Moodle XML."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from quizapp.core.question import Question
from quizapp.core.types._gaps import GapPlace
from quizapp.core.types.categorize import Categorize
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Numeric
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.ordering import Ordering
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.text import TextBlock
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats._moodle.asked import OWN
from quizapp.formats._moodle.made import Made, Manner
from quizapp.formats._moodle.markup import element, formatted, marked, plain, text
from quizapp.formats._moodle.writing_choices import write_choices, write_true_false
from quizapp.formats._moodle.writing_gaps import write_gaps
from quizapp.formats._moodle.writing_sorted import write_categorize, write_matching, write_ordering
from quizapp.formats._moodle.writing_typed import (
    write_numeric,
    write_open_response,
    write_short_answer,
)
from quizapp.formats._refusals import NoPlace
from quizapp.formats._xml_writer import Node


def question_element(question: Question, manner: Manner) -> tuple[Node, tuple[str, ...]]:
    """Return a question and what is to be noted. Raises NoPlace for what cannot be held."""
    write = _WRITERS.get(type(question))
    if write is None:
        raise NoPlace(f"Moodle has no {question.type}")
    made = write(question, manner)
    tags = [text(tag, name="tag") for tag in question.tags]
    content = (
        text(question.id, name="name"),
        *made.content,
        marked("generalfeedback", question.explanation),
        plain("defaultgrade", _seven_places(question.points)),
        plain("penalty", "0" if question.is_marked_by_hand else _seven_places(manner.penalty)),
        plain("hidden", "0"),
        plain("idnumber", question.id),
        *(marked("hint", hint) for hint in question.hints),
        *([element("tags", *tags)] if tags else []),
    )
    return element("question", *content, type=made.kind), made.notes


def _seven_places(number: Fraction) -> str:
    whole = f"{float(number):.7f}".rstrip("0").rstrip(".")
    return whole or "0"


def _text(question: Any, _: Manner) -> Made:
    return Made("description", (marked("questiontext", question.body),))


def _cloze(question: Any, _: Manner) -> Made:
    gaps = write_gaps(question)
    content = (formatted("questiontext", gaps.text), *gaps.more, _own_gaps(question))
    note = f"Moodle gives it {gaps.marks} points unless told otherwise, one or more for each gap"
    is_other = gaps.marks and gaps.marks != question.points
    return Made(gaps.kind, content, (note,) if is_other else ())


def _own_gaps(question: Cloze) -> Node:
    names = (piece.name for piece in question.pieces() if isinstance(piece, GapPlace))
    prompt = [plain("prompt", question.prompt)] if question.prompt else []
    return element(OWN, *prompt, *(plain("gap", name) for name in names))


_WRITERS: Final[dict[type[Question], Callable[[Any, Manner], Made]]] = {
    SingleChoice: write_choices,
    MultipleResponse: write_choices,
    TrueFalse: write_true_false,
    ShortAnswer: write_short_answer,
    Numeric: write_numeric,
    Matching: write_matching,
    Categorize: write_categorize,
    Ordering: write_ordering,
    OpenResponse: write_open_response,
    Cloze: _cloze,
    TextBlock: _text,
}
