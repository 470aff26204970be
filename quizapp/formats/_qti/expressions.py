"""QTI's expressions, worked out exactly; what is not known here is refused, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from quizapp.formats._qti.declarations import NULL, Response, Scalar, Value, scalar
from quizapp.formats._xml import Element

_Operation: TypeAlias = Callable[[Element, Sequence[Value]], Value]


ZERO: Final = Fraction(0)


class UnscorableError(Exception):
    """An item's processing has something in it that is not known here."""


@dataclass
class State:
    """What an item's processing knows: declarations, the response given, and the outcomes."""

    responses: Mapping[str, Response]
    given: Mapping[str, Value]
    outcomes: dict[str, Value]


def evaluate(expression: Element, state: State) -> Value:
    """Return the value of an expression."""
    if special := _SPECIAL.get(expression.name):
        return special(expression, state)
    if operation := _OPERATIONS.get(expression.name):
        operands = [evaluate(child, state) for child in expression.children()]
        return operation(expression, operands)
    raise UnscorableError(f"`{expression.name}` stands in its response processing")


def is_true(value: Value) -> bool:
    """Tell whether a condition holds; NULL does not."""
    return value.items == (True,)


def _truth(value: bool) -> Value:
    return Value((value,))


def _number(value: Fraction) -> Value:
    return Value((value,))


def _variable(expression: Element, state: State) -> Value:
    name = expression.get("identifier")
    if name in state.given:
        return state.given[name]
    if name in state.responses:
        return Value((), state.responses[name].cardinality)
    return state.outcomes.get(name, NULL)


def _correct(expression: Element, state: State) -> Value:
    response = state.responses.get(expression.get("identifier"))
    return (response.correct if response else None) or NULL


def _map_response(expression: Element, state: State) -> Value:
    response = state.responses.get(expression.get("identifier"))
    if response is None or response.mapping is None:
        raise UnscorableError("its response is to be mapped, and there is no mapping")
    return _number(response.mapping.score(_variable(expression, state)))


def _base_value(expression: Element, _state: State) -> Value:
    value = scalar(expression.text, expression.get("baseType"))
    return NULL if value is None else Value((value,))


_SPECIAL: Final[dict[str, Callable[[Element, State], Value]]] = {
    "variable": _variable,
    "correct": _correct,
    "mapResponse": _map_response,
    "baseValue": _base_value,
    "null": lambda _expression, _state: NULL,
}


def _match(_expression: Element, operands: Sequence[Value]) -> Value:
    left, right = _two(operands)
    return _truth(left.equals(right)) if left.items and right.items else NULL


def _two(operands: Sequence[Value]) -> tuple[Value, Value]:
    if len(operands) != 2:
        raise UnscorableError("an expression of its response processing has not two sides")
    return operands[0], operands[1]


def _string_match(expression: Element, operands: Sequence[Value]) -> Value:
    if expression.get("substring", "false") == "true":
        raise UnscorableError("its response processing looks for a part of a text")
    left, right = _two(operands)
    if not left.items or not right.items:
        return NULL
    texts = [str(value.items[0]) for value in (left, right)]
    if expression.get("caseSensitive", "true") == "false":
        texts = [text.casefold() for text in texts]
    return _truth(texts[0] == texts[1])


def _equal(expression: Element, operands: Sequence[Value]) -> Value:
    left, right = _two(operands)
    first, second = _single_number(left), _single_number(right)
    if first is None or second is None:
        return NULL
    below, above = _tolerances(expression, second)
    low, high = second - below, second + above
    low_in = expression.get("includeLowerBound", "true") != "false"
    high_in = expression.get("includeUpperBound", "true") != "false"
    if expression.get("toleranceMode", "exact") == "exact":
        return _truth(first == second)
    is_above = first >= low if low_in else first > low
    return _truth(is_above and (first <= high if high_in else first < high))


def _tolerances(expression: Element, around: Fraction) -> tuple[Fraction, Fraction]:
    mode = expression.get("toleranceMode", "exact")
    if mode == "exact":
        return Fraction(0), Fraction(0)
    given = [scalar(text, "float") for text in expression.get("tolerance").split()]
    if not given or not all(isinstance(amount, Fraction) for amount in given):
        raise UnscorableError("its tolerance is no number")
    below, above = (_as_number(amount or ZERO) or ZERO for amount in (given[0], given[-1]))
    if mode == "relative":
        return abs(around) * below / 100, abs(around) * above / 100
    return below, above


def _single_number(value: Value) -> Fraction | None:
    item = value.items[0] if len(value.items) == 1 else None
    if item is None or isinstance(item, bool):
        return None
    return _as_number(item)


def _as_number(item: Scalar) -> Fraction | None:
    if isinstance(item, Fraction):
        return item
    number = scalar(str(item), "float")
    return number if isinstance(number, Fraction) else None


def _compared(holds: Callable[[Fraction, Fraction], bool]) -> _Operation:
    def compare(_expression: Element, operands: Sequence[Value]) -> Value:
        left, right = (_single_number(operand) for operand in _two(operands))
        return NULL if left is None or right is None else _truth(holds(left, right))

    return compare


def _and(_expression: Element, operands: Sequence[Value]) -> Value:
    if any(operand.items == (False,) for operand in operands):
        return _truth(False)
    return _truth(True) if all(map(is_true, operands)) else NULL


def _or(_expression: Element, operands: Sequence[Value]) -> Value:
    if any(map(is_true, operands)):
        return _truth(True)
    return _truth(False) if all(o.items == (False,) for o in operands) else NULL


def _not(_expression: Element, operands: Sequence[Value]) -> Value:
    return _truth(not is_true(operands[0])) if operands and operands[0].items else NULL


def _is_null(_expression: Element, operands: Sequence[Value]) -> Value:
    return _truth(not any(operand.items for operand in operands))


def _folded(combine: Callable[[list[Fraction]], Fraction]) -> _Operation:
    def fold(_expression: Element, operands: Sequence[Value]) -> Value:
        numbers = [_as_number(item) for operand in operands for item in operand.items]
        if not all(operand.items for operand in operands) or not numbers:
            return NULL
        known = [number for number in numbers if number is not None]
        return _number(combine(known)) if len(known) == len(numbers) else NULL

    return fold


def _product(numbers: Iterable[Fraction]) -> Fraction:
    total = Fraction(1)
    for number in numbers:
        total *= number
    return total


def _divide(numbers: list[Fraction]) -> Fraction:
    if len(numbers) != 2 or not numbers[1]:
        raise UnscorableError("its response processing divides by nothing")
    return numbers[0] / numbers[1]


def _member(_expression: Element, operands: Sequence[Value]) -> Value:
    one, several = _two(operands)
    return _truth(one.items[0] in several.items) if one.items and several.items else NULL


def _contains(_expression: Element, operands: Sequence[Value]) -> Value:
    whole, part = _two(operands)
    if "ordered" in (whole.cardinality, part.cardinality):
        raise UnscorableError("its response processing looks for a part of an order")
    if not whole.items or not part.items:
        return NULL
    return _truth(all(part.items.count(i) <= whole.items.count(i) for i in part.items))


def _container(cardinality: str) -> _Operation:
    def gather(_expression: Element, operands: Sequence[Value]) -> Value:
        return Value(tuple(item for operand in operands for item in operand.items), cardinality)

    return gather


def _size(_expression: Element, operands: Sequence[Value]) -> Value:
    return _number(Fraction(sum(len(operand.items) for operand in operands)))


_OPERATIONS: Final[dict[str, _Operation]] = {
    "match": _match,
    "stringMatch": _string_match,
    "equal": _equal,
    "lt": _compared(lambda left, right: left < right),
    "lte": _compared(lambda left, right: left <= right),
    "gt": _compared(lambda left, right: left > right),
    "gte": _compared(lambda left, right: left >= right),
    "and": _and,
    "or": _or,
    "not": _not,
    "isNull": _is_null,
    "sum": _folded(lambda numbers: sum(numbers, Fraction(0))),
    "product": _folded(_product),
    "subtract": _folded(lambda numbers: numbers[0] - sum(numbers[1:], Fraction(0))),
    "divide": _folded(_divide),
    "min": _folded(min),
    "max": _folded(max),
    "member": _member,
    "contains": _contains,
    "multiple": _container("multiple"),
    "ordered": _container("ordered"),
    "containerSize": _size,
}
