"""Texts with embedded answers (cloze) to the fields of a quiz file."""

from __future__ import annotations

from fractions import Fraction
from math import gcd

from quizapp.core.writing import Fields, Tree
from quizapp.formats._moodle.asked import Asked
from quizapp.formats._moodle.content import raw_text
from quizapp.formats._moodle.embedded import (
    MENU,
    NUMBER,
    SEVERAL,
    TYPED_BY_CASE,
    Embedded,
    cut,
    plain_of,
)
from quizapp.formats._moodle.gap_places import gap_names, gap_text, mark, unmarked, with_blanks
from quizapp.formats._refusals import Unreadable
from quizapp.formats._typed_answers import numeric_fields, read_exact, typed_fields
from quizapp.formats._weights import Weighted, choice_fields, write_fraction


def read_cloze(asked: Asked) -> Fields:
    """Read a text with gaps; a lone number, or lone ticks, are a question of their own."""
    pieces = cut(unmarked(raw_text(asked.element.child("questiontext"))))
    gaps = [piece for piece in pieces if isinstance(piece, Embedded)]
    if not gaps:
        raise Unreadable("its text has no gaps such as `{1:SHORTANSWER:=word}`")
    numbers = iter(range(len(gaps)))
    marked = "".join(p if isinstance(p, str) else mark(next(numbers)) for p in pieces)
    fields = _points(asked, gaps)
    if len(gaps) == 1 and gaps[0].kind in {NUMBER, SEVERAL}:
        return _only(asked, gaps[0], with_blanks(asked.convert(marked, asked.format))) | fields
    read: Fields = {}
    names = gap_names(asked, len(gaps))
    for name, gap, weight in zip(names, gaps, _weights(gaps), strict=True):
        read[name] = _gap(asked, gap, len(read) + 1) | weight
    return {"type": "cloze", **gap_text(asked, marked, names), "gaps": read, **fields}


def _points(asked: Asked, gaps: list[Embedded]) -> Fields:
    """Moodle's gaps make up the points, unless the file tells them."""
    total = sum(gap.weight for gap in gaps)
    is_told = bool(asked.value("defaultgrade"))
    return {} if is_told or total == 1 else {"points": str(total)}


def _weights(gaps: list[Embedded]) -> list[Fields]:
    """Return each gap's weight in the smallest whole numbers; nothing when all are the same."""
    if len({gap.weight for gap in gaps}) == 1 and gaps[0].weight:
        return [{} for _ in gaps]
    common = gcd(*(gap.weight for gap in gaps)) or 1
    weights = (gap.weight // common for gap in gaps)
    return [{} if weight == 1 else {"weight": str(weight)} for weight in weights]


def _only(asked: Asked, gap: Embedded, prompt: str) -> Fields:
    if not prompt:
        raise Unreadable("it asks nothing: nothing stands around its gap")
    if gap.kind == NUMBER:
        fields = numeric_fields(_numbers(asked, gap))
    else:
        fields = choice_fields(_choices(asked, gap), is_single=False)
    return {"type": fields.pop("type"), "prompt": prompt, **fields}


def _gap(asked: Asked, gap: Embedded, number: int) -> Fields:
    if gap.kind == MENU:
        return {"choices": choice_fields(_choices(asked, gap), is_single=True)["choices"]}
    if gap.kind == SEVERAL:
        raise Unreadable(f"several choices can be ticked in its gap {number} (MULTIRESPONSE)")
    if gap.kind == NUMBER:
        return _number_gap(asked, gap, number)
    return _typed(
        asked, gap, [_weighted(asked, a.share, plain_of(a), a.feedback) for a in gap.alternatives]
    )


def _typed(asked: Asked, gap: Embedded, answers: list[Weighted]) -> Fields:
    fields, losses = typed_fields(answers)
    for loss in losses:
        asked.lose(loss)
    return {**fields, "case-sensitive": "true"} if gap.kind == TYPED_BY_CASE else fields


def _choices(asked: Asked, gap: Embedded) -> list[Weighted]:
    return [
        _weighted(asked, a.share, asked.convert(a.text, "html", one_line=True), a.feedback)
        for a in gap.alternatives
    ]


def _weighted(asked: Asked, share: Fraction, text: str, feedback: str) -> Weighted:
    return Weighted(text, share, asked.convert(feedback, "html"))


def _number_gap(asked: Asked, gap: Embedded, number: int) -> Fields:
    """Read a number as a text to type: gaps know no tolerance."""
    answers: list[Weighted] = []
    for found in _numbers(asked, gap):
        if "tolerance" in found:
            raise Unreadable(f"its gap {number} takes all numbers within a tolerance")
        credit = Fraction(str(found.get("credit", "1")).rstrip("%"))
        share = credit / 100 if str(found.get("credit", "")).endswith("%") else credit
        answers.append(Weighted(str(found["value"]), share, str(found.get("feedback", ""))))
    values = ", ".join(answer.text for answer in answers)
    asked.lose(f"a number in gap {number}: {values} must be typed as it is written here")
    return _typed(asked, gap, answers)


def _numbers(asked: Asked, gap: Embedded) -> list[Fields]:
    read: list[Fields] = []
    for alternative in gap.alternatives:
        text = plain_of(alternative)
        feedback = asked.convert(alternative.feedback, "html")
        if text == "*":
            if alternative.share > 0:
                raise Unreadable("a gap takes any number at all")
            if feedback:
                asked.lose(f"what is said to any other number: “{feedback}”")
            continue
        value, _, tolerance = text.partition(":")
        fields: Fields = {"value": read_exact(value)}
        if tolerance and (margin := read_exact(tolerance)) != "0":
            fields["tolerance"] = margin.removeprefix("-")
        said: dict[str, Tree] = {"feedback": feedback} if feedback else {}
        earned: dict[str, Tree] = {}
        if alternative.share != 1:
            earned["credit"] = write_fraction(alternative.share)
        read.append({**fields, **earned, **said})
    return read
