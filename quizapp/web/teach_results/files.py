"""Grades and answers of a quiz as tables. Headings are words for programs: never translated."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp.core.cells import ABSENT, CellState
from quizapp.core.question import Question
from quizapp.core.sheets.said import LEFT_EMPTY, say
from quizapp.storage.cells import MarkSheet, answers_of
from quizapp.storage.given import Given
from quizapp.storage.models import Attempt
from quizapp.storage.roll import works_of
from quizapp.storage.works import PupilWorks, Work
from quizapp.web.errors import Later
from quizapp.web.services import services
from quizapp.web.teach_results.grid import Found, find_pupils, questions_of
from quizapp.web.teach_results.tables import Table, Value, send_table

_AT_ONCE: Final = 200
"""So many pupils are read at once."""
_LARGE: Final = 2_000
"""A table of more pupils takes seconds of a core: one is made at a time."""
_TURN: Final = threading.Lock()
_GRADES: Final = (
    "name",
    "id",
    "state",
    "attempts",
    "attempt",
    "started",
    "finished",
    "minutes",
    "points",
    "possible",
    "waiting",
    "percent",
    "grade_percent",
)
_ANSWERS: Final = (
    "name",
    "id",
    "attempt",
    "state",
    "counts",
    "question",
    "type",
    "answer",
    "result",
    "points",
    "possible",
    "tries",
    "confidence",
    "flagged",
    "saves",
    "saved",
)


def send_sheet(name: str, sheet: str) -> Any:
    """Send a sheet of the group that the address names, as csv or xlsx."""
    what, _, kind = sheet.partition(".")
    make = {"grades": _grades, "answers": _answers, "responses": _responses}.get(what)
    if make is None or kind not in {"csv", "xlsx"}:
        raise NotFound
    found = find_pupils(name)
    pieces = (name, found.sought.chosen.class_name, what)
    with _turn(len(found.pupils)):
        found.note(f"{what} downloaded")
        return send_table(make(found), " ".join(piece for piece in pieces if piece), kind)


@contextmanager
def _turn(pupils: int) -> Iterator[None]:
    """Let large tables be made one at a time: a few at once would leave readers nothing."""
    if pupils <= _LARGE:
        yield
    elif _TURN.acquire(blocking=False):
        try:
            yield
        finally:
            _TURN.release()
    else:
        raise Later


def state_of(work: Work | None) -> str:
    """Return how far an attempt got, in a word for programs."""
    if work is None:
        return "not started"
    if not work.is_over:
        return "in progress"
    words = [
        word for word, holds in (("cut off", work.was_cut_off), ("late", work.is_late)) if holds
    ]
    return ", ".join(words) or "handed in"


def percent(share: Fraction | None) -> Fraction | None:
    """Return a share as a number of percent."""
    return None if share is None else share * 100


def _questions(found: Found) -> list[Question]:
    versions = {brief.version_id for pupil in found.pupils for brief in pupil.briefs}
    return [question for _, question in questions_of(found.sought.entry, versions)]


def _batches(found: Found) -> Iterator[tuple[Connection, list[PupilWorks]]]:
    """Yield some pupils after the other, and a connection to read the rest of their work by.

    Of a hundred thousand attempts as many are in memory as of a thousand.
    """
    parts, sought = services(), found.sought
    for n in range(0, len(found.pupils), _AT_ONCE):
        some, known = found.pupils[n : n + _AT_ONCE], found.known
        with parts.database.read() as connection:
            given = (connection, parts.versions, some, sought.now, sought.which)
            yield connection, works_of(*given, known=known)


def _marks(connection: Connection, works: Iterable[Work | None]) -> MarkSheet:
    ids = [work.taken.id for work in works if work]
    return MarkSheet(connection, works, Attempt.id.in_(ids))


def _grades(found: Found) -> Table:
    questions = _questions(found)
    yield [*_GRADES, *(question.id for question in questions)]
    for connection, pupils in _batches(found):
        marks = _marks(connection, [pupil.shown for pupil in pupils])
        yield from (_grade_row(pupil, questions, marks) for pupil in pupils)


def _grade_row(
    pupil: PupilWorks, questions: Sequence[Question], marks: MarkSheet
) -> Sequence[Value]:
    work = pupil.shown
    head: list[Value] = [pupil.name, pupil.external_id, state_of(work), len(pupil.works)]
    if work is None:
        return head
    head += [work.taken.number, work.taken.started_at, work.ended_at]
    if not work.is_over:
        return head
    cells = marks.cells(work.taken.id, {})
    minutes = Fraction(int(work.duration.total_seconds()), 60) if work.duration else None
    points = [cells.get(question.id, ABSENT).earned for question in questions]
    own = [minutes, work.earned, work.possible, work.waiting, percent(work.share)]
    return [*head, *own, percent(pupil.grade), *points]


def _answers(found: Found) -> Table:
    yield _ANSWERS
    for connection, pupils in _batches(found):
        works = [work for pupil in pupils for work in pupil.works]
        marks, given = _marks(connection, works), answers_of(connection, works)
        for pupil in pupils:
            for work in pupil.works:
                yield from _answer_rows(pupil, work, marks, given.get(work.taken.id, {}))


def _answer_rows(
    pupil: PupilWorks, work: Work, marks: MarkSheet, given: Mapping[int, Given]
) -> Iterator[Sequence[Value]]:
    cells = marks.cells(work.taken.id, given)
    counts = "yes" if work is pupil.counted else "no"
    for position, question_id in enumerate(work.taken.questions, 1):
        question = work.quiz.items[question_id].question
        answer, cell = given.get(position), cells.get(question_id, ABSENT)
        yield [
            pupil.name,
            pupil.external_id,
            work.taken.number,
            state_of(work),
            counts,
            question_id,
            question.type,
            say(question, answer.response) if answer else "",
            "" if cell.state is CellState.ABSENT else cell.state.value,
            cell.earned,
            cell.possible if work.is_over else None,
            answer.tries if answer else None,
            answer.confidence if answer else None,
            ("yes" if answer.is_flagged else "no") if answer else "",
            answer.number if answer else 0,
            answer.saved_at if answer else None,
        ]


def _responses(found: Found) -> Table:
    """Return what `quizapp grade` and `quizapp analyse --quiz` read: a row a pupil.

    It holds the attempts that Grades shows, as far as they are handed in.
    """
    questions = _questions(found)
    yield ["reader", *(question.id for question in questions)]
    seen: Counter[str] = Counter()
    for connection, pupils in _batches(found):
        works = [(pupil.name, pupil.shown) for pupil in pupils if pupil.done and pupil.shown]
        given = answers_of(connection, [work for _, work in works])
        for name, work in works:
            answers = given.get(work.taken.id, {})
            yield [_numbered(name, seen), *_cells(work, questions, answers)]


def _cells(
    work: Work, questions: Sequence[Question], given: Mapping[int, Given]
) -> Iterator[str | None]:
    places = {question_id: place for place, question_id in enumerate(work.taken.questions, 1)}
    for question in questions:
        answer = given.get(places.get(question.id, 0))
        if question.id not in places:
            yield None
        elif answer is None or not answer.response:
            # A question that was asked, and not one that was not drawn.
            yield LEFT_EMPTY
        else:
            yield say(work.quiz.items[question.id].question, answer.response)


def _numbered(name: str, seen: Counter[str]) -> str:
    """Return a name, the second Anna as `Anna (2)`: a sheet knows pupils by nothing else."""
    seen[name] += 1
    return f"{name} ({seen[name]})" if seen[name] > 1 else name
