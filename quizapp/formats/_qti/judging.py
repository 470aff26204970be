"""What one response of an item earns and is told, whatever the item's processing looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from quizapp.formats._qti.content import feedback_of, markdown_of
from quizapp.formats._qti.declarations import Response, Scalar, Value
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.processing import Processing
from quizapp.formats._xml import Element

ZERO = Fraction(0)


class Told(NamedTuple):
    """A feedback, and which value of which outcome shows or hides it."""

    outcome: str
    identifier: str
    hides: bool
    text: str

    def is_shown(self, outcomes: Mapping[str, Value]) -> bool:
        """Tell whether it is shown."""
        value = outcomes.get(self.outcome, Value())
        return (self.identifier in map(str, value.items)) != self.hides


def told_by(item: Element) -> tuple[Told, ...]:
    """Return an item's feedback that says anything."""
    found = (
        Told(
            feedback.get("outcomeIdentifier"),
            feedback.get("identifier"),
            feedback.get("showHide", "show") == "hide",
            markdown_of(feedback.content).markdown,
        )
        for feedback in feedback_of(item)
    )
    return tuple(told for told in found if told.text)


@dataclass(frozen=True)
class Judge:
    """Judges one response. `is_whole` says that only with all others it earns anything."""

    response: Response
    processing: Processing
    score_of: Callable[[Value], Fraction]
    feedback: tuple[Told, ...]
    is_whole: bool = False

    def score(self, *items: Scalar) -> Fraction:
        """Return what a response with these items earns."""
        return self.score_of(Value(items, self.response.cardinality))

    def shown(self, *items: Scalar) -> list[str]:
        """Return the feedback that is shown to a response."""
        if not self.feedback:
            return []
        value = Value(items, self.response.cardinality)
        outcomes = self.processing.run({self.response.identifier: value} if items else {})
        return [told.text for told in self.feedback if told.is_shown(outcomes)]

    @property
    def uses(self) -> frozenset[str]:
        """Return by which expressions the response is looked at."""
        return self.processing.uses(self.response.identifier) - {"isNull"}

    @property
    def key(self) -> tuple[str, ...]:
        """Return the declared key as texts."""
        correct = self.response.correct
        return tuple(str(item) for item in correct.items) if correct else ()

    def constants(self) -> list[Scalar]:
        """Return the values that decide."""
        return self.processing.constants(self.response)


def judges_of(item: Element, processing: Processing, names: Iterable[str]) -> list[Judge]:
    """Return a judge for each response; refuse an item whose parts cannot be judged apart."""
    wanted = list(names)
    if missing := [name for name in wanted if name not in processing.responses]:
        raise UnscorableError(f"its response `{missing[0]}` is not declared")
    responses = [processing.responses[name] for name in wanted]
    feedback = told_by(item)
    if any(response.has_area for response in responses):
        raise UnscorableError("points on a picture are scored")
    if not processing.scores:
        raise UnscorableError("it has no key: nothing in it says what is right")
    if processing.score({}) != 0:
        raise UnscorableError("it gives points to who answers nothing")
    if processing.is_additive:
        return [
            Judge(response, processing, _alone(processing, response), feedback)
            for response in responses
        ]
    return _together(processing, responses, feedback)


def _alone(processing: Processing, response: Response) -> Callable[[Value], Fraction]:
    return lambda value: processing.score({response.identifier: value})


def _together(
    processing: Processing, responses: list[Response], feedback: tuple[Told, ...]
) -> list[Judge]:
    conditions = processing.conjunction()
    if conditions is None:
        raise UnscorableError("its parts depend on each other in a way that cannot be judged here")
    return [
        Judge(response, processing, _held(processing, conditions, response), feedback, True)
        for response in responses
    ]


def _held(
    processing: Processing, conditions: list[Element], response: Response
) -> Callable[[Value], Fraction]:
    own = [c for c in conditions if processing.mentions(c, response.identifier)]
    if not own:
        raise UnscorableError("one of its parts counts for nothing")

    def score(value: Value) -> Fraction:
        given = {response.identifier: value}
        return Fraction(all(processing.holds(condition, given) for condition in own))

    return score


def points_when_all_hold(processing: Processing) -> Fraction:
    """Return what a conjunction earns: the one score that is given."""
    numbers = [
        Fraction(str(value))
        for rule in processing.rules
        for element in [rule, *rule.everything()]
        if element.name == "setOutcomeValue" and element.get("identifier") == processing.score_name
        for value in [_constant(element)]
        if value
    ]
    if len(numbers) != 1:
        raise UnscorableError("its score cannot be told")
    return numbers[0]


def _constant(element: Element) -> Fraction:
    from quizapp.formats._qti.numbers import read_score

    base = element.child("baseValue")
    return (read_score(base.text) if base else None) or ZERO


def feedback_shown(item: Element, processing: Processing) -> list[str]:
    """Return the feedback of an item that is shown to who answers nothing."""
    outcomes = processing.run({})
    return [told.text for told in told_by(item) if told.is_shown(outcomes)]
