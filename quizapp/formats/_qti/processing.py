"""An item's response processing: run for any response, and taken apart by responses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

from quizapp.formats._qti.declarations import (
    Response,
    Scalar,
    Value,
    read_outcomes,
    read_responses,
    scalar,
)
from quizapp.formats._qti.expressions import State, UnscorableError, evaluate, is_true
from quizapp.formats._qti.numbers import unrounded
from quizapp.formats._xml import Element, parse_xml

_MATCH: Final = b"""<responseProcessing><responseCondition>
<responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
</responseIf><responseElse><setOutcomeValue identifier="SCORE">
<baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>
</responseCondition></responseProcessing>"""
_MAP: Final = b"""<responseProcessing><responseCondition>
<responseIf><isNull><variable identifier="RESPONSE"/></isNull>
<setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue>
</responseIf><responseElse><setOutcomeValue identifier="SCORE">
<mapResponse identifier="RESPONSE"/></setOutcomeValue></responseElse>
</responseCondition></responseProcessing>"""
_ASSIGNS: Final = "setOutcomeValue"
_BRANCHES: Final = ("responseIf", "responseElseIf", "responseElse")


class _ExitError(Exception):
    """The processing ends here."""


@dataclass(frozen=True)
class Processing:
    """How an item becomes a score. `note` says what was taken where the item says nothing."""

    responses: Mapping[str, Response]
    outcomes: Mapping[str, Value]
    rules: tuple[Element, ...]
    note: str = ""

    def run(self, given: Mapping[str, Value]) -> Mapping[str, Value]:
        """Return the outcomes of a response."""
        state = State(self.responses, given, dict(self.outcomes))
        with suppress(_ExitError):
            _run(self.rules, state)
        return state.outcomes

    def score(self, given: Mapping[str, Value]) -> Fraction:
        """Return what a response earns."""
        items = self.run(given).get(self.score_name, Value()).items
        if len(items) != 1 or not isinstance(items[0], Fraction):
            return Fraction(0)
        return unrounded(items[0])

    @cached_property
    def score_name(self) -> str:
        """Return the outcome that is the score."""
        numbers = [n for n, v in self.outcomes.items() if v.items and not n.startswith("MAX")]
        return "SCORE" if "SCORE" in self.outcomes or len(numbers) != 1 else numbers[0]

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Return the outcomes that are given a value."""
        return frozenset(
            element.get("identifier") for element in _all(self.rules) if element.name == _ASSIGNS
        )

    @property
    def scores(self) -> bool:
        """Tell whether anything is scored at all."""
        return self.score_name in self.assigned

    def constants(self, response: Response) -> list[Scalar]:
        """Return every value that the processing holds a response against."""
        found = [*(response.correct.items if response.correct else ())]
        found += (entry.key for entry in (response.mapping.entries if response.mapping else ()))
        for element in _all(self.rules):
            if element.name == "baseValue":
                value = scalar(element.text, response.base_type)
                found += [] if value in (None, "") else [value]
        return list(dict.fromkeys(found))

    def uses(self, identifier: str) -> frozenset[str]:
        """Return by which expressions a response is looked at for the score."""
        found = set()
        for element in self._scoring():
            if element.name == "mapResponse" and element.get("identifier") == identifier:
                found.add(element.name)
            for child in element.children("variable"):
                if child.get("identifier") == identifier:
                    found.add(element.name)
        return frozenset(found)

    def _scoring(self) -> Iterator[Element]:
        """Yield what the score depends on: not what only chooses a feedback."""
        read = {
            part.get("identifier")
            for rule in self.rules
            for name in _assigned_by(rule) or {""}
            for part in _all([rule])
            if part.name == "variable" and part.get("identifier") != name
        }
        for rule in self.rules:
            if _assigned_by(rule) & (read | {self.score_name}):
                yield from _without_assignments(rule, read | {self.score_name})

    @cached_property
    def is_additive(self) -> bool:
        """Tell whether the score is a sum of what each response earns by itself."""
        if len(self.responses) == 1:
            return True
        try:
            return self._adds_up()
        except UnscorableError:
            return False

    def conjunction(self) -> list[Element] | None:
        """Return the conditions, each of one response, that must all hold for any score."""
        scoring = [rule for rule in self.rules if self.score_name in _assigned_by(rule)]
        if len(scoring) != 1 or scoring[0].name != "responseCondition":
            return None
        branches = list(scoring[0].children(*_BRANCHES))
        first = next(iter(branches[0].children()), None) if branches else None
        rest = [r for b in branches[1:] for r in _all([b]) if r.name == _ASSIGNS]
        zero = all(r.text.strip() in {"0", "0.0"} for r in rest if r.child("baseValue"))
        if first is None or first.name != "and" or not zero:
            return None
        conditions = list(first.children())
        ones = all(len(self._mentioned(condition)) == 1 for condition in conditions)
        return conditions if ones and len(branches) <= 2 else None

    def holds(self, condition: Element, given: Mapping[str, Value]) -> bool:
        """Tell whether a condition holds for a response."""
        return is_true(evaluate(condition, State(self.responses, given, dict(self.outcomes))))

    def mentions(self, element: Element, identifier: str) -> bool:
        """Tell whether a condition is about a response."""
        return identifier in self._mentioned(element)

    def _mentioned(
        self, element: Element, behind: Mapping[str, set[str]] | None = None
    ) -> set[str]:
        found: set[str] = set()
        for part in _all([element]):
            name = part.get("identifier")
            if name in self.responses:
                found.add(name)
            elif part.name == "variable":
                found |= (behind or {}).get(name, set())
        return found

    def _adds_up(self) -> bool:
        behind: dict[str, set[str]] = {}
        is_begun = False
        for rule in self.rules:
            mentioned = self._mentioned(rule, behind)
            for name in _assigned_by(rule) - {self.score_name}:
                behind[name] = behind.get(name, set()) | mentioned
            if self.score_name not in _assigned_by(rule):
                continue
            if rule.name == _ASSIGNS and not self._is_sum(rule, behind, is_begun):
                return False
            if rule.name != _ASSIGNS:
                sets = [r for r in _all([rule]) if r.name == _ASSIGNS]
                sums = all(self._is_sum(r, behind, True) for r in sets)
                if len(mentioned) > 1 or (is_begun and not sums) or self._asks_score(rule):
                    return False
                is_begun = is_begun or not sums or bool(sets)
            is_begun = True
        return is_begun

    def _is_sum(self, rule: Element, behind: Mapping[str, set[str]], is_begun: bool) -> bool:
        """Tell whether a value is a sum of parts of one response each, the score so far in it."""
        if rule.get("identifier") != self.score_name:
            return True
        expression = next(iter(rule.children()), None)
        if expression is None:
            return False
        parts = list(expression.children()) if expression.name == "sum" else [expression]
        scores = [p for p in parts if p.get("identifier") == self.score_name]
        others = [p for p in parts if p not in scores]
        alone = all(
            len(self._mentioned(p, behind)) <= 1 and not self._names_score(p) for p in others
        )
        return alone and len(scores) <= 1 and bool(scores) >= is_begun

    def _names_score(self, element: Element) -> bool:
        return any(
            e.name == "variable" and e.get("identifier") == self.score_name for e in _all([element])
        )

    def _asks_score(self, rule: Element) -> bool:
        conditions = (
            next(iter(b.children()), None) for b in _all([rule]) if b.name in _BRANCHES[:2]
        )
        return any(c is not None and self._names_score(c) for c in conditions)


def read_processing(item: Element) -> Processing:
    """Return how an item is scored; one that only declares its key is scored by that."""
    responses, outcomes = read_responses(item), read_outcomes(item)
    element = item.child("responseProcessing")
    rules: Sequence[Element] = () if element is None else tuple(element.children())
    note = ""
    address = "" if element is None else element.get("template") or element.get("templateLocation")
    if not rules and address:
        rules = _renamed(_template(address), responses)
    elif not rules and len(responses) == 1 and any(r.correct for r in responses.values()):
        rules = _renamed(_MATCH, responses)
        note = "it has no response processing: its correct response is taken for all or nothing"
    return Processing(responses, outcomes, tuple(rules), note)


def _template(address: str) -> bytes:
    name = address.rpartition("/")[2].removesuffix(".xml").lower()
    if name.endswith("map_response_point"):
        raise UnscorableError(
            "points on a picture are scored, and there are no pictures to answer on"
        )
    if name.endswith(("match_correct", "cc2_match", "cc2_match_basic")):
        return _MATCH
    if name.endswith("map_response"):
        return _MAP
    raise UnscorableError(f"its response processing is the template `{name}`")


def _renamed(template: bytes, responses: Mapping[str, Response]) -> tuple[Element, ...]:
    """Return a template's rules; some programs use one for a response of another name."""
    root = parse_xml(template).root
    if root is None:
        raise UnscorableError("its template cannot be read")
    if "RESPONSE" not in responses and len(responses) == 1:
        for element in root.everything():
            if element.get("identifier") == "RESPONSE":
                element.attributes["identifier"] = next(iter(responses))
    return tuple(root.children())


def _run(rules: Iterable[Element], state: State) -> None:
    for rule in rules:
        if rule.name == _ASSIGNS:
            expression = next(iter(rule.children()), None)
            if expression is not None:
                state.outcomes[rule.get("identifier")] = evaluate(expression, state)
        elif rule.name == "responseCondition":
            _run(_branch(rule, state), state)
        elif rule.name == "responseProcessingFragment":
            _run(rule.children(), state)
        elif rule.name == "exitResponse":
            raise _ExitError
        else:
            raise UnscorableError(f"`{rule.name}` stands in its response processing")


def _branch(rule: Element, state: State) -> list[Element]:
    for branch in rule.children(*_BRANCHES):
        children = list(branch.children())
        if branch.name == "responseElse":
            return children
        if children and is_true(evaluate(children[0], state)):
            return children[1:]
    return []


def _all(elements: Iterable[Element]) -> Iterator[Element]:
    for element in elements:
        yield element
        yield from element.everything()


def _without_assignments(rule: Element, kept: set[str]) -> Iterator[Element]:
    """Yield a rule's elements, but not the values given to outcomes that count for nothing."""
    if rule.name == _ASSIGNS and rule.get("identifier") not in kept:
        return
    yield rule
    for child in rule.children():
        yield from _without_assignments(child, kept)


def _assigned_by(rule: Element) -> set[str]:
    return {e.get("identifier") for e in _all([rule]) if e.name == _ASSIGNS}
