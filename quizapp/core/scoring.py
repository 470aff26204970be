"""Outcomes to a score; attempts to a grade. Exact until shown, then rounded once, half up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from quizapp.core.question import WRONG, Outcome, Question, Response
from quizapp.core.quiz import Quiz
from quizapp.core.settings import GradePolicy

CONFIDENCE_RIGHT: Final = {1: 1, 2: 2, 3: 3}
CONFIDENCE_WRONG: Final = {1: 0, 2: -2, 3: -6}


class Answered(NamedTuple):
    """What a reader has sent for a question: the response that counts and the tries it took."""

    response: Response
    tries: int = 1
    confidence: int | None = None


BLANK: Final = Answered(())


class Mark(NamedTuple):
    """What one question of an attempt earned. `earned` is None until a teacher marks it."""

    question_id: str
    possible: Fraction
    earned: Fraction | None
    outcome: Outcome
    answered: Answered

    @property
    def is_right(self) -> bool:
        """Tell whether the answer is right: marked by hand, when it earned everything."""
        if self.outcome.score is None:
            return bool(self.possible) and self.earned == self.possible
        return self.outcome.is_right


class Score(NamedTuple):
    """An attempt's points: earned of possible; `waiting` points are still to be marked."""

    earned: Fraction
    possible: Fraction
    waiting: Fraction
    marks: tuple[Mark, ...]

    @property
    def share(self) -> Fraction:
        """Return earned/possible, 0 where nothing is possible."""
        return self.earned / self.possible if self.possible else WRONG


class Decisions(NamedTuple):
    """What people decided about the marks of an attempt, by question id.

    `marked` are points given by hand; `full` earns everything, whatever was answered; `floors` are
    points that a new marking may not go below; `overridden` are points that stand instead of all
    that; what is `dropped` counts for nobody. `total` are the points of the whole attempt.
    """

    marked: Mapping[str, Fraction] = {}
    full: frozenset[str] = frozenset()
    floors: Mapping[str, Fraction] = {}
    overridden: Mapping[str, Fraction] = {}
    dropped: frozenset[str] = frozenset()
    total: Fraction | None = None

    def apply(self, mark: Mark) -> Mark:
        """Return a mark as it was decided."""
        name, earned = mark.question_id, mark.earned
        if earned is None:
            earned = self.marked.get(name)
        if name in self.full:
            earned = mark.possible
        if name in self.floors:
            earned = max(earned or WRONG, self.floors[name])
        earned = self.overridden.get(name, earned)
        if name in self.dropped:
            return mark._replace(possible=WRONG, earned=WRONG)
        return mark._replace(earned=earned)

    def opens(self, question_id: str) -> bool:
        """Tell whether Part B may count, whatever Part A was answered."""
        return question_id in self.full or question_id in self.dropped


UNDECIDED: Final = Decisions()


def grade_response(question: Question, response: Response) -> Outcome:
    """Grade a response; a blank earns nothing."""
    return question.grade(response) if response else Outcome(WRONG)


def after_tries(score: Fraction, tries: int, penalty: Fraction) -> Fraction:
    """Take off the penalty for each try after the first: max(0, score - (tries - 1) * penalty)."""
    return max(WRONG, score - (tries - 1) * penalty) if tries > 1 else score


def share_of(points: Fraction, share: Fraction) -> Fraction:
    """Return a share of points: mostly all or nothing, which need not be multiplied."""
    if share == 1:
        return points
    return points * share if share else WRONG


def score_attempt(
    quiz: Quiz,
    question_ids: Sequence[str],
    answers: Mapping[str, Answered],
    decisions: Decisions = UNDECIDED,
) -> Score:
    """Score the questions of an attempt. A question that is not in `answers` is a blank."""
    marks: dict[str, Mark] = {}
    for question_id in question_ids:
        question = quiz.items[question_id].question
        answered = answers.get(question_id, BLANK)
        outcome = grade_response(question, answered.response)
        earned = None
        if outcome.score is not None:
            left = after_tries(outcome.score, answered.tries, quiz.settings.penalty)
            earned = share_of(question.points, left)
        if not decisions.opens(question.after):
            earned = _gated(question, earned, marks.get(question.after))
        mark = Mark(question_id, question.points, earned, outcome, answered)
        marks[question_id] = decisions.apply(mark)
    score = total(tuple(marks.values()))
    if decisions.total is None:
        return score
    possible = score.possible + score.waiting
    return score._replace(earned=decisions.total, possible=possible, waiting=WRONG)


def floors(quiz: Quiz, answers: Mapping[str, Answered]) -> Mapping[str, Fraction]:
    """Return what the keys of then give, for questions whose marks may not fall."""
    points = {}
    for name, question in quiz.corrections.superseded.items():
        answered = answers.get(name, BLANK)
        outcome = grade_response(question, answered.response)
        if outcome.score is not None:
            left = after_tries(outcome.score, answered.tries, quiz.settings.penalty)
            points[name] = share_of(question.points, left)
    return points


def _gated(question: Question, earned: Fraction | None, part_a: Mark | None) -> Fraction | None:
    """Part B behind a gate earns only when Part A is fully right (PARCC)."""
    if not question.gate or part_a is None:
        return earned
    if part_a.earned is None:
        return None
    return earned if part_a.is_right else WRONG


def total(marks: tuple[Mark, ...]) -> Score:
    """Add marks up."""
    return Score(
        earned=add_up(mark.earned for mark in marks if mark.earned is not None),
        possible=add_up(mark.possible for mark in marks if mark.earned is not None),
        waiting=add_up(mark.possible for mark in marks if mark.earned is None),
        marks=marks,
    )


def add_up(points: Iterable[Fraction]) -> Fraction:
    """Return a sum. Most points have the same denominator: whole numbers add ten times faster."""
    numerators: dict[int, int] = {}
    for one in points:
        below = one.denominator
        numerators[below] = numerators.get(below, 0) + one.numerator
    return sum((Fraction(above, below) for below, above in numerators.items()), WRONG)


def counted_attempt(policy: GradePolicy, shares: Sequence[Fraction]) -> int | None:
    """Return the index of the attempt whose share is the grade; None if there is no such one."""
    if not shares or policy == "average":
        return None
    if policy == "best":
        return shares.index(max(shares))
    return 0 if policy == "first" else len(shares) - 1


def grade(policy: GradePolicy, shares: Sequence[Fraction]) -> Fraction | None:
    """Return what counts over finished attempts, oldest first; None without any."""
    if not shares:
        return None
    index = counted_attempt(policy, shares)
    return sum(shares, WRONG) / len(shares) if index is None else shares[index]


def confidence_mark(score: Fraction, level: int | None) -> Fraction:
    """Return the certainty-based mark: right 1, 2, 3; wrong 0, -2, -6; partial times right."""
    chosen = level or 1
    return score * CONFIDENCE_RIGHT[chosen] if score else Fraction(CONFIDENCE_WRONG[chosen])


def round_half_up(value: Fraction, places: int = 0) -> str:
    """Round once, half up (away from zero), to a number of decimals."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 and whole else text


@lru_cache(maxsize=1_000)
def format_points(value: Fraction) -> str:
    """Show points with at most two decimals: 7, 6.5, 0.33."""
    text = round_half_up(value, 2)
    return text.rstrip("0").rstrip(".")


def format_percent(share: Fraction, pass_mark: Fraction | None = None) -> str:
    """Show a share in whole percent, with decimals only where rounding would hide a failed pass."""
    percent = share * 100
    if pass_mark is not None and share < pass_mark:
        for places in range(5):
            text = round_half_up(percent, places)
            if Fraction(text) < pass_mark * 100:
                return text
    return round_half_up(percent)
