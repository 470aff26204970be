"""Pairs, categories and orders as the parts of an item."""

from __future__ import annotations

from quizapp.core.types.categorize import Categorize
from quizapp.core.types.matching import Matching
from quizapp.core.types.ordering import Ordering
from quizapp.formats._qti.parts import Parts, asked, inline, mixed
from quizapp.formats._qti.rules import (
    RESPONSE,
    mapping,
    response,
)
from quizapp.formats._qti.tree import Node, node
from quizapp.formats._qti.writing_scores import numbered, scored_by_key, scored_by_map


def write_ordering(question: Ordering, _shuffles: bool) -> Parts:
    """Return an ordering: right or wrong as a whole."""
    names = dict(
        zip(mixed([item] for item in question.items), numbered("item", question.items), strict=True)
    )
    offered = [node("simpleChoice", {"identifier": n}, *inline(t)) for t, n in names.items()]
    interaction = node(
        "orderInteraction", {"responseIdentifier": RESPONSE, "shuffle": "true"}, *offered
    )
    parts = Parts(body=asked(question.prompt, interaction))
    correct = [names[item] for item in question.items]
    parts.responses = [response(RESPONSE, "ordered", "identifier", correct)]
    scored_by_key(parts, question.points)
    return parts


def write_matching(question: Matching, _shuffles: bool) -> Parts:
    """Return pairs to match."""
    rights = mixed([question.pairs.values(), question.distractors])
    return _pairs(question, list(question.pairs), rights, ("left", "right"))


def write_categorize(question: Categorize, _shuffles: bool) -> Parts:
    """Return things to sort into categories."""
    items = mixed([*question.categories.values(), question.distractors])
    parts = _pairs(question, items, list(question.categories), ("item", "category"))
    if question.distractors and question.scoring == "per-part":
        parts.notes.append("items put where nothing belongs take nothing away in QTI")
    return parts


def _pairs(
    question: Matching | Categorize, lefts: list[str], rights: list[str], stems: tuple[str, str]
) -> Parts:
    left = dict(zip(lefts, numbered(stems[0], lefts), strict=True))
    right = dict(zip(rights, numbered(stems[1], rights), strict=True))
    key = [f"{left[part]} {right[place]}" for part, place in question.key]
    sets = [_match_set(left, "1"), _match_set(right, "0")]
    given = {"responseIdentifier": RESPONSE, "shuffle": "true", "maxAssociations": "0"}
    parts = Parts(body=asked(question.prompt, node("matchInteraction", given, *sets)))
    whole = question.scoring == "all-or-nothing"
    share = question.points / len(key)
    map_ = None if whole else mapping(dict.fromkeys(key, share))
    parts.responses = [response(RESPONSE, "multiple", "directedPair", key, map_)]
    if whole:
        scored_by_key(parts, question.points)
    else:
        scored_by_map(parts)
    return parts


def _match_set(names: dict[str, str], most: str) -> Node:
    choices = (
        node("simpleAssociableChoice", {"identifier": name, "matchMax": most}, *inline(text))
        for text, name in names.items()
    )
    return node("simpleMatchSet", {}, *choices)
