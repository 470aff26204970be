"""Response processing as it is written: conditions and values as trees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from quizapp.formats._qti.numbers import write_score
from quizapp.formats._qti.tree import Node, node

RESPONSE: Final = "RESPONSE"
SCORE: Final = "SCORE"
FEEDBACK: Final = "FEEDBACK"
EXPLANATION: Final = "EXPLANATION"
RESERVED: Final = frozenset({SCORE, FEEDBACK, EXPLANATION, "MAXSCORE", "completionStatus"})


def variable(name: str) -> Node:
    """Return a response or an outcome."""
    return node("variable", {"identifier": name})


def value(text: str, base_type: str = "identifier") -> Node:
    """Return a fixed value."""
    return node("baseValue", {"baseType": base_type}, text)


def number(score: Fraction) -> Node:
    """Return a fixed number."""
    return value(write_score(score), "float")


def mapped(name: str = RESPONSE) -> Node:
    """Return what a response's mapping gives."""
    return node("mapResponse", {"identifier": name})


def is_key(name: str = RESPONSE) -> Node:
    """Return the condition that a response is its key."""
    return node("match", {}, variable(name), node("correct", {"identifier": name}))


def is_text(name: str, text: str, *, minds_case: bool) -> Node:
    """Return the condition that a text was typed."""
    case = "true" if minds_case else "false"
    return node("stringMatch", {"caseSensitive": case}, variable(name), value(text, "string"))


def assign(name: str, expression: Node) -> Node:
    """Return a rule that gives an outcome a value."""
    return node("setOutcomeValue", {"identifier": name}, expression)


def when(*branches: tuple[Node, Iterable[Node]]) -> Node:
    """Return a rule: the first condition that holds decides."""
    names = ["responseIf", *["responseElseIf"] * (len(branches) - 1)]
    parts = (
        node(name, {}, condition, *rules)
        for name, (condition, rules) in zip(names, branches, strict=True)
    )
    return node("responseCondition", {}, *parts)


def response(
    name: str,
    cardinality: str,
    base_type: str,
    correct: Iterable[str],
    mapping: Node | None = None,
) -> Node:
    """Return a response's declaration."""
    values = [node("value", {}, text) for text in correct]
    parts = [node("correctResponse", {}, *values)] if values else []
    parts += [mapping] if mapping else []
    given = {"identifier": name, "cardinality": cardinality, "baseType": base_type}
    return node("responseDeclaration", given, *parts)


def mapping(
    scores: Mapping[str, Fraction],
    *,
    minds_case: bool | None = None,
    within: Fraction | None = None,
) -> Node:
    """Return a mapping; `within` holds the sum between 0 and that."""
    bounds = {} if within is None else {"lowerBound": "0", "upperBound": write_score(within)}
    case = {} if minds_case is None else {"caseSensitive": "true" if minds_case else "false"}
    entries = (
        node("mapEntry", {"mapKey": key, "mappedValue": write_score(score), **case})
        for key, score in scores.items()
    )
    return node("mapping", {**bounds, "defaultValue": "0"}, *entries)


def outcome(name: str, cardinality: str, base_type: str, default: str = "", most: str = "") -> Node:
    """Return an outcome's declaration."""
    given = {"identifier": name, "cardinality": cardinality, "baseType": base_type}
    if most:
        given["normalMaximum"] = most
    first = [node("defaultValue", {}, node("value", {}, default))] if default else []
    return node("outcomeDeclaration", given, *first)


def told(name: str, outcome_name: str, content: Iterable[Node | str]) -> Node:
    """Return a feedback that is shown when an outcome has its name."""
    given = {"outcomeIdentifier": outcome_name, "identifier": name, "showHide": "show"}
    return node("modalFeedback", given, *content)
