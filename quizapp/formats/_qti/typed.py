"""What is typed: accepted texts, and numbers with their tolerances and ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from quizapp.core.folding import fold_answer
from quizapp.core.question import RIGHT
from quizapp.core.writing import Fields, Tree
from quizapp.formats._qti.choices import Asked
from quizapp.formats._qti.expressions import UnscorableError
from quizapp.formats._qti.judging import ZERO, Judge
from quizapp.formats._qti.numbers import write_number, write_share

NUMBERS: Final = frozenset({"integer", "float"})
_OTHER: Final = "\ue0ff"
_MOST_NUMBERS: Final = 60
_COMPARES: Final = frozenset(
    {"match", "equal", "lt", "lte", "gt", "gte", "mapResponse", "member", "contains"}
)
_COMPARES_TEXT: Final = frozenset({"match", "stringMatch", "mapResponse", "member"})


def read_text_answers(judge: Judge) -> Asked:
    """Return `answers` and what goes with them."""
    if judge.uses - _COMPARES_TEXT:
        raise UnscorableError("its response processing looks at a text in a way unknown here")
    texts = [text for text in judge.constants() if isinstance(text, str)]
    scores = {text: judge.score(text) for text in texts}
    other, most = judge.score(_OTHER), max(scores.values(), default=ZERO)
    if most <= 0 or most <= other:
        raise UnscorableError("it has no key: no answer earns anything")
    notes = [] if other == 0 and min(scores.values()) >= 0 else ["what other answers earn or lose"]
    is_strict, note = _minds_case(judge, scores)
    usual = judge.shown(_OTHER)
    always = [text for text in judge.shown() if text in usual]
    answers: list[Tree] = []
    rejected: list[Tree] = []
    seen: set[str] = set()
    for text in _best_first(texts, scores, judge.key):
        folded = fold_answer(text, case_sensitive=is_strict)
        told = "\n\n".join(t for t in judge.shown(text) if t not in usual)
        if folded in seen or not folded:
            continue
        if scores[text] > 0:
            answers.append(_answer(text, scores[text] / most, told))
            seen.add(folded)
        elif told:
            rejected.append({"text": text, "feedback": told})
            seen.add(folded)
    fields: Fields = {"answers": answers}
    if rejected:
        fields["reject"] = rejected
    if is_strict:
        fields["case-sensitive"] = "true"
    return Asked(fields, most, (*notes, *note), "\n\n".join(always))


def _best_first(texts: Sequence[str], scores: dict[str, Fraction], key: Sequence[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-scores[text], text not in key))


def _answer(text: str, share: Fraction, feedback: str) -> Tree:
    fields: Fields = {"text": text}
    if share != RIGHT:
        fields["credit"] = write_share(share)
    if feedback:
        fields["feedback"] = feedback
    return text if len(fields) == 1 else fields


def _minds_case(judge: Judge, scores: dict[str, Fraction]) -> tuple[bool, list[str]]:
    """Tell whether case counts, by trying the other case of each answer."""
    minds = []
    for text, score in scores.items():
        other = text.upper() if text.upper() != text else text.lower()
        if score > 0 and other != text and other not in scores:
            minds.append(judge.score(other) != score)
    if any(minds) and not all(minds):
        return False, ["that some of its answers mind capital letters and others do not"]
    return bool(minds) and all(minds), []


class _Spot(NamedTuple):
    """A number, or all numbers between two borders, and what they earn and are told."""

    low: Fraction | None
    high: Fraction | None
    share: Fraction
    told: str

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high


class _Stretch(NamedTuple):
    low: Fraction
    high: Fraction
    is_closed: bool


def read_numbers(judge: Judge) -> Asked:
    """Return `answer` or `answers` of a number."""
    if judge.uses - _COMPARES:
        raise UnscorableError("its response processing reckons with what was typed")
    borders = _borders(judge)
    if len(borders) > _MOST_NUMBERS:
        raise UnscorableError("its response processing compares with too many numbers")
    tried = [(spot, judge.score(_inside(spot, borders))) for spot in _spots(borders)]
    most = max((score for _, score in tried), default=ZERO)
    if most <= 0:
        raise UnscorableError("it has no key: no number earns anything")
    usual = judge.shown(_inside(tried[0][0], borders))
    spots = []
    for spot, score in tried:
        told = [t for t in judge.shown(_inside(spot, borders)) if t not in usual]
        spots.append(spot._replace(share=max(ZERO, score / most), told="\n\n".join(told)))
    if spots[0].share or spots[-1].share:
        raise UnscorableError("numbers without an end earn points")
    always = "\n\n".join(t for t in judge.shown() if t in usual)
    return _numbers_asked(judge, spots, most, always)


def _numbers_asked(judge: Judge, spots: Sequence[_Spot], most: Fraction, always: str) -> Asked:
    centres = [item for item in judge.constants() if isinstance(item, Fraction)]
    answers: list[Fields] = []
    notes: list[str] = []
    for share, told in sorted({(s.share, s.told) for s in spots}, reverse=True):
        if not share and not told:
            continue
        for stretch in _stretches(spots, share, told):
            answers.append(_number_fields(stretch, centres, share, told))
            if not stretch.is_closed:
                notes.append("that a border does not count itself: here it does")
    fields: Fields = {"type": "numeric"}
    if len(answers) == 1 and set(answers[0]) <= {"value", "tolerance"}:
        fields["answer"] = answers[0]["value"]
        fields |= {n: v for n, v in answers[0].items() if n == "tolerance"}
    else:
        fields["answers"] = [*answers]
    return Asked(fields, most, tuple(dict.fromkeys(notes)), always)


def _borders(judge: Judge) -> list[Fraction]:
    """Return every number at which the score may change."""
    numbers = {item for item in judge.constants() if isinstance(item, Fraction)}
    tolerances: set[tuple[str, Fraction]] = set()
    for rule in judge.processing.rules:
        for element in [rule, *rule.everything()]:
            for amount in element.get("tolerance").split() if element.name == "equal" else ():
                if (size := _size(amount)) is not None:
                    tolerances.add((element.get("toleranceMode"), size))
    borders = set(numbers)
    for mode, size in tolerances:
        for number in numbers:
            margin = abs(number) * size / 100 if mode == "relative" else size
            borders |= {number - margin, number + margin}
    return sorted(borders)


def _size(text: str) -> Fraction | None:
    from quizapp.formats._qti.numbers import read_decimal

    return read_decimal(text)


def _spots(borders: Sequence[Fraction]) -> Iterator[_Spot]:
    if not borders:
        return
    yield _Spot(None, borders[0], ZERO, "")
    for low, high in pairwise(borders):
        yield _Spot(low, low, ZERO, "")
        yield _Spot(low, high, ZERO, "")
    yield _Spot(borders[-1], borders[-1], ZERO, "")
    yield _Spot(borders[-1], None, ZERO, "")


def _inside(spot: _Spot, borders: Sequence[Fraction]) -> Fraction:
    if spot.low is None:
        return borders[0] - 1
    return spot.low + 1 if spot.high is None else (spot.low + spot.high) / 2


def _stretches(spots: Sequence[_Spot], share: Fraction, told: str) -> Iterator[_Stretch]:
    """Yield where this is earned, those places within that earn more included."""
    run: list[_Spot] = []
    for spot in [*spots, _Spot(None, None, Fraction(-1), "")]:
        if spot.share > share or (spot.share == share and spot.told == told):
            run.append(spot)
            continue
        own = [s for s in run if s.share == share]
        if own and run[0].low is not None and run[-1].high is not None:
            closed = run[0].is_point and run[-1].is_point
            yield _Stretch(run[0].low, run[-1].high, closed)
        run = []


def _number_fields(
    stretch: _Stretch, centres: Sequence[Fraction], share: Fraction, told: str
) -> Fields:
    low, high = stretch.low, stretch.high
    middle = (low + high) / 2
    if low == high:
        fields: Fields = {"value": write_number(low)}
    elif middle in centres:
        fields = {"value": write_number(middle), "tolerance": write_number(high - middle)}
    else:
        fields = {"from": write_number(low), "to": write_number(high)}
    if share != RIGHT:
        fields["credit"] = write_share(share)
    if told:
        fields["feedback"] = told
    return fields
