"""Attempts at several versions of a quiz to one table; wordings of a question are never mixed."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from quizapp.core.quiz import Quiz, Unit
from quizapp.core.statistics.analysis import Analysis, analyse
from quizapp.core.statistics.table import ItemMarks, MarkTable
from quizapp.core.statistics.tabulation import answers_to, is_waiting, make_item
from quizapp.core.works import Content, Contents, Works, worded_by


class Pooled(NamedTuple):
    """A table whose first `shown` items are those of one version; the others are older wordings."""

    table: MarkTable
    shown: int


def pool(works: Works, quiz: Quiz, contents: Contents) -> Pooled:
    """Put attempts into one table, with the questions as this quiz words them in front.

    An answer to another wording counts among the reader's other questions, and as nothing else.
    """
    items: list[ItemMarks] = []
    waiting: list[str] = []
    shown = 0
    for (unit, content), versions in _wordings(works, quiz, contents).items():
        is_shown = contents.of(quiz).get(unit) == content
        columns = [worded_by(works, works.column(name), set(versions)) for name in unit]
        answers = answers_to(columns)
        if is_waiting(answers):
            waiting += unit if is_shown else ()
            continue
        item = make_item(next(iter(versions.values())), unit, answers)
        if item.answers:
            items.append(item)
            shown += is_shown
    return Pooled(MarkTable(works.size, tuple(items), tuple(waiting)), shown)


def _wordings(
    works: Works, quiz: Quiz, contents: Contents
) -> dict[tuple[Unit, Content], dict[int, Quiz]]:
    """Return by unit and wording the versions that have it, by their `id`s."""
    wordings: dict[tuple[Unit, Content], dict[int, Quiz]] = {}
    for version in (quiz, *works.versions.values()):
        for key in contents.of(version).items():
            wordings.setdefault(key, {})[id(version)] = version
    return wordings


def analyse_works(works: Works, quiz: Quiz, contents: Contents) -> Analysis:
    """Analyse attempts; the items are the questions as this quiz words them."""
    table, shown = pool(works, quiz, contents)
    found = analyse(table)
    return Analysis(found.items[:shown], replace(found.test, items=shown), found.waiting)
