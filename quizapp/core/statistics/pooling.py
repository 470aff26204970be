"""Attempts at several versions of a quiz to one table; wordings of a question are never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from quizapp.core.quiz import Quiz, Unit
from quizapp.core.statistics.analysis import Analysis, analyse
from quizapp.core.statistics.table import ItemMarks, MarkTable
from quizapp.core.statistics.tabulation import Attempt, is_waiting, make_item
from quizapp.core.works import Content, Contents, Work


class Pooled(NamedTuple):
    """A table whose first `shown` items are those of one version; the others are older wordings."""

    table: MarkTable
    shown: int


def pool(works: Sequence[Work], quiz: Quiz, contents: Contents) -> Pooled:
    """Put attempts into one table, with the questions as this quiz words them in front.

    An answer to another wording counts among the reader's other questions, and as nothing else.
    """
    found = _columns(works, quiz, contents)
    items: list[ItemMarks] = []
    waiting: list[str] = []
    shown = 0
    for (unit, content), (wording, attempts) in found.items():
        is_shown = contents.of(quiz).get(unit) == content
        if is_waiting(unit, attempts):
            waiting += unit if is_shown else ()
            continue
        item = make_item(wording, unit, attempts)
        if item.marks:
            items.append(item)
            shown += is_shown
    return Pooled(MarkTable(len(works), tuple(items), tuple(waiting)), shown)


_Columns = dict[tuple[Unit, Content], tuple[Quiz, list[Attempt]]]


def _columns(works: Sequence[Work], quiz: Quiz, contents: Contents) -> _Columns:
    """Return the attempts by unit and wording; who had another wording has nothing there."""
    columns: _Columns = {}
    for version in _versions(works, quiz):
        for unit, content in contents.of(version).items():
            columns.setdefault((unit, content), (version, [{}] * len(works)))
    for reader, work in enumerate(works):
        for key in contents.of(work.quiz).items():
            columns[key][1][reader] = work.marks
    return columns


def _versions(works: Sequence[Work], quiz: Quiz) -> list[Quiz]:
    versions = {id(quiz): quiz}
    for work in works:
        versions.setdefault(id(work.quiz), work.quiz)
    return list(versions.values())


def analyse_works(works: Sequence[Work], quiz: Quiz, contents: Contents) -> Analysis:
    """Analyse attempts; the items are the questions as this quiz words them."""
    table, shown = pool(works, quiz, contents)
    found = analyse(table)
    return Analysis(found.items[:shown], replace(found.test, items=shown), found.waiting)
