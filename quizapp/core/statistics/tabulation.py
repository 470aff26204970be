"""A quiz and its scores to a table of marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from quizapp.core.question import Entry, Guess, Input, Question
from quizapp.core.quiz import Quiz, Unit
from quizapp.core.scoring import Score
from quizapp.core.statistics.table import ItemMarks, MarkTable, Menu
from quizapp.core.works import Marked, units_of

Attempt = Mapping[str, Marked]


def tabulate(quiz: Quiz, scores: Sequence[Score]) -> MarkTable:
    """Put scores into a table: one attempt of each reader at this very version of the quiz.

    Part A and its Part Bs are one item. An item that somebody's answer still waits to be marked in
    is left out, and named in `waiting`; so is one that nobody had.
    """
    attempts = [_attempt(score) for score in scores]
    units = units_of(quiz)
    waiting = [unit for unit in units if is_waiting(unit, attempts)]
    items = (make_item(quiz, unit, attempts) for unit in units if unit not in waiting)
    return MarkTable(
        len(attempts),
        tuple(item for item in items if item.marks),
        tuple(question_id for unit in waiting for question_id in unit),
    )


def _attempt(score: Score) -> Attempt:
    return {
        mark.question_id: Marked(mark.possible, mark.earned, mark.is_right, mark.answered.response)
        for mark in score.marks
    }


def is_waiting(unit: Unit, attempts: Sequence[Attempt]) -> bool:
    """Tell whether somebody's answer to a unit is still to be marked."""
    return any(
        attempt[question_id].earned is None
        for attempt in attempts
        for question_id in unit
        if question_id in attempt
    )


def make_item(quiz: Quiz, unit: Unit, attempts: Sequence[Attempt]) -> ItemMarks:
    """Return the marks of a unit, of those attempts that have all its questions."""
    questions = [quiz.items[question_id].question for question_id in unit]
    marked = [
        (reader, [attempt[question_id] for question_id in unit])
        for reader, attempt in enumerate(attempts)
        if all(question_id in attempt for question_id in unit)
    ]
    guess = guess_of(questions)
    return ItemMarks(
        name=unit[0],
        maximum=float(sum(question.points for question in questions)),
        marks=[_points(marks) for _, marks in marked],
        readers=[reader for reader, _ in marked] if len(marked) < len(attempts) else None,
        blanks=sum(not any(mark.response for mark in marks) for _, marks in marked),
        guess=None if guess is None else float(guess),
        menus=tuple(_menus(questions, [marks for _, marks in marked])),
        parts=unit,
    )


def _points(marks: Sequence[Marked]) -> float:
    # Adding fractions costs ten times what one of them does, and most units are one question.
    if len(marks) == 1:
        return float(marks[0].earned or 0)
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


def _menus(questions: Sequence[Question], marks: Sequence[Sequence[Marked]]) -> Iterator[Menu]:
    for place, question in enumerate(questions):
        entries = [e for e in question.entries() if e.input in (Input.ONE, Input.MANY)]
        responses = [row[place].response for row in marks]
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
