"""The analysis of a quiz: what to look at, question by question, and the test as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from flask import render_template, request

from quizapp.core.question import Question
from quizapp.core.quiz import Quiz, Unit
from quizapp.core.statistics import (
    Analysis,
    ChoiceStatistics,
    ItemStatistics,
    MenuStatistics,
)
from quizapp.core.works import units_of
from quizapp.web.understanding import advice, bars, numbers
from quizapp.web.understanding.analysis_files import send_analysis
from quizapp.web.understanding.class_work import ClassWork, load_class_work
from quizapp.web.understanding.kept import Edition

_MANY = 12
"""From so many choices on, those that nobody chose are left out."""


class Choice(NamedTuple):
    """A choice with its bars."""

    counts: ChoiceStatistics
    bar: bars.Bar
    halves: bars.Halves | None


class Menu(NamedTuple):
    """What was chosen from; `left_out` choices were wrong, and nobody took them."""

    place: str
    choices: Sequence[Choice]
    left_out: int


class Asked(NamedTuple):
    """A question with its place in the quiz."""

    number: int
    question: Question


class Row(NamedTuple):
    """A question of the page, or Part A with its Part Bs.

    `older` are editions that worded it in another way.
    """

    item: ItemStatistics
    questions: Sequence[Asked]
    bar: bars.Bar | None
    menus: Sequence[Menu]
    older: Sequence[Edition]


def render_analysis(name: str) -> Any:
    """Render the analysis of what the address names, or send it as a table or as JSON."""
    work = load_class_work(name)
    if work.quiz is None:
        return render_template("teach/analysis.html", work=work, name=name, analysis=None)
    analysis = work.analysis
    if sent := send_analysis(request.args.get("format", ""), name, analysis):
        return sent
    return render_template(
        "teach/analysis.html",
        work=work,
        name=name,
        analysis=analysis,
        rows=[_row(work, work.quiz, item) for item in analysis.items],
        waiting=[_asked(work.quiz, question_id) for question_id in analysis.waiting],
        dropped=list(_dropped(work.quiz, analysis)),
        advice=advice.advice,
        numbers=numbers,
    )


def _row(work: ClassWork, quiz: Quiz, item: ItemStatistics) -> Row:
    return Row(
        item,
        [_asked(quiz, question_id) for question_id in item.parts],
        bars.facility_bar(item),
        [_menu(menu, item) for menu in item.menus],
        list(_older(work, quiz, item.parts)),
    )


def _asked(quiz: Quiz, question_id: str) -> Asked:
    return Asked(quiz.numbers[question_id], quiz.items[question_id].question)


def _menu(menu: MenuStatistics, item: ItemStatistics) -> Menu:
    shown = [
        choice
        for choice in menu.choices
        if choice.count or choice.is_key or len(menu.choices) < _MANY
    ]
    choices = [
        Choice(
            choice,
            bars.share_bar(choice.count, item.count),
            bars.halves_bar(choice, item.group_size),
        )
        for choice in shown
    ]
    return Menu(menu.place, choices, len(menu.choices) - len(shown))


def _older(work: ClassWork, quiz: Quiz, unit: Unit) -> Iterator[Edition]:
    """Yield the editions that have these questions in other words, the newest first."""
    content = work.contents.of(quiz)[unit]
    for edition in reversed(work.editions):
        others = work.contents.of(edition.quiz)
        has_it = any(unit[0] in other for other in others)
        if has_it and others.get(unit) != content:
            yield edition


def _dropped(quiz: Quiz, analysis: Analysis) -> Iterator[Asked]:
    """Yield the questions that nobody has marks for: they were dropped, or nobody drew them."""
    known = {question_id for item in analysis.items for question_id in item.parts}
    for unit in units_of(quiz):
        for question_id in unit:
            if question_id not in known and question_id not in analysis.waiting:
                yield _asked(quiz, question_id)
