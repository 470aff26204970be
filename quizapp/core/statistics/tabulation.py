"""A quiz and its scores to a table of marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from quizapp.core.question import Entry, Guess, Input, Question
from quizapp.core.quiz import Quiz, Unit
from quizapp.core.scoring import Score
from quizapp.core.statistics.table import ItemMarks, MarkTable, Menu
from quizapp.core.works import Column, Marked, Work, Works, units_of


class Answers(NamedTuple):
    """What attempts did with a unit: which of `kinds` each of them has, question by question."""

    given: Sequence[int]
    kinds: Sequence[Sequence[Marked | None]]


def tabulate(quiz: Quiz, scores: Sequence[Score]) -> MarkTable:
    """Put scores into a table: one attempt of each reader at this very version of the quiz.

    Part A and its Part Bs are one item. An item that somebody's answer still waits to be marked in
    is left out, and named in `waiting`; so is one that nobody had.
    """
    works = Works.of([Work(place, quiz, _marks(score)) for place, score in enumerate(scores)])
    found = {unit: answers_to([works.column(name) for name in unit]) for unit in units_of(quiz)}
    waiting = [unit for unit, answers in found.items() if is_waiting(answers)]
    items = (make_item(quiz, unit, found[unit]) for unit in found if unit not in waiting)
    return MarkTable(
        len(scores),
        tuple(item for item in items if item.answers),
        tuple(question_id for unit in waiting for question_id in unit),
    )


def _marks(score: Score) -> dict[str, Marked]:
    return {
        mark.question_id: Marked(mark.possible, mark.earned, mark.is_right, mark.answered.response)
        for mark in score.marks
    }


def answers_to(columns: Sequence[Column]) -> Answers:
    """Put the columns of a unit's questions together."""
    if len(columns) == 1:
        return Answers(columns[0].given, [(marked,) for marked in columns[0].kinds])
    numbers: dict[tuple[int, ...], int] = {}
    rows = zip(*(column.given for column in columns), strict=True)
    given = [numbers.setdefault(row, len(numbers)) for row in rows]
    kinds = [
        [column.kinds[kind] for column, kind in zip(columns, row, strict=True)] for row in numbers
    ]
    return Answers(given, kinds)


def is_waiting(answers: Answers) -> bool:
    """Tell whether somebody's answer to a unit is still to be marked."""
    marks = (marked for kind in set(answers.given) for marked in answers.kinds[kind])
    return any(marked is not None and marked.earned is None for marked in marks)


def make_item(quiz: Quiz, unit: Unit, answers: Answers) -> ItemMarks:
    """Return the marks of a unit, of those attempts that have all its questions."""
    questions = [quiz.items[question_id].question for question_id in unit]
    whole = [[mark for mark in kind if mark] for kind in answers.kinds]
    readers, given = _who_has_all(answers, [len(marks) == len(unit) for marks in whole])
    guess = guess_of(questions)
    counted = Counter(given)
    return ItemMarks(
        name=unit[0],
        maximum=float(sum(question.points for question in questions)),
        marks=[_points(marks) for marks in whole],
        readers=readers,
        blanks=sum(
            count
            for kind, count in counted.items()
            if not any(mark.response for mark in whole[kind])
        ),
        guess=None if guess is None else float(guess),
        menus=tuple(_menus(questions, whole)),
        parts=unit,
        given=given,
    )


def _who_has_all(
    answers: Answers, is_whole: Sequence[bool]
) -> tuple[Sequence[int] | None, Sequence[int]]:
    """Return the places of the attempts that have all questions of a unit, and their answers."""
    if all(is_whole[kind] for kind in set(answers.given)):
        return None, answers.given
    readers = [place for place, kind in enumerate(answers.given) if is_whole[kind]]
    return readers, [answers.given[place] for place in readers]


def _points(marks: Sequence[Marked]) -> float:
    return float(sum(mark.earned or 0 for mark in marks))


def guess_of(questions: Sequence[Question]) -> Fraction | None:
    """Return the share of its points that guessing earns in Part A and its Part Bs."""
    guesses: dict[str, Guess] = {}
    earned = Fraction(0)
    for question in questions:
        guess = question.guess()
        if guess is None:
            return None
        guesses[question.id] = guess
        gate = guesses[question.after].full if question.gate and question.after in guesses else 1
        earned += guess.mean * gate * question.points
    possible = sum(question.points for question in questions)
    return earned / possible if possible else None


def _menus(questions: Sequence[Question], kinds: Sequence[Sequence[Marked]]) -> Iterator[Menu]:
    for place, question in enumerate(questions):
        entries = [e for e in question.entries() if e.input in (Input.ONE, Input.MANY)]
        responses = [
            marks[place].response if len(marks) == len(questions) else () for marks in kinds
        ]
        for entry in entries:
            names = (question.id if len(questions) > 1 else "", entry.part)
            yield Menu(
                place=" ".join(name for name in names if name),
                options=entry.options,
                key=frozenset(value for part, value in question.key if part == entry.part),
                chosen=[
                    tuple(value for part, value in response if part == entry.part)
                    for response in responses
                ],
                takes_one=entry.input is Input.ONE,
                is_judged=question.writes_distractors and _is_alone(question.entries()),
            )


def _is_alone(entries: Sequence[Entry]) -> bool:
    return len(entries) == 1
