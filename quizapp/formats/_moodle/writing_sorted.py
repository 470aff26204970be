"""Questions in which things are matched or put in order to Moodle XML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from quizapp.formats._markup import plain_line
from quizapp.formats._moodle.asked import OWN
from quizapp.formats._moodle.made import Made, Manner, prompt_of
from quizapp.formats._moodle.markup import element, marked, plain, text
from quizapp.formats._refusals import NoPlace
from quizapp.formats._xml_writer import Node

_ORDERS: Final = {
    "kendall": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "longest-run": "LONGEST_ORDERED_SUBSET",
    "all-or-nothing": "ALL_OR_NOTHING",
}


def write_matching(question: Any, _: Manner) -> Made:
    """Write pairs; a distractor is a right side without a left."""
    pairs = [*question.pairs.items(), *(("", right) for right in question.distractors)]
    return Made("matching", _pairs(question, pairs))


def write_categorize(question: Any, _: Manner) -> Made:
    """Write items that are matched with their categories."""
    if question.distractors:
        raise NoPlace("Moodle has no categories with items that belong in none")
    note = "its items are matched with their categories in Moodle"
    return Made("matching", _pairs(question, question.key), (note,))


def _pairs(question: Any, pairs: Iterable[tuple[str, str]]) -> tuple[Node, ...]:
    listed = (_pair(left, right) for left, right in pairs)
    return prompt_of(question), plain("shuffleanswers", "true"), *listed


def _pair(left: str, right: str) -> Node:
    answer = text(plain_line(right), name="answer")
    return marked("subquestion", left, answer, one_line=True)


def write_ordering(question: Any, _: Manner) -> Made:
    """Write items in their right order."""
    items = (
        marked("answer", item, one_line=True, fraction=str(place))
        for place, item in enumerate(question.items, 1)
    )
    content = (
        prompt_of(question),
        plain("layouttype", "VERTICAL"),
        plain("selecttype", "ALL"),
        plain("selectcount", "0"),
        plain("gradingtype", _ORDERS[question.scoring]),
        plain("showgrading", "SHOW"),
        plain("numberingstyle", "none"),
        element(OWN, plain("scoring", question.scoring)),
        *items,
    )
    note = f"Moodle marks an order a little otherwise than `{question.scoring}`"
    return Made("ordering", content, () if question.scoring == "all-or-nothing" else (note,))
