"""A question as the parts of an item, type by type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

from quizapp.core.question import Question
from quizapp.core.types.categorize import Categorize
from quizapp.core.types.cloze import Cloze
from quizapp.core.types.hot_text import HotText
from quizapp.core.types.matching import Matching
from quizapp.core.types.multiple_response import MultipleResponse
from quizapp.core.types.numeric import Interval, Numeric, around
from quizapp.core.types.open_response import OpenResponse
from quizapp.core.types.ordering import Ordering
from quizapp.core.types.short_answer import ShortAnswer
from quizapp.core.types.single_choice import SingleChoice
from quizapp.core.types.text import TextBlock
from quizapp.core.types.true_false import TrueFalse
from quizapp.formats._qti.numbers import write_score
from quizapp.formats._qti.parts import Parts, asked, blocks, choice_identifiers, inline
from quizapp.formats._qti.rubric import write_rubric
from quizapp.formats._qti.rules import (
    FEEDBACK,
    RESPONSE,
    SCORE,
    assign,
    is_text,
    mapping,
    number,
    response,
    value,
    variable,
    when,
)
from quizapp.formats._qti.tree import Node, node
from quizapp.formats._qti.writing_gaps import write_cloze
from quizapp.formats._qti.writing_marks import write_hot_text
from quizapp.formats._qti.writing_pairs import write_categorize, write_matching, write_ordering
from quizapp.formats._qti.writing_scores import numbered, scored_by_key, scored_by_map

ONE: Final = Fraction(1)


def write_parts(question: Question, *, shuffles: bool) -> Parts | None:
    """Return a question's parts; None for a type that there is no way to write."""
    for kind, write in _WRITERS.items():
        if isinstance(question, kind):
            return write(question, shuffles)
    return None


def _text_block(question: TextBlock, _shuffles: bool) -> Parts:
    return Parts(body=list(blocks(question.body)))


def _single_choice(question: SingleChoice, shuffles: bool) -> Parts:
    names = choice_identifiers([choice.id for choice in question.choices])
    listed = list(zip(names, question.choices, strict=True))
    right = next(name for name, choice in listed if choice.correct)
    scores = {
        name: question.points * (ONE if choice.correct else choice.credit or 0)
        for name, choice in listed
        if choice.correct or choice.credit
    }
    parts = Parts(body=asked(question.prompt, _choices(listed, "1", None, shuffles)))
    is_plain = len(scores) == 1 and question.points == 1
    map_ = None if is_plain else mapping(scores)
    parts.responses = [response(RESPONSE, "single", "identifier", [right], map_)]
    parts.tell_choices(RESPONSE, ((name, choice.feedback) for name, choice in listed))
    if is_plain:
        scored_by_key(parts, question.points)
    else:
        scored_by_map(parts)
    return parts


def _choices(
    listed: Sequence[tuple[str, Any]], most: str, least: str | None, shuffles: bool
) -> Node:
    offered = (
        node(
            "simpleChoice",
            {"identifier": name, "fixed": "true" if choice.pin else None},
            *inline(choice.text),
        )
        for name, choice in listed
    )
    return _interaction("choice", {"minChoices": least}, most, shuffles, offered)


def _interaction(
    kind: str, given: dict[str, str | None], most: str, shuffles: bool, content: Any
) -> Node:
    attributes: dict[str, str | None] = {
        "responseIdentifier": RESPONSE,
        "shuffle": "true" if shuffles else "false",
        "maxChoices": most,
        **given,
    }
    return node(f"{kind}Interaction", attributes, *content)


def _true_false(question: TrueFalse, _shuffles: bool) -> Parts:
    options = question.entries()[0].options
    offered = (node("simpleChoice", {"identifier": o.name}, *inline(o.text)) for o in options)
    parts = Parts(body=asked(question.prompt, _interaction("choice", {}, "1", False, offered)))
    scores: dict[str, Fraction] = {question.answer: question.points}
    map_ = None if question.points == 1 else mapping(scores)
    parts.responses = [response(RESPONSE, "single", "identifier", [question.answer], map_)]
    told = ((o.name, "".join(question.feedback.to(o.name))) for o in options)
    parts.tell_choices(RESPONSE, told)
    if question.points == 1:
        scored_by_key(parts, question.points)
    else:
        scored_by_map(parts)
    return parts


def _multiple_response(question: MultipleResponse, shuffles: bool) -> Parts:
    names = choice_identifiers([choice.id for choice in question.choices])
    listed = list(zip(names, question.choices, strict=True))
    right = [name for name, choice in listed if choice.correct]
    most = "0" if question.max is None else str(question.max)
    least = None if question.min is None else str(question.min)
    parts = Parts(body=asked(question.prompt, _choices(listed, most, least, shuffles)))
    whole = question.scoring == "all-or-nothing"
    map_ = None if whole else mapping(_ticks(question, listed), within=question.points)
    parts.responses = [response(RESPONSE, "multiple", "identifier", right, map_)]
    parts.tell_choices(RESPONSE, ((name, choice.feedback) for name, choice in listed))
    parts.tells_several = True
    if whole:
        scored_by_key(parts, question.points)
    else:
        scored_by_map(parts)
    return parts


def _ticks(question: MultipleResponse, listed: Sequence[tuple[str, Any]]) -> dict[str, Fraction]:
    """Return what each tick earns or loses."""
    right = sum(choice.correct for _, choice in listed)
    wrong = (len(listed) - right) or 1
    lost = {"balanced": Fraction(-1, wrong), "right-minus-wrong": Fraction(-1, right)}
    scores = {}
    for name, choice in listed:
        share = Fraction(1, right) if choice.correct else lost.get(question.scoring, Fraction(0))
        if question.scoring == "credits" and choice.credit is not None:
            share = choice.credit
        if share:
            scores[name] = share * question.points
    return scores


def _short_answer(question: ShortAnswer, _shuffles: bool) -> Parts:
    plain = [answer for answer in question.answers if answer.match == "exact"]
    scores = {answer.text: question.points * answer.credit for answer in plain}
    case = question.case_sensitive
    parts = Parts(body=[*blocks(question.prompt), node("p", {}, _field())])
    map_ = mapping(scores, minds_case=case)
    parts.responses = [response(RESPONSE, "single", "string", [question.model_answer], map_)]
    told = [(a.text, a.feedback) for a in plain] + [(r.text, r.feedback) for r in question.reject]
    branches = [
        (is_text(RESPONSE, text, minds_case=case), [assign(FEEDBACK, value(name))])
        for name, (text, feedback) in zip(numbered("answer", told), told, strict=True)
        if parts.tell(name, feedback)
    ]
    parts.rules += [when(*branches)] if branches else []
    scored_by_map(parts)
    return parts


def _field() -> Node:
    return node("textEntryInteraction", {"responseIdentifier": RESPONSE, "expectedLength": "20"})


def _numeric(question: Numeric, _shuffles: bool) -> Parts:
    taken = sorted(intervals_of(question), key=lambda interval: -interval.credit)
    unit = f" {question.unit}" if question.unit else ""
    parts = Parts(
        body=[*blocks(question.prompt), node("p", {}, _field(), *([unit] if unit else []))]
    )
    parts.responses = [response(RESPONSE, "single", "float", [question.key[0][1]])]
    branches = []
    for name, interval in zip(numbered("answer", taken), taken, strict=True):
        rules = [assign(SCORE, number(interval.credit * question.points))]
        if parts.tell(name, interval.feedback):
            rules.append(assign(FEEDBACK, value(name)))
        branches.append((_within(interval), rules))
    parts.rules = [when(*branches)]
    return parts


def intervals_of(question: Numeric) -> list[Interval]:
    """Return which numbers a question takes, in the file's order."""
    if question.answer is not None:
        return [Interval(*around(question.answer, question.tolerance or "0"), question.answer, ONE)]
    return [found for answer in question.answers if (found := answer.interval())]


def _within(interval: Interval) -> Node:
    """Return the condition that a number lies in an interval."""
    if interval.target is not None:
        margin = write_score(interval.high - interval.target)
        given = {"toleranceMode": "absolute", "tolerance": f"{margin} {margin}"}
        if interval.high == interval.target:
            given = {"toleranceMode": "exact"}
        return node("equal", given, variable(RESPONSE), number(interval.target))
    low = node("gte", {}, variable(RESPONSE), number(interval.low))
    return node("and", {}, low, node("lte", {}, variable(RESPONSE), number(interval.high)))


def _open_response(question: OpenResponse, _shuffles: bool) -> Parts:
    sample = [question.sample_answer] if question.sample_answer.strip() else []
    interaction = node("extendedTextInteraction", {"responseIdentifier": RESPONSE})
    rubric = write_rubric(question)
    return Parts(
        body=[*asked(question.prompt, interaction), *([rubric] if rubric else [])],
        responses=[response(RESPONSE, "single", "string", sample)],
    )


_WRITERS: Final[dict[type[Question], Callable[[Any, bool], Parts]]] = {
    TextBlock: _text_block,
    SingleChoice: _single_choice,
    TrueFalse: _true_false,
    MultipleResponse: _multiple_response,
    ShortAnswer: _short_answer,
    Numeric: _numeric,
    Ordering: write_ordering,
    Matching: write_matching,
    Categorize: write_categorize,
    Cloze: write_cloze,
    HotText: write_hot_text,
    OpenResponse: _open_response,
}
