"""The page of a result: shared templates, and in their holes what is this reader's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from quizapp.core.passage import Passage
from quizapp.core.question import Outcome
from quizapp.core.quiz import Item
from quizapp.core.scoring import Mark, Score, confidence_mark, format_points
from quizapp.storage.hand_marks import Marking
from quizapp.storage.regrades import told_to
from quizapp.web import fragments, pages, words
from quizapp.web.answering import make_form
from quizapp.web.attempt_page import Sitting, verdict
from quizapp.web.csrf import csrf_token
from quizapp.web.question_page import (
    Drawn,
    SharedQuestion,
    attempt_url,
    draw,
    macros,
    quiz_url,
    shared_question,
)
from quizapp.web.release import Release
from quizapp.web.services import services
from quizapp.web.shared import joined, render_shared, shared

_PIECES = "attempts/_pieces.html"
_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Confidence:
    """How often a reader was right at one level of confidence, and the marks it gave."""

    level: int
    count: int
    right: int
    marks: Any


@dataclass(frozen=True, slots=True)
class Marked:
    """The passages of a version with the evidence of its questions, which stand in this order."""

    version_id: int
    correction: int
    questions: tuple[str, ...]
    passages: Sequence[Passage] = field(compare=False, repr=False)
    items: Mapping[str, Item] = field(compare=False, repr=False)

    def bodies(self) -> Iterator[tuple[Passage, Markup]]:
        """Yield the passages that have marks, as HTML."""
        for index, passage in enumerate(self.passages):
            marks = [
                fragments.Mark(position, number, stretch)
                for position, item in self._items()
                if item.passage is passage
                for number, stretch in enumerate(item.evidence, 1)
            ]
            if marks:
                yield passage, fragments.passage_html(passage, index, marks)

    def _items(self) -> Iterator[tuple[int, Item]]:
        for position, question_id in enumerate(self.questions, 1):
            yield position, self.items[question_id]


Remarks = Mapping[int, Marking]
"""What teachers gave by hand and may be seen, by the question's place."""


def render_result(
    sitting: Sitting, release: Release, score: Score, remarks: Remarks, *, can_start: bool
) -> Any:
    """Render a finished attempt, as far as it may be known."""
    settings, taken = sitting.quiz.settings, sitting.taken
    shows_all = release is Release.EVERYTHING
    rows = result_rows(sitting, score, remarks) if shows_all else _NOTHING
    passages = marked_passages(sitting) if rows else _NOTHING
    is_cut_off = taken.was_cut_off or (taken.deadline is not None and taken.finished_at is None)
    own = {
        **_own(sitting, score),
        "rows": rows,
        "passages": passages,
        "calibration": _calibration(score) if _has_calibration(sitting, release) else _NOTHING,
    }
    return render_shared(
        "attempts/result.html",
        own,
        shows_points=release >= Release.POINTS,
        is_waiting=bool(score.waiting),
        passed=None if settings.pass_mark is None else score.share >= settings.pass_mark,
        is_practice=taken.is_practice,
        is_time_up=is_cut_off,
        can_practise=shows_all and bool(missed_questions(score)),
        can_start=can_start,
        is_corrected=release >= Release.POINTS and bool(own["corrected"]),
        is_after_close=settings.feedback == "after-close" and taken.assignment_id is not None,
        has_rows=bool(rows),
        has_passages=bool(passages),
        has_account=pages.has_account(),
        has_errors=False,
        is_refused=pages.is_refused(),
    )


def _own(sitting: Sitting, score: Score) -> Mapping[str, object]:
    settings, taken = sitting.quiz.settings, sitting.taken
    finished = taken.finished_at or taken.deadline
    return {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        "csrf": csrf_token(),
        "attempt": taken.id,
        "quiz_title": sitting.quiz.title,
        "language": sitting.quiz.language,
        "points": words.out_of(score.earned, score.possible),
        "percent": words.percent(score.share, settings.pass_mark),
        "waiting": format_points(score.waiting),
        "pass_mark": "" if settings.pass_mark is None else words.percent(settings.pass_mark),
        "finished": words.when(finished) if finished else "",
        "practice_url": f"{attempt_url(taken.id)}/practice",
        "quiz_url": quiz_url(taken.quiz),
        **_corrected(sitting),
    }


def _corrected(sitting: Sitting) -> dict[str, str]:
    """Return when the marks were corrected since, and what they were before; "" when never."""
    told = None
    if sitting.quiz.corrections.number:
        with services().database.read() as connection:
            told = told_to(connection, sitting.taken.id)
    return {
        "corrected": words.when(told.made_at) if told else "",
        "had_before": words.out_of(told.before, told.before_possible) if told else "",
    }


def result_rows(sitting: Sitting, score: Score, remarks: Remarks) -> Markup:
    """Return the questions of an attempt: what was answered, what was right, and why."""
    return joined(
        _draw_row(sitting, position, mark, remarks.get(position))
        for position, mark in enumerate(score.marks, 1)
    )


def _draw_row(sitting: Sitting, position: int, mark: Mark, remark: Marking | None) -> Markup:
    taken, item, given = sitting.taken, sitting.item(position), sitting.given.get(position)
    prefix = f"q{position}." if sitting.is_one_page else ""
    response = given.response if given else ()
    form = make_form(services().secret, sitting.quiz, item.question, taken.seed, prefix, response)
    of, outcome, tries = shared_question(sitting, item), _outcome(mark), mark.answered.tries
    drawn = Drawn(of, position, prefix, form, outcome, sitting.is_own)
    own = {
        "given": draw(drawn, "answer", True),
        "points": shared().draw(_PIECES, "points", mark.earned, mark.possible, tries),
        "feedback": _feedback(of, outcome),
        "remark": _remark(of, remark, is_own=sitting.is_own) if remark else _NOTHING,
    }
    return render_shared(
        "attempts/_result_row.html",
        own,
        of=of,
        position=position,
        verdict=verdict(outcome, response),
        is_own=sitting.is_own,
        waits_for_part_a=mark.is_right and mark.earned == 0 and bool(mark.possible),
    )


def _outcome(mark: Mark) -> Outcome:
    """Return how right an answer is; of one that was marked by hand its marks tell that."""
    if mark.outcome.score is not None or mark.earned is None or not mark.possible:
        return mark.outcome
    return mark.outcome._replace(score=mark.earned / mark.possible)


def _feedback(of: SharedQuestion, outcome: Outcome) -> Markup:
    """Return what the author says to this answer."""
    if not outcome.feedback:
        return _NOTHING
    return shared().draw(_PIECES, "author_feedback", outcome.feedback, of.language)


def _remark(of: SharedQuestion, remark: Marking, *, is_own: bool) -> Markup:
    """Return what a teacher said to an answer: the level of each criterion, and the comment."""
    rubric, given = getattr(of.question, "rubric", ()), remark.judgement.levels
    # The rubric of another version may be longer or shorter.
    levels = list(zip(rubric, given, strict=False)) if len(rubric) == len(given) else []
    text: Markup = macros(_PIECES).remark(levels, remark.judgement.comment, of.language, is_own)
    return text


def marked_passages(sitting: Sitting) -> Markup:
    """Return the passages with the words that prove the keys."""
    marked = Marked(
        sitting.taken.version_id,
        sitting.quiz.corrections.number,
        sitting.taken.questions,
        sitting.quiz.passages,
        sitting.quiz.items,
    )
    return render_shared("attempts/_marked.html", {}, marked=marked)


def missed_questions(score: Score) -> list[str]:
    """Return the questions that did not earn everything; what waits for a teacher is not missed."""
    return [
        mark.question_id
        for mark in score.marks
        if mark.outcome.score is not None and not mark.is_right
    ]


def _confidence(score: Score) -> list[Confidence]:
    rows = []
    for level in (1, 2, 3):
        marks = [
            m
            for m in score.marks
            if m.answered.response
            and m.outcome.score is not None
            and (m.answered.confidence or 1) == level
        ]
        points = sum(confidence_mark(m.outcome.score or m.possible * 0, level) for m in marks)
        rows.append(Confidence(level, len(marks), sum(m.is_right for m in marks), points))
    return rows


def _has_calibration(sitting: Sitting, release: Release) -> bool:
    return sitting.quiz.settings.confidence == "on" and release is Release.EVERYTHING


def _calibration(score: Score) -> Markup:
    table: Markup = macros(_PIECES).calibration(_confidence(score))
    return table
