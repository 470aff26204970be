"""A question as an item of QTI 1.2, in the shapes that Canvas knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from quizapp.core.markdown import render_block
from quizapp.core.question import Question
from quizapp.core.types.categorize import Categorize
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Interval, Numeric
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.text import TextBlock
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats._canvas.conditions import GENERAL
from quizapp.formats._canvas.shape import (
    ALL,
    RESPONSE,
    NoPlaceError,
    Shape,
    condition,
    equals,
    html_material,
    inline_material,
    lid,
    named,
    scores,
    text_field,
)
from quizapp.formats._canvas.writing_blanks import write_cloze
from quizapp.formats._markup import plain_lines
from quizapp.formats._qti.names import identifier_from
from quizapp.formats._qti.numbers import write_number, write_score
from quizapp.formats._qti.parts import mixed
from quizapp.formats._qti.tree import Node, node
from quizapp.formats._qti.writing import intervals_of

_TITLE: Final = 60


def write_item(question: Question, own_language: str) -> Node:
    """Return a question's item; raise where Canvas has no place for it.

    The question knows its language; `own_language` is empty when that is the quiz's.
    """
    write = next((w for kind, w in _WRITERS.items() if isinstance(question, kind)), None)
    if write is None:
        raise NoPlaceError(f"Canvas has no {question.type}")
    shape = write(question)
    if question.explanation.strip():
        shape.told.insert(0, (GENERAL, None, question.explanation))
    points = write_score(question.points) if question.is_numbered else "0"
    fields = {"question_type": shape.kind, "points_possible": points}
    attributes = {
        "ident": identifier_from(question.id),
        "title": title_of(question),
        "xml:lang": own_language or None,
    }
    content = [
        _metadata(fields),
        node("presentation", {}, html_material(shape.body), *shape.responses),
    ]
    if question.is_numbered:
        content.append(_processing(shape))
    feedback = (
        node(
            "itemfeedback", {"ident": name}, node("flow_mat", {}, html_material(render_block(text)))
        )
        for name, text in [*((name, text) for name, _, text in shape.told), *shape.feedback]
    )
    return node("item", attributes, *content, *feedback)


def text_item(identifier: str, title: str, markup: str) -> Node:
    """Return an item that only shows something."""
    fields = {"question_type": "text_only_question", "points_possible": "0"}
    attributes = {"ident": identifier, "title": title}
    return node(
        "item", attributes, _metadata(fields), node("presentation", {}, html_material(markup))
    )


def title_of(question: Question) -> str:
    """Return the beginning of what is asked."""
    markdown = question.prompt or getattr(question, "text", "") or getattr(question, "body", "")
    words = " ".join(plain_lines(markdown).split())
    return (words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…") or question.id


def _metadata(fields: Mapping[str, str]) -> Node:
    listed = (
        node("qtimetadatafield", {}, node("fieldlabel", {}, name), node("fieldentry", {}, value))
        for name, value in fields.items()
    )
    return node("itemmetadata", {}, node("qtimetadata", {}, *listed))


def _processing(shape: Shape) -> Node:
    most = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    shown = (
        condition(test or node("other"), "Yes", node(
            "displayfeedback", {"feedbacktype": "Response", "linkrefid": name}))
        for name, test, _ in shape.told
    )  # fmt: skip
    return node(
        "resprocessing", {}, node("outcomes", {}, node("decvar", most)), *shown, *shape.scored
    )


def _single_choice(question: SingleChoice) -> Shape:
    shape = Shape("multiple_choice_question", render_block(question.prompt))
    choices = named("choice", question.choices)
    shape.responses = [lid(RESPONSE, [(name, inline_material(c.text)) for name, c in choices])]
    for name, choice in choices:
        shape.tell(name, equals(RESPONSE, name), choice.feedback)
        share = Fraction(1) if choice.correct else choice.credit or Fraction(0)
        if share:
            shape.scored.append(scores(equals(RESPONSE, name), share * ALL))
    return shape


def _true_false(question: TrueFalse) -> Shape:
    kind = "multiple_choice_question" if question.not_given else "true_false_question"
    shape = Shape(kind, render_block(question.prompt))
    options = question.entries()[0].options
    shape.responses = [lid(RESPONSE, [(o.name, inline_material(o.text)) for o in options])]
    for option in options:
        told = "".join(question.feedback.to(option.name))
        shape.tell(option.name, equals(RESPONSE, option.name), told)
    shape.scored = [scores(equals(RESPONSE, question.answer), ALL)]
    return shape


def _multiple_response(question: MultipleResponse) -> Shape:
    shape = Shape("multiple_answers_question", render_block(question.prompt))
    choices = named("choice", question.choices)
    labels = [(name, inline_material(choice.text)) for name, choice in choices]
    shape.responses = [lid(RESPONSE, labels, "Multiple")]
    tests = []
    for name, choice in choices:
        test = equals(RESPONSE, name)
        tests.append(test if choice.correct else node("not", {}, test))
        shape.tell(name, test, choice.feedback)
    shape.scored = [scores(node("and", {}, *tests), ALL)]
    return shape


def _short_answer(question: ShortAnswer) -> Shape:
    shape = Shape("short_answer_question", render_block(question.prompt))
    shape.responses = [text_field()]
    for name, answer in named("answer", [a for a in question.answers if a.match == "exact"]):
        test = equals(RESPONSE, answer.text, minds_case=question.case_sensitive)
        shape.tell(name, test, answer.feedback)
        shape.scored.append(scores(test, answer.credit * ALL))
    for name, rejected in named("rejected", question.reject):
        test = equals(RESPONSE, rejected.text, minds_case=question.case_sensitive)
        shape.tell(name, test, rejected.feedback)
    return shape


def _numeric(question: Numeric) -> Shape:
    shape = Shape("numerical_question", render_block(question.prompt))
    shape.responses = [text_field(number=True)]
    taken = sorted(intervals_of(question), key=lambda interval: -interval.credit)
    for name, interval in named("answer", [i for i in taken if i.credit > 0]):
        given = {"action": "Set", "varname": "SCORE"}
        then = [node("setvar", given, write_score(interval.credit * ALL))]
        if interval.feedback.strip():
            shown = {"feedbacktype": "Response", "linkrefid": f"{name}_fb"}
            then.append(node("displayfeedback", shown))
            shape.feedback.append((f"{name}_fb", interval.feedback))
        shape.scored.append(
            node(
                "respcondition",
                {"continue": "No"},
                node("conditionvar", {}, *_within(interval)),
                *then,
            )
        )
    return shape


def _within(interval: Interval) -> Iterator[Node]:
    given = {"respident": RESPONSE}
    low = node("vargte", given, write_number(interval.low))
    high = node("varlte", given, write_number(interval.high))
    if interval.target is None:
        yield from (low, high)
    else:
        exact = node("varequal", given, write_number(interval.target))
        yield node("or", {}, exact, node("and", {}, low, high))


def _matching(question: Matching) -> Shape:
    rights = mixed([question.pairs.values(), question.distractors])
    return _pairs(question, list(question.pairs.items()), rights)


def _categorize(question: Categorize) -> Shape:
    if question.distractors:
        raise NoPlaceError("in Canvas everything to be matched belongs somewhere")
    items = dict(question.key)
    order = mixed(question.categories.values())
    return _pairs(question, [(item, items[item]) for item in order], list(question.categories))


def _pairs(
    question: Matching | Categorize, pairs: Sequence[tuple[str, str]], rights: Sequence[str]
) -> Shape:
    shape = Shape("matching_question", render_block(question.prompt))
    names = {text: name for name, text in named("right", rights)}
    labels = [(name, inline_material(text)) for text, name in names.items()]
    for ident, (left, right) in named("response_left", pairs):
        shape.responses.append(lid(ident, labels, "Single", inline_material(left)))
        share = ALL / len(pairs)
        shape.scored.append(scores(equals(ident, names[right]), share, "Add"))
    return shape


def _open_response(question: OpenResponse) -> Shape:
    shape = Shape("essay_question", render_block(question.prompt))
    shape.responses = [text_field()]
    shape.scored = [condition(node("other"), "No")]
    return shape


def _text(question: TextBlock) -> Shape:
    return Shape("text_only_question", render_block(question.body))


_WRITERS: Final[dict[type[Question], Callable[[Any], Shape]]] = {
    TextBlock: _text,
    SingleChoice: _single_choice,
    TrueFalse: _true_false,
    MultipleResponse: _multiple_response,
    ShortAnswer: _short_answer,
    Numeric: _numeric,
    Matching: _matching,
    Categorize: _categorize,
    Cloze: write_cloze,
    OpenResponse: _open_response,
}
