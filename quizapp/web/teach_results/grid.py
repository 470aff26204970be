"""The grid of a quiz: pupils by questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from flask import render_template, request
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.bank import BankEntry
from quizapp.core.cells import ABSENT, Cell
from quizapp.core.question import Question
from quizapp.core.quiz import Quiz
from quizapp.storage.answers import Given as Answer
from quizapp.storage.cells import Count, MarkSheet, answers_of, count_right
from quizapp.storage.models import Attempt
from quizapp.storage.sight import Onlooker
from quizapp.storage.works import PupilWorks, Work, attempts_at_quiz, works_at
from quizapp.web.services import services
from quizapp.web.teach_results.sight import Chosen, chosen_group, groups_of, onlooker

PAGE: Final = 50
_AROUND: Final = 4
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


class Found(NamedTuple):
    """What a group did with a quiz. `entry` is missing when its file is gone."""

    name: str
    title: str
    by: Onlooker
    chosen: Chosen
    entry: BankEntry | None
    pupils: Sequence[PupilWorks]

    @property
    def which(self) -> Any:
        """Return the conditions on the group's attempts."""
        return attempts_at_quiz(self.by, self.chosen.group, self.name)


def find_works(name: str, event: str = "results seen") -> Found:
    """Return what the group of the address did with a quiz, and note it. Raises NotFound."""
    parts, by, chosen = services(), onlooker(), chosen_group(name)
    entry, now = parts.bank.get(name), parts.clock()
    with parts.database.read() as connection:
        pupils = works_at(connection, parts.versions, by, name, chosen.group, now, chosen.given)
    title = _title(name, entry, pupils)
    if entry is None and not any(pupil.works for pupil in pupils):
        raise NotFound
    security_log.note(
        event,
        now,
        by=by.reader_id,
        quiz=name,
        **{"class": chosen.group.class_id, "assignment": chosen.group.assignment_id},
    )
    return Found(name, title, by, chosen, entry, pupils)


def _title(name: str, entry: BankEntry | None, pupils: Iterable[PupilWorks]) -> str:
    if entry and entry.card:
        return entry.card.title
    return next((work.taken.title for pupil in pupils for work in pupil.works), name)


def questions_of(found: Found) -> list[tuple[int | None, Question]]:
    """Return the quiz's questions by number, and those of older versions that it had once."""
    newest = found.entry.quiz if found.entry else None
    quizzes = {work.taken.version_id: work.quiz for pupil in found.pupils for work in pupil.works}
    older: list[Quiz] = [quizzes[version] for version in sorted(quizzes, reverse=True)]
    quizzes_by_age = [newest, *older] if newest else older
    known: dict[str, tuple[int | None, Question]] = {}
    for age, quiz in enumerate(quizzes_by_age):
        for number, question in enumerate(quiz.questions(), 1):
            known.setdefault(question.id, (None if age else number, question))
    return list(known.values())


def render_grid(name: str) -> Any:
    """Render a page of a quiz's grid."""
    found = find_works(name)
    grid = _grid(found)
    return render_template(
        "teach/grid.html",
        name=name,
        grid=grid,
        chosen=found.chosen,
        groups=groups_of(name, found.by, found.chosen),
    )


def _grid(found: Found) -> Grid:
    pupils, sort, page = _sorted_page(found.pupils)
    shown = [pupil.shown for pupil in found.pupils if pupil.shown]
    others = [work for pupil in found.pupils for work in pupil.others]
    with services().database.read() as connection:
        here = [pupil.shown.taken.id for pupil in pupils if pupil.shown]
        marks = MarkSheet(connection, [pupil.shown for pupil in pupils], Attempt.id.in_(here))
        answers = answers_of(connection, (pupil.shown for pupil in pupils))
        counts = count_right(connection, shown, others, *found.which)
    columns = [
        Column(question, number, counts.get(question.id, Count(0, 0)))
        for number, question in questions_of(found)
    ]
    return Grid(
        found.name,
        found.title,
        _language(found),
        columns,
        [_row(pupil, columns, marks, answers) for pupil in pupils],
        pupils=len(found.pupils),
        done=sum(work.is_over for work in shown),
        versions=len({work.taken.version_id for work in shown}),
        sort=sort,
        page=page,
    )


def _language(found: Found) -> str:
    if found.entry and found.entry.card:
        return found.entry.card.language
    return next((work.quiz.language for p in found.pupils for work in p.works), "")


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


def _sorted_page(pupils: Sequence[PupilWorks]) -> tuple[Sequence[PupilWorks], str, int]:
    """Return the pupils of a page, how they are sorted, and which page it is."""
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    if sort == "score":
        pupils = sorted(pupils, key=lambda pupil: (pupil.grade is None, -(pupil.grade or 0)))
    pages = max(1, -(-len(pupils) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return pupils[(page - 1) * PAGE : page * PAGE], sort, page
