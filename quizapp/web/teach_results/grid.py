"""The grid of a quiz: pupils by questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from flask import current_app, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.bank import BankEntry
from quizapp.core.cells import ABSENT, Cell
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz
from quizapp.storage.cells import Count, MarkSheet, answers_of, count_right
from quizapp.storage.classes import Pupil
from quizapp.storage.given import Given as Answer
from quizapp.storage.models import Attempt
from quizapp.storage.roll import Listed, Roll, call_roll, works_of
from quizapp.storage.sight import Onlooker, attempts_of_group
from quizapp.storage.works import (
    PupilWorks,
    Work,
    expected_pupils,
)
from quizapp.web.keeping import Keeping, digest
from quizapp.web.services import services
from quizapp.web.teach_results.sight import Chosen, chosen_group, groups_of, onlooker

PAGE: Final = 50
_AROUND: Final = 4
_KEPT: Final = 200
"""So many grids' counts are kept."""
SORTS: Final = ("name", "score")


class Column(NamedTuple):
    """A question of the grid. `number` is its place in the file; one that is gone has none."""

    question: Question
    number: int | None
    right: Count


class Row(NamedTuple):
    """A pupil of the grid: the attempt that stands for them, cell by cell."""

    pupil: PupilWorks
    cells: Sequence[Cell]
    answered: int

    @property
    def work(self) -> Work | None:
        return self.pupil.shown


@dataclass(frozen=True, slots=True)
class Grid:
    """A page of a grid. `versions` counts those of the quiz that its attempts were made on."""

    name: str
    title: str
    language: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    pupils: int
    done: int
    versions: int
    sort: str
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.pupils // PAGE))

    @property
    def near(self) -> list[int]:
        """Return the pages that are linked to: the first, the last, and those around this one."""
        around = range(max(1, self.page - _AROUND), min(self.pages, self.page + _AROUND) + 1)
        return sorted({1, *around, self.pages})


class Sought(NamedTuple):
    """Whose work with which quiz is asked for. `entry` is missing when its file is gone."""

    name: str
    by: Onlooker
    chosen: Chosen
    entry: BankEntry | None
    now: datetime

    @property
    def which(self) -> Any:
        """Return the condition on the group's attempts."""
        return attempts_of_group(self.by, self.chosen.group, self.name)

    def note(self, event: str, *, has_works: bool) -> None:
        """Note that it was seen. Raises NotFound where there is neither a file nor an attempt."""
        if self.entry is None and not has_works:
            raise NotFound
        group = self.chosen.group
        address = {"class": group.class_id, "assignment": group.assignment_id}
        security_log.note(event, self.now, by=self.by.reader_id, quiz=self.name, **address)


class Found(NamedTuple):
    """Who did something with a quiz, or is expected to. `known` are those of a class by id."""

    sought: Sought
    pupils: Sequence[Listed]
    known: Mapping[int, Pupil]

    def note(self, event: str) -> None:
        """Note that it was seen. Raises NotFound where there is neither a file nor an attempt."""
        self.sought.note(event, has_works=any(one.briefs for one in self.pupils))


def _seek(name: str) -> Sought:
    parts = services()
    return Sought(name, onlooker(), chosen_group(name), parts.bank.get(name), parts.clock())


def find_pupils(name: str) -> Found:
    """Return the group of the address as far as it has to do with a quiz."""
    sought, parts = _seek(name), services()
    with parts.database.read() as connection:
        expected = list(expected_pupils(connection, sought.chosen.group, sought.chosen.given))
        roll = call_roll(connection, parts.versions, expected, sought.now, sought.which)
    return Found(sought, roll.pupils, {pupil.reader_id: pupil for pupil in expected})


def questions_of(
    entry: BankEntry | None, versions: Iterable[int]
) -> list[tuple[int | None, Question]]:
    """Return a quiz's questions by number, and those of older versions that it had once."""
    newest = entry.quiz if entry else None
    older: list[Quiz] = [services().versions.get(one) for one in sorted(versions, reverse=True)]
    quizzes_by_age = [newest, *older] if newest else older
    known: dict[str, tuple[int | None, Question]] = {}
    for age, quiz in enumerate(quizzes_by_age):
        for number, question in enumerate(quiz.questions(), 1):
            known.setdefault(question.id, (None if age else number, question))
    return list(known.values())


def render_grid(name: str) -> Any:
    """Render a page of a quiz's grid."""
    sought = _seek(name)
    grid = _grid(sought)
    return render_template(
        "teach/grid.html",
        name=name,
        grid=grid,
        chosen=sought.chosen,
        groups=groups_of(name, sought.by, sought.chosen),
    )


def _grid(sought: Sought) -> Grid:
    parts, now, group = services(), sought.now, sought.chosen.group
    with parts.database.read() as connection:
        expected = expected_pupils(connection, group, sought.chosen.given)
        roll = call_roll(connection, parts.versions, expected, now, sought.which)
        sought.note("results seen", has_works=any(one.briefs for one in roll.pupils))
        listed, sort, page = _sorted_page(roll.pupils)
        pupils = works_of(connection, parts.versions, listed, now, sought.which)
        works = [pupil.shown for pupil in pupils if pupil.shown]
        marks = MarkSheet(connection, works, Attempt.id.in_([work.taken.id for work in works]))
        answers = answers_of(connection, works)
        counts = _counts(connection, roll, sought.which)
    taken = {brief.version_id for one in roll.pupils for brief in one.briefs}
    columns = [
        Column(question, number, counts.get(question.id, Count(0, 0)))
        for number, question in questions_of(sought.entry, taken)
    ]
    shown = [one.stands for one in roll.pupils if one.stands]
    return Grid(
        sought.name,
        *_title_and_language(sought, taken),
        columns,
        [_row(pupil, columns, marks, answers) for pupil in pupils],
        pupils=len(roll.pupils),
        done=sum(brief.share is not None for brief in shown),
        versions=len({brief.version_id for brief in shown}),
        sort=sort,
        page=page,
    )


def _counts(connection: Connection, roll: Roll, which: Any) -> Mapping[str, Count]:
    """Return how many were right in each question, of the attempts that stand for their pupils."""
    shown = [one.stands for one in roll.pupils if one.stands]
    ids = {brief.id for brief in shown}
    unwritten = [work for attempt_id, work in roll.unwritten.items() if attempt_id in ids]
    others = [
        brief.id
        for one in roll.pupils
        if len(one.briefs) > 1
        for brief in one.others
        if brief.share is not None and brief.id not in roll.unwritten
    ]
    kept: Keeping[Mapping[str, Count]] = current_app.extensions.setdefault(
        "quizapp.right", Keeping(_KEPT)
    )
    return kept.get(
        digest(f"{brief.id} {brief.scored}" for brief in shown if brief.share is not None),
        lambda: count_right(connection, unwritten, others, which),
        lasts=not roll.unwritten,
    )


def _title_and_language(sought: Sought, versions: Iterable[int]) -> tuple[str, str]:
    if sought.entry and sought.entry.card:
        return sought.entry.card.title, sought.entry.card.language
    newest = max(versions, default=None)
    if newest is None:
        return sought.name, ""
    quiz = services().versions.get(newest)
    return quiz.title, quiz.language


def _row(
    pupil: PupilWorks,
    columns: Iterable[Column],
    marks: MarkSheet,
    answers: Mapping[str, Mapping[int, Answer]],
) -> Row:
    attempt_id = pupil.shown.taken.id if pupil.shown else ""
    given = answers.get(attempt_id, {})
    cells = marks.cells(attempt_id, given)
    return Row(
        pupil,
        [cells.get(column.question.id, ABSENT) for column in columns],
        sum(bool(answer.response) for answer in given.values()),
    )


def _sorted_page(pupils: Sequence[Listed]) -> tuple[Sequence[Listed], str, int]:
    """Return the pupils of a page, how they are sorted, and which page it is."""
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    if sort == "score":
        pupils = sorted(pupils, key=lambda one: (one.grade is None, -float(one.grade or 0)))
    pages = max(1, -(-len(pupils) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return pupils[(page - 1) * PAGE : page * PAGE], sort, page
