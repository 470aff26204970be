"""A simulated pupil takes a quiz: what is saved when, and whether it gets done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from quizapp.core.arrangement import draw_questions
from quizapp.core.question import Response
from quizapp.core.quiz import Quiz
from quizapp.core.scoring import grade_response
from quizapp.core.simulation.minds import Mind
from quizapp.core.simulation.people import Pupil
from quizapp.core.simulation.responding import respond

_SKIPPED: Final = 0.03
_SECOND_THOUGHTS: Final = 0.15
_FLAGGED: Final = 0.05
_TRIES_AGAIN: Final = 0.8
_LEARNT_BY_TRYING: Final = 0.7


class Save(NamedTuple):
    """An answer as it is stored, with its time."""

    position: int
    response: Response
    at: datetime
    is_flagged: bool = False
    confidence: int | None = None
    tries: int = 0
    is_check: bool = False
    is_locked: bool = False


class Sitting(NamedTuple):
    """All that was saved, in order; `done_at` is empty when time was up first."""

    questions: tuple[str, ...]
    saves: tuple[Save, ...]
    done_at: datetime | None


class Task(NamedTuple):
    """A quiz to be taken from a moment on, until another one."""

    quiz: Quiz
    minds: Mapping[str, Mind]
    seed: str
    began_at: datetime
    until: datetime | None


def sit(task: Task, pupil: Pupil, weeks: float, rng: Random) -> Sitting:
    """Let a pupil take a quiz."""
    questions = draw_questions(task.quiz, task.seed)
    saves = list(_work_through(task, questions, pupil, weeks, rng))
    last = saves[-1].at if saves else task.began_at
    done_at: datetime | None = last + _seconds(20, pupil.pace, rng)
    if task.until is not None and done_at and done_at > task.until:
        saves = [save for save in saves if save.at <= task.until]
        done_at = None
    return Sitting(questions, tuple(saves), done_at)


def _seconds(usual: float, pace: float, rng: Random) -> timedelta:
    return timedelta(seconds=round(usual * pace * rng.lognormvariate(0, 0.4), 1))


def _work_through(
    task: Task, questions: tuple[str, ...], pupil: Pupil, weeks: float, rng: Random
) -> Iterator[Save]:
    at = task.began_at
    words = sum(passage.words for passage in task.quiz.passages)
    at += _seconds(words / 3, pupil.pace, rng)
    skill = pupil.skill(weeks)
    for position, name in enumerate(questions, 1):
        at += _seconds(35, pupil.pace, rng)
        if rng.random() < _SKIPPED:
            continue
        for save in _answer(task, position, task.minds[name], skill, rng):
            yield save._replace(at=at)
            at += _seconds(12, pupil.pace, rng)


def _answer(task: Task, position: int, mind: Mind, skill: float, rng: Random) -> Iterator[Save]:
    """Yield the saves of one question; their times are still to be set."""
    settings, name = task.quiz.settings, mind.item.question.id
    section = task.quiz.section_of(name)
    entries = mind.arranged(section.shuffle, task.seed)

    def think(more: float = 0) -> Response:
        return respond(mind, entries, task.quiz.language, skill + more, rng)

    first = think(-0.5) if rng.random() < _SECOND_THOUGHTS else ()
    final = think()
    confidence = _confidence(skill - mind.difficulty, rng) if settings.confidence == "on" else None
    for response in dict.fromkeys([first, final]):
        if response:
            flag = rng.random() < _FLAGGED
            yield Save(position, response, task.began_at, flag, confidence)
    if settings.feedback == "immediate" and final:
        save = Save(position, final, task.began_at, confidence=confidence)
        yield from _check(task, save, mind, think, rng)


def _confidence(ease: float, rng: Random) -> int:
    felt = ease + rng.gauss(0, 0.8)
    return 1 if felt < 0 else 2 if felt < 1.2 else 3


def _check(
    task: Task, save: Save, mind: Mind, think: Callable[[float], Response], rng: Random
) -> Iterator[Save]:
    """Ask whether it is right, and try again while there are tries and patience."""
    tries = task.quiz.settings.tries
    for tried in range(1, tries + 1):
        is_right = grade_response(mind.item.question, save.response).is_right
        is_locked = is_right or tried == tries
        yield save._replace(tries=tried, is_check=True, is_locked=is_locked)
        if is_locked or rng.random() > _TRIES_AGAIN:
            return
        other = think(_LEARNT_BY_TRYING * tried)
        if not other or other == save.response:
            return
        save = save._replace(response=other, tries=tried)
        yield save
