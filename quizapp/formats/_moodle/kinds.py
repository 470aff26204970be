"""Moodle's kinds of question, one by one, to the fields of a quiz file."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from quizapp.core.writing import Fields, Tree
from quizapp.formats._markup import markdown_from_plain
from quizapp.formats._moodle.asked import Asked, share_of
from quizapp.formats._moodle.cloze import read_cloze
from quizapp.formats._moodle.combined import add_combined, note_combined
from quizapp.formats._moodle.content import raw_text
from quizapp.formats._moodle.essay import read_essay
from quizapp.formats._moodle.missing_words import read_missing_words
from quizapp.formats._refusals import Unreadable
from quizapp.formats._text_formats import one_line_of
from quizapp.formats._typed_answers import numeric_fields, read_exact, typed_fields
from quizapp.formats._weights import choice_fields, parse_share, write_fraction
from quizapp.formats._xml import Element

_ORDERS: Final = {
    "all_or_nothing": "all-or-nothing",
    "-1": "all-or-nothing",
    "longest_ordered_subset": "longest-run",
    "5": "longest-run",
}


def _with_prompt(asked: Asked, fields: Fields) -> Fields:
    prompt = asked.said("questiontext")
    if not prompt:
        raise Unreadable("it asks nothing: its text is empty")
    return {"type": fields.pop("type"), "prompt": prompt, **fields}


def _true_false(asked: Asked) -> Fields:
    said: Fields = {}
    right = []
    for answer in asked.element.children("answer"):
        word = raw_text(answer).strip().lower()
        if word not in {"true", "false"}:
            raise Unreadable(f"its answer “{word}” is neither `true` nor `false`")
        if share_of(answer) == 1:
            right.append(word)
        if text := asked.block(answer.child("feedback")):
            said[word] = text
    if len(right) != 1:
        raise Unreadable("not exactly one of `true` and `false` earns 100%")
    fields: Fields = {"type": "true-false", "answer": right[0]}
    return _with_prompt(asked, {**fields, "feedback": said} if said else fields)


def _multichoice(asked: Asked) -> Fields:
    is_single = asked.tells("single", default=True)
    weighted = asked.weighted()
    if is_single:
        weighted = add_combined(asked, weighted)
    else:
        note_combined(asked)
    return _with_prompt(asked, choice_fields(weighted, is_single=is_single))


def _all_or_nothing(asked: Asked) -> Fields:
    """Read a question of the plug-in that marks several choices all or nothing."""
    note_combined(asked)
    listed: list[Tree] = []
    for text, weight, feedback in asked.weighted():
        fields: Fields = {"text": text}
        if weight > 0:
            fields["correct"] = "true"
        if feedback:
            fields["feedback"] = feedback
        listed.append(fields)
    kind: Fields = {"type": "multiple-response", "choices": listed, "scoring": "all-or-nothing"}
    return _with_prompt(asked, kind)


def _short_answer(asked: Asked) -> Fields:
    fields, losses = typed_fields(asked.weighted(is_typed=True))
    for loss in losses:
        asked.lose(loss)
    kind: Fields = {"type": "short-answer", **fields}
    if asked.tells("usecase", default=False):
        kind["case-sensitive"] = "true"
    return _with_prompt(asked, kind)


def _numerical(asked: Asked) -> Fields:
    read: list[Fields] = []
    for answer in asked.element.children("answer"):
        text, share = raw_text(answer), share_of(answer)
        feedback = asked.block(answer.child("feedback"))
        if text == "*":
            if share > 0:
                raise Unreadable("it takes any number at all")
            if feedback:
                asked.lose(f"what is said to any other number: “{feedback}”")
            continue
        read.append(_number(text, answer.text_of("tolerance"), share, feedback))
    fields = numeric_fields(read)
    if unit := _unit(asked):
        fields["unit"] = unit
    return _with_prompt(asked, fields)


def _number(text: str, tolerance: str, share: Fraction, feedback: str) -> Fields:
    fields: Fields = {"value": read_exact(text)}
    if tolerance and (margin := read_exact(tolerance)) != "0":
        fields["tolerance"] = margin.removeprefix("-")
    if share != 1:
        fields["credit"] = write_fraction(share)
    if feedback:
        fields["feedback"] = feedback
    return fields


def _unit(asked: Asked) -> str:
    """Return the unit that may be typed; what else Moodle does with units is lost."""
    if asked.value("showunits") in {"3", "none"}:
        return ""
    first = ""
    others = []
    for unit in asked.element.all("unit"):
        name = one_line_of(unit.text_of("unit_name"))
        factor = parse_share(unit.text_of("multiplier", default="1"))
        if not first and factor == Fraction(1, 100):
            first = name
        elif name:
            others.append(name)
    if others:
        asked.lose(f"other units than “{first}”: {', '.join(others)}")
    if first and asked.value("unitgradingtype") not in {"", "0"}:
        asked.lose("the marks that a wrong unit costs")
    return first


def _matching(asked: Asked) -> Fields:
    note_combined(asked)
    pairs: Fields = {}
    distractors: list[Tree] = []
    for pair in asked.element.children("subquestion"):
        left, right = asked.line(pair), _right(asked, pair.child("answer"))
        if not left:
            distractors.append(right)
        elif left in pairs:
            raise Unreadable(f"“{left}” stands twice on the left")
        else:
            pairs[left] = right
    fields: Fields = {"type": "matching", "pairs": pairs}
    return _with_prompt(asked, {**fields, "distractors": distractors} if distractors else fields)


def _right(asked: Asked, answer: Element | None) -> str:
    """Return what stands on the right: Moodle shows it as it is, unless it tells a format."""
    if answer is not None and answer.get("format"):
        return asked.line(answer)
    return markdown_from_plain(one_line_of(raw_text(answer)))


def _ordering(asked: Asked) -> Fields:
    note_combined(asked)
    items: list[Tree] = [asked.line(answer) for answer in asked.element.children("answer")]
    fields: Fields = {"type": "ordering", "items": items}
    fields |= _order_scoring(asked)
    if asked.value("selecttype").lower() not in {"", "all", "0"}:
        asked.lose("that only some of its items are asked: here all of them are")
    return _with_prompt(asked, fields)


def _order_scoring(asked: Asked) -> Fields:
    graded, own = asked.value("gradingtype").lower(), asked.own("scoring")
    scoring = own if own in {"kendall", *_ORDERS.values()} else _ORDERS.get(graded, "kendall")
    if scoring not in {own, "all-or-nothing"}:
        how = graded.replace("_", " ") or "by places"
        asked.lose(f"Moodle's way of marking an order ({how}): here it is `{scoring}`")
    return {} if scoring == "kendall" else {"scoring": scoring}


def _description(asked: Asked) -> Fields:
    body = asked.said("questiontext")
    if not body:
        raise Unreadable("its text is empty")
    return {"type": "text", "body": body}


def _essay(asked: Asked) -> Fields:
    return _with_prompt(asked, read_essay(asked))


READERS: Final[dict[str, Callable[[Asked], Fields]]] = {
    "truefalse": _true_false,
    "multichoice": _multichoice,
    "multichoiceset": _all_or_nothing,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "essay": _essay,
    "description": _description,
    "gapselect": read_missing_words,
    "ddwtos": read_missing_words,
    "ordering": _ordering,
}
"""Each kind that can be taken, and what reads it."""

REASONS: Final = {
    "calculated": "its numbers are computed anew for each reader",
    "calculatedsimple": "its numbers are computed anew for each reader",
    "calculatedmulti": "its numbers are computed anew for each reader",
    "random": "it only draws another question of its category",
    "randomsamatch": "it is made of other questions at random",
    "ddimageortext": "words are dragged onto a picture",
    "ddmarker": "marks are put on a picture",
    "kprime": "each of its choices is judged true or false (kprime)",
    "mtf": "each of its choices is judged true or false",
    "missingtype": "Moodle itself did not know its type",
}


def kind_of(element: Element) -> str:
    """Return a question's kind as Moodle spells it."""
    return re.sub(r"[^a-z0-9_]", "", element.get("type").lower())
