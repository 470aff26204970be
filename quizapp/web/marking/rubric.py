"""A rubric as a form: what can be chosen, by click or by key, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.fields import parse_number
from quizapp.core.scoring import format_points
from quizapp.core.types.open_response import Criterion, Level, OpenResponse
from quizapp.storage.hand_marks import Judgement
from quizapp.web.translations import gettext as _

MOST_COMMENT: Final = 2_000
_MOST_POINTS: Final = 20
"""Characters of points that are looked at."""


class Step(NamedTuple):
    """A level to choose; `key` chooses it while the focus is in its criterion."""

    value: str
    points: Fraction
    text: str
    key: str
    is_chosen: bool


class Row(NamedTuple):
    """A criterion with its levels."""

    name: str
    criterion: Criterion
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form: what stands in it and, by field, what is wrong with it."""

    rows: Sequence[Row]
    points: str
    comment: str
    is_alike: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def blank_sheet(question: OpenResponse, before: Judgement | None) -> Sheet:
    """Return the form as it is opened, with what the teacher gave before."""
    if before is None:
        return Sheet(_rows(question, {}), "", "")
    levels = dict(enumerate(before.levels))
    chosen = {
        _name(index): str(levels_of(criterion).index(level))
        for index, criterion in enumerate(question.rubric)
        for level in levels_of(criterion)
        if level.points == levels.get(index)
    }
    return Sheet(_rows(question, chosen), format_points(before.points), before.comment)


def typed_sheet(question: OpenResponse, form: Mapping[str, str]) -> Sheet:
    """Return the form as it was sent."""
    comment = form.get("comment", "").replace("\r\n", "\n").strip()[:MOST_COMMENT]
    points = form.get("points", "")[:_MOST_POINTS]
    return Sheet(_rows(question, form), points, comment, "alike" in form)


def judge(question: OpenResponse, sheet: Sheet) -> Judgement | Mapping[str, str]:
    """Return what a form says, or what is wrong with it by field."""
    if not question.rubric:
        points = parse_number(sheet.points.strip().replace(",", "."))
        if points is None or not 0 <= points <= question.points:
            most = format_points(question.points)
            return {"points": _("Give points from 0 to %(most)s, such as 2 or 1.5.", most=most)}
        return Judgement(points, (), sheet.comment)
    chosen = [[step.points for step in row.steps if step.is_chosen] for row in sheet.rows]
    missing = {
        row.name: _("Choose a level: %(criterion)s", criterion=row.criterion.criterion)
        for row, points in zip(sheet.rows, chosen, strict=True)
        if not points
    }
    levels = tuple(points[0] for points in chosen if points)
    return missing or Judgement(sum(levels, Fraction(0)), levels, sheet.comment)


def levels_of(criterion: Criterion) -> Sequence[Level]:
    """Return how well a criterion can be met: as its author says, else in whole points."""
    if criterion.levels:
        return criterion.levels
    whole = [Fraction(number) for number in range(int(criterion.points) + 1)]
    steps = dict.fromkeys([*whole, criterion.points])
    return [Level.model_construct(points=points, text="") for points in steps]


def _name(index: int) -> str:
    return f"level-{index}"


def _rows(question: OpenResponse, chosen: Mapping[str, str]) -> Sequence[Row]:
    return [
        Row(_name(index), criterion, _steps(criterion, chosen.get(_name(index), "")))
        for index, criterion in enumerate(question.rubric)
    ]


def _steps(criterion: Criterion, chosen: str) -> Sequence[Step]:
    levels = levels_of(criterion)
    points = [format_points(level.points) for level in levels]
    # Where points are single digits the key is what the level earns, else its place.
    is_plain = len(set(points)) == len(points) and all(len(one) == 1 for one in points)
    keys = points if is_plain else [str(n) if n <= 9 else "" for n in range(1, len(levels) + 1)]
    return [
        Step(str(place), level.points, level.text, key, chosen == str(place))
        for place, (level, key) in enumerate(zip(levels, keys, strict=True))
    ]
