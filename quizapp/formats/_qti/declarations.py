"""What an item declares: its responses with their keys and mappings, and its outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from quizapp.formats._qti.numbers import read_decimal, read_score
from quizapp.formats._xml import Element

Scalar = str | Fraction | bool


class Value(NamedTuple):
    """A value of QTI: NULL has no items, a single value has one, containers have any number."""

    items: tuple[Scalar, ...] = ()
    cardinality: str = "single"

    def equals(self, other: Value) -> bool:
        """Compare as `match` does: the order counts in ordered containers only."""
        if "ordered" in (self.cardinality, other.cardinality):
            return self.items == other.items
        return sorted(map(repr, self.items)) == sorted(map(repr, other.items))


NULL = Value()


class MapEntry(NamedTuple):
    """What one value earns."""

    key: Scalar
    score: Fraction
    minds_case: bool


class ScoreMap(NamedTuple):
    """What values earn: one by one, added up, and held within bounds."""

    entries: tuple[MapEntry, ...]
    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None

    def score(self, value: Value) -> Fraction:
        """Return what a response earns. A value counts once, however often it is given."""
        total = sum((self.score_of(item) for item in dict.fromkeys(value.items)), Fraction(0))
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)

    def score_of(self, item: Scalar) -> Fraction:
        """Return what one value earns by itself."""
        for entry in self.entries:
            if entry.key == item:
                return entry.score
            if not entry.minds_case and str(entry.key).casefold() == str(item).casefold():
                return entry.score
        return self.default


class Response(NamedTuple):
    """A response's declaration. `has_area` says that points on a picture earn something."""

    identifier: str
    cardinality: str
    base_type: str
    correct: Value | None
    mapping: ScoreMap | None
    has_area: bool
    line: int


def read_responses(item: Element) -> dict[str, Response]:
    """Return an item's responses by their identifiers."""
    found = (_response(element) for element in item.children("responseDeclaration"))
    return {response.identifier: response for response in found}


def read_outcomes(item: Element) -> dict[str, Value]:
    """Return an item's outcomes with their first values; numbers begin with 0."""
    outcomes: dict[str, Value] = {}
    for element in item.children("outcomeDeclaration"):
        base, cardinality = element.get("baseType"), element.get("cardinality", "single")
        values = _values(element.child("defaultValue"), base, cardinality)
        if values is None:
            zero = base in {"float", "integer"} and cardinality == "single"
            values = Value((Fraction(0),)) if zero else Value((), cardinality)
        outcomes[element.get("identifier")] = values
    return outcomes


def scalar(text: str, base_type: str) -> Scalar | None:
    """Read one value of a base type; None when the text is none of it."""
    if base_type in {"integer", "float"}:
        return read_decimal(text)
    if base_type == "boolean":
        return text.strip() in {"true", "1"}
    words = text.split()
    if base_type == "pair":
        return " ".join(sorted(words))
    return " ".join(words) if base_type in {"identifier", "directedPair"} else text.strip()


def _response(element: Element) -> Response:
    base, cardinality = element.get("baseType"), element.get("cardinality", "single")
    correct = _values(element.child("correctResponse"), base, cardinality)
    mapping = element.child("mapping")
    return Response(
        identifier=element.get("identifier"),
        cardinality=cardinality,
        base_type=base,
        correct=correct if correct and correct.items else None,
        mapping=None if mapping is None else _mapping(mapping, base),
        has_area=element.child("areaMapping") is not None,
        line=element.line,
    )


def _values(element: Element | None, base_type: str, cardinality: str) -> Value | None:
    if element is None:
        return None
    read = (scalar(value.text, base_type) for value in element.children("value"))
    return Value(tuple(value for value in read if value not in (None, "")), cardinality)


def _mapping(element: Element, base_type: str) -> ScoreMap:
    return ScoreMap(
        entries=tuple(_entries(element.children("mapEntry"), base_type)),
        default=read_score(element.get("defaultValue")) or Fraction(0),
        lower=read_score(element.get("lowerBound")),
        upper=read_score(element.get("upperBound")),
    )


def _entries(elements: Iterable[Element], base_type: str) -> Iterable[MapEntry]:
    for element in elements:
        key = scalar(element.get("mapKey"), base_type)
        score = read_score(element.get("mappedValue"))
        if key is not None and score is not None:
            yield MapEntry(key, score, element.get("caseSensitive", "true") != "false")


Values = Mapping[str, Value]
