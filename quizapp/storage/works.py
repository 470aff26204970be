"""What pupils did with quizzes, as a teacher sees it: their attempts and what counts of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from quizapp.core.quiz import Quiz
from quizapp.core.scoring import Score, counted_attempt, grade
from quizapp.storage.assignments import Given
from quizapp.storage.attempts import Taken, attempts_where
from quizapp.storage.classes import Pupil, pupils_of
from quizapp.storage.models import AssignmentReader
from quizapp.storage.scores import score_of
from quizapp.storage.sight import Group
from quizapp.storage.terms import TermsOfMany, quiz_of
from quizapp.storage.versions import Versions


@dataclass(frozen=True, slots=True)
class Work:
    """An attempt. `score` is there only for what is over and that nobody has written down yet."""

    taken: Taken
    quiz: Quiz
    is_over: bool
    is_late: bool
    was_cut_off: bool
    earned: Fraction = Fraction(0)
    possible: Fraction = Fraction(0)
    waiting: Fraction = Fraction(0)
    score: Score | None = None

    @property
    def share(self) -> Fraction:
        return self.earned / self.possible if self.possible else Fraction(0)

    @property
    def ended_at(self) -> datetime | None:
        """Return when it was handed in, by the reader or by the end of its time."""
        return (self.taken.finished_at or self.taken.deadline) if self.is_over else None

    @property
    def duration(self) -> timedelta | None:
        return self.ended_at - self.taken.started_at if self.ended_at else None


@dataclass(frozen=True, slots=True)
class PupilWorks:
    """A pupil and their attempts at one quiz, oldest first.

    `counted` is the one whose points are the grade; with the average policy it is empty, as it is
    before anything was handed in.
    """

    reader_id: int
    name: str
    external_id: str | None
    works: tuple[Work, ...]
    counted: Work | None
    grade: Fraction | None

    @property
    def shown(self) -> Work | None:
        """Return the attempt that stands for the pupil: what counts, else the newest."""
        return self.counted or next(reversed(self.done or self.works), None)

    @property
    def done(self) -> tuple[Work, ...]:
        return tuple(work for work in self.works if work.is_over)

    @property
    def others(self) -> tuple[Work, ...]:
        return tuple(work for work in self.works if work is not self.shown)


def works_where(
    connection: Connection, versions: Versions, now: datetime, *which: Any
) -> list[tuple[str, Work]]:
    """Return attempts that meet conditions with their readers' names, oldest first."""
    found = attempts_where(connection, *which)
    terms = TermsOfMany(connection, *which)
    return [(name, _work(connection, versions, terms, taken, now)) for name, taken in found]


def _work(
    connection: Connection, versions: Versions, terms: TermsOfMany, taken: Taken, now: datetime
) -> Work:
    quiz = versions.get(taken.version_id)
    if not taken.is_over(now):
        return Work(taken, quiz, is_over=False, is_late=False, was_cut_off=False)
    ended_at = taken.finished_at or taken.deadline or now
    score = None
    earned, possible, waiting = taken.earned, taken.possible, taken.waiting
    if earned is None or possible is None or waiting is None:
        # Few: what is over is written down within half a minute.
        score = score_of(connection, taken, quiz_of(connection, versions, taken, now))
        earned, possible, waiting = score.earned, score.possible, score.waiting
    return Work(
        taken,
        quiz,
        is_over=True,
        is_late=terms.get(taken, quiz.settings).is_late(ended_at),
        was_cut_off=taken.was_cut_off or taken.finished_at is None,
        earned=earned,
        possible=possible,
        waiting=waiting,
        score=score,
    )


def expected_pupils(connection: Connection, group: Group, given: Given | None) -> Iterable[Pupil]:
    """Return the pupils of whom work is expected: of a class, or those an assignment is for."""
    class_id = given.class_id if given else group.class_id
    if class_id is None:
        return ()
    pupils = pupils_of(connection, class_id)
    if given is None or given.is_for_all:
        return pupils
    wanted = named_pupils(connection, [given.id]).get(given.id, frozenset())
    return [pupil for pupil in pupils if pupil.reader_id in wanted]


def named_pupils(
    connection: Connection, assignment_ids: Iterable[int]
) -> Mapping[int, frozenset[int]]:
    """Return whom assignments are for, of those that are not for all."""
    found = select(AssignmentReader.assignment_id, AssignmentReader.reader_id)
    named: dict[int, set[int]] = {}
    wanted = AssignmentReader.assignment_id.in_(list(assignment_ids))
    for row in connection.execute(found.where(wanted)):
        named.setdefault(row.assignment_id, set()).add(row.reader_id)
    return {assignment_id: frozenset(readers) for assignment_id, readers in named.items()}


def make_row(reader_id: int, name: str, pupil: Pupil | None, works: Sequence[Work]) -> PupilWorks:
    """Return a pupil's attempts with the one that counts. The newest version's policy holds."""
    done = [work for work in works if work.is_over]
    shares = [work.share for work in done]
    policy = done[-1].quiz.settings.grade if done else "best"
    index = counted_attempt(policy, shares)
    return PupilWorks(
        reader_id,
        name,
        pupil.external_id if pupil else None,
        tuple(works),
        None if index is None else done[index],
        grade(policy, shares),
    )
