"""The work of a simulated class over a term, graded as what real pupils hand in is."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any, Final, NamedTuple

from quizapp.core.quiz import Quiz
from quizapp.core.scoring import UNDECIDED, Decisions, Score, score_attempt
from quizapp.core.simulation.minds import Mind
from quizapp.core.simulation.people import Pupil
from quizapp.core.simulation.sitting import Save, Sitting, Task, sit
from quizapp.core.simulation.term import Slot, mark_by_hand, plan_again, plan_attempt
from quizapp.core.terms import NO_ACCOMMODATION, Accommodation, Terms, make_terms
from quizapp.core.types.open_response import OpenResponse
from quizapp.storage.given import Given, encode
from quizapp.storage.scores import by_question

_MARKED: Final = 0.85
_RELEASED_AFTER: Final = timedelta(days=2)


class Course(NamedTuple):
    """A quiz and its week in the term."""

    slot: Slot
    quiz: Quiz
    version_id: int
    minds: Mapping[str, Mind]

    def released_at(self, now: datetime) -> datetime | None:
        """Return when marks by hand were released."""
        closes_at = self.slot.conditions(now).closes_at
        return closes_at + _RELEASED_AFTER if closes_at and self.slot.is_marked else None


class Draft(NamedTuple):
    """An attempt before its reader and its assignment have a number: their places stand for them.

    `score` is empty while it is open; `marked` are points by criterion, by question id.
    """

    pupil: int
    course: int
    id: str
    number: int
    seed: str
    began_at: datetime
    deadline: datetime | None
    sitting: Sitting
    answers: Sequence[tuple[int, Given]]
    score: Score | None
    marked: Mapping[str, Sequence[Fraction]]


def draft_class(
    courses: Sequence[Course],
    pupils: Sequence[Pupil],
    accommodations: Mapping[int, Accommodation],
    now: datetime,
    rng: Random,
) -> Iterator[Draft]:
    """Let every pupil take what the class is given, within what holds for each of them."""
    for place, pupil in enumerate(pupils):
        accommodation = accommodations.get(place, NO_ACCOMMODATION)
        for number, course in enumerate(courses):
            conditions = course.slot.conditions(now)
            terms = make_terms(course.quiz.settings, conditions, accommodation)
            for draft in _take(course, pupil, terms, now, rng):
                yield draft._replace(pupil=place, course=number)


def _take(
    course: Course, pupil: Pupil, terms: Terms, now: datetime, rng: Random
) -> Iterator[Draft]:
    began_at = plan_attempt(course.slot, terms, now, rng)
    if began_at is None:
        return
    first = _draft(course, pupil, terms, began_at, now, rng)
    yield first
    if first.score is None or first.sitting.done_at is None:
        return
    again_at = plan_again(first.score.share, terms, first.sitting.done_at, now, rng)
    if again_at is not None:
        yield _draft(course, pupil, terms, again_at, now, rng)._replace(number=2)


def _draft(
    course: Course, pupil: Pupil, terms: Terms, began_at: datetime, now: datetime, rng: Random
) -> Draft:
    seed = rng.randbytes(8).hex()
    deadline = terms.deadline(began_at)
    until = min(deadline, now) if deadline else now
    task = Task(course.quiz, course.minds, seed, began_at, until)
    sitting = sit(task, pupil, course.slot.weeks, rng)
    answers = list(_answers(sitting.saves))
    draft = Draft(
        pupil=0,
        course=0,
        id=base64.urlsafe_b64encode(rng.randbytes(16)).decode().rstrip("="),
        number=1,
        seed=seed,
        began_at=began_at,
        deadline=deadline,
        sitting=sitting,
        answers=answers,
        score=None,
        marked={},
    )
    if sitting.done_at is None and (deadline is None or deadline > now):
        return draft
    marked = dict(_mark(course, sitting, pupil, rng)) if course.slot.is_marked else {}
    return draft._replace(marked=marked, score=_score(course.quiz, sitting, answers, marked))


def _answers(saves: Sequence[Save]) -> Iterator[tuple[int, Given]]:
    numbers: dict[int, int] = {}
    for save in saves:
        number = numbers[save.position] = numbers.get(save.position, 0) + 1
        yield (
            save.position,
            Given(
                number,
                save.response,
                hashlib.sha256(encode(save.response).encode()).hexdigest(),
                save.is_flagged,
                save.confidence,
                save.tries,
                save.is_check,
                save.is_locked,
                save.at,
            ),
        )


def _mark(
    course: Course, sitting: Sitting, pupil: Pupil, rng: Random
) -> Iterator[tuple[str, Sequence[Fraction]]]:
    """Mark most of what was written; some is left to do."""
    written = {save.position for save in sitting.saves}
    for position, name in enumerate(sitting.questions, 1):
        question = course.quiz.items[name].question
        if position in written and isinstance(question, OpenResponse) and question.rubric:
            levels = mark_by_hand(question, pupil.skill(course.slot.weeks), rng)
            if rng.random() < _MARKED:
                yield name, levels


def _score(
    quiz: Quiz,
    sitting: Sitting,
    answers: Sequence[tuple[int, Given]],
    marked: Mapping[str, Sequence[Fraction]],
) -> Score:
    newest = dict(answers)
    checked: dict[int, Given] = {}
    if quiz.settings.feedback == "immediate":
        checked = {position: given for position, given in answers if given.is_check}
    points = {name: sum(levels, Fraction(0)) for name, levels in marked.items()}
    decisions = Decisions(marked=points) if points else UNDECIDED
    counted = by_question(sitting.questions, newest, checked)
    return score_attempt(quiz, sitting.questions, counted, decisions)


def answer_rows(draft: Draft) -> Iterator[dict[str, Any]]:
    """Yield the log of an attempt's answers as it is stored."""
    for position, given in draft.answers:
        row = {**given._asdict(), "response": encode(given.response), "tab": None, "seq": None}
        yield {"attempt_id": draft.id, "position": position, **row}
