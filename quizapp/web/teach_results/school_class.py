"""A class over its quizzes: pupils by assignments, and the means over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from flask import render_template, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.storage.assignments import Given, assignments_of_class
from quizapp.storage.classes import ClassFacts, Pupil, pupils_of
from quizapp.storage.sight import Group, Onlooker, attempts_of_group
from quizapp.storage.works import PupilWorks, Work, make_row, named_pupils, works_where
from quizapp.web import chart, words
from quizapp.web.paging import paged
from quizapp.web.roles import require_class
from quizapp.web.services import services
from quizapp.web.teach_results.files import percent
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.teach_results.tables import Table, send_table

Key = int | str
"""What a column is about: an assignment, or a quiz that pupils took on their own."""


@dataclass(frozen=True)
class Column:
    """An assignment, or a quiz taken without one. `expected` are the pupils it is for."""

    title: str
    url: str
    at: datetime
    is_assigned: bool
    expected: frozenset[int]
    rows: Mapping[int, PupilWorks]

    @property
    def grades(self) -> list[Fraction]:
        return [row.grade for row in self.rows.values() if row.grade is not None]

    @cached_property
    def mean(self) -> Fraction | None:
        return _mean(self.grades)

    def is_missing(self, reader_id: int) -> bool:
        """Tell whether a pupil is expected to take it and has not begun."""
        return reader_id in self.expected and reader_id not in self.rows


@dataclass(frozen=True, slots=True)
class ClassResults:
    """What a class did. `pupils` are those who sit there and those who left work there."""

    of_class: ClassFacts
    pupils: Sequence[tuple[int, str]]
    columns: Sequence[Column]

    def mean_of(self, reader_id: int) -> Fraction | None:
        """Return the mean of a pupil's grades."""
        rows = [column.rows.get(reader_id) for column in self.columns if column.is_assigned]
        grades = [row.grade for row in rows if row and row.grade is not None]
        return _mean(grades)


def _mean(grades: Sequence[Fraction]) -> Fraction | None:
    # Of a thousand grades few are different, and adding fractions is slow.
    total = sum((grade * times for grade, times in Counter(grades).items()), Fraction(0))
    return total / len(grades) if grades else None


def render_class(class_id: int) -> Any:
    """Render a class over its quizzes."""
    results = _results(class_id, "class results seen")
    drawn = [column for column in results.columns if column.mean is not None]
    return render_template(
        "teach/class_results.html",
        results=results,
        here=paged(results.pupils),
        chart=_chart(drawn),
        chart_size=(chart.WIDTH, chart.HEIGHT),
    )


def send_class(class_id: int, sheet: str) -> Any:
    """Send the same as a table."""
    what, _, kind = sheet.partition(".")
    if what != "grades" or kind not in {"csv", "xlsx"}:
        raise NotFound
    results = _results(class_id, "class grades downloaded")
    return send_table(_table(results), f"{results.of_class.name} grades", kind)


def _results(class_id: int, event: str) -> ClassResults:
    of_class, by, parts = require_class(class_id), onlooker(), services()
    now = parts.clock()
    with parts.database.read() as connection:
        results = _load(connection, of_class, by, now)
    security_log.note(event, now, by=by.reader_id, **{"class": class_id})
    return results


def _load(
    connection: Connection, of_class: ClassFacts, by: Onlooker, now: datetime
) -> ClassResults:
    pupils = pupils_of(connection, of_class.id)
    given = {one.id: one for one in assignments_of_class(connection, of_class.id)}
    named = named_pupils(connection, given)
    which = attempts_of_group(by, Group(of_class.id))
    works: dict[Key, dict[int, list[Work]]] = {key: {} for key in reversed(given)}
    names = {pupil.reader_id: pupil.name for pupil in pupils}
    for name, work in works_where(connection, services().versions, now, which):
        assignment_id = work.taken.assignment_id
        key = work.taken.quiz if assignment_id is None else assignment_id
        if assignment_id is None or assignment_id in given:
            by_reader = works.setdefault(key, {})
            by_reader.setdefault(work.taken.reader_id, []).append(work)
            names.setdefault(work.taken.reader_id, name)
    columns = [
        _assigned(given[key], named.get(key), pupils, by_reader)
        if isinstance(key, int)
        else _unassigned(of_class.id, key, by_reader)
        for key, by_reader in works.items()
    ]
    people = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return ClassResults(of_class, people, sorted(columns, key=lambda column: column.at))


def _rows(by_reader: Mapping[int, Sequence[Work]]) -> dict[int, PupilWorks]:
    return {reader: make_row(reader, "", None, works) for reader, works in by_reader.items()}


def _assigned(
    given: Given,
    named: frozenset[int] | None,
    pupils: Sequence[Pupil],
    by_reader: Mapping[int, Sequence[Work]],
) -> Column:
    entry = services().bank.get(given.quiz)
    title = entry.card.title if entry and entry.card else given.quiz
    everybody = frozenset(pupil.reader_id for pupil in pupils)
    return Column(
        title,
        url_for("teach.show_results", name=given.quiz, assignment=given.id),
        given.conditions.opens_at or given.created_at,
        is_assigned=True,
        expected=everybody if named is None else everybody & named,
        rows=_rows(by_reader),
    )


def _unassigned(class_id: int, quiz: str, by_reader: Mapping[int, Sequence[Work]]) -> Column:
    works = [work for some in by_reader.values() for work in some]
    address: dict[str, Any] = {"name": quiz, "class": class_id}
    return Column(
        works[-1].taken.title,
        url_for("teach.show_results", **address),
        min(work.taken.started_at for work in works),
        is_assigned=False,
        expected=frozenset(),
        rows=_rows(by_reader),
    )


def _chart(columns: Sequence[Column]) -> chart.Chart:
    days = [words.date(column.at) for column in columns]
    scores = []
    for column, day in zip(columns, days, strict=True):
        mean = column.mean or Fraction(0)
        label = f"{column.title}: {words.percent(mean)} ({day})"
        scores.append((column.at, mean, label, True))
    return chart.make_chart(scores, days)


def _table(results: ClassResults) -> Table:
    header = ["name", "mean_percent", *(column.title for column in results.columns)]
    rows = []
    for reader_id, name in results.pupils:
        grades = [column.rows.get(reader_id) for column in results.columns]
        own = [percent(row.grade) if row else None for row in grades]
        rows.append([name, percent(results.mean_of(reader_id)), *own])
    return [header, *rows]
