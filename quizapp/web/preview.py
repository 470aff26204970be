"""A whole quiz on one page for whoever writes it: as readers see it, with its key, or on paper.

No attempt is made and nothing is stored. The page is meant to stand in a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from flask import current_app, render_template
from markupsafe import Markup

from quizapp.core.diagnostics import has_errors
from quizapp.core.left_out import left_out
from quizapp.core.passage import Passage
from quizapp.core.question import Outcome, Question
from quizapp.core.quiz import Item, Quiz, Section
from quizapp.core.reading import Reading
from quizapp.core.remarks import own_settings, remarks
from quizapp.core.words import PAPER
from quizapp.web import fragments
from quizapp.web.answering import Form, make_form
from quizapp.web.headers import allow_own_frames
from quizapp.web.translations import gettext as _

# Choices stand as in some attempt, the same at every look.
_SEED: Final = "preview"


class Mode(StrEnum):
    """What a preview shows."""

    READER = "reader"
    KEY = "key"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class PreviewedQuestion:
    """A question of a preview, as the templates of its type want it: blank.

    `section` is there when the question is the first of its section.
    """

    position: int
    item: Item
    form: Form
    section: Section | None
    is_current: bool
    is_own: bool = True

    @property
    def question(self) -> Question:
        return self.item.question

    @property
    def prefix(self) -> str:
        """Return what its fields' names begin with: the id, so that answers stay with a question
        when others are put before it.
        """
        return f"{self.question.id}."

    @property
    def prompt(self) -> fragments.Prompt:
        return fragments.prompt(self.question.prompt)

    @property
    def outcome(self) -> Outcome:
        return self.question.grade(())

    @property
    def part_scores(self) -> Mapping[str, Fraction]:
        """Return nothing: no part is answered."""
        return {}


def render_preview(
    reading: Reading,
    mode: Mode | str = Mode.READER,
    at_question: str | None = None,
    picture_url: Callable[[str], str] = str,
) -> str:
    """Return the page of a file as it was read; the question `at_question` (an id) is marked.

    `picture_url` gives the address of a picture's file. A file that gives no quiz has a page too.
    """
    allow_own_frames()
    mode, quiz = Mode(mode), reading.quiz
    if quiz is None:
        return render_template("preview/nothing.html")
    questions = list(_questions(quiz, at_question))
    return render_template(
        "preview/print.html" if mode is Mode.PRINT else "preview/quiz.html",
        quiz=quiz,
        mode=mode,
        questions=questions,
        passages=[_passage(quiz, index, questions, mode) for index in range(len(quiz.passages))],
        is_incomplete=has_errors(reading.diagnostics),
        left_out=left_out(reading),
        picture_url=picture_url,
        paper_words={name: _(msgid) for name, msgid in PAPER.items()},
        remarks=remarks,
        own_settings=own_settings,
    )


def _questions(quiz: Quiz, current: str | None) -> Iterator[PreviewedQuestion]:
    secret = bytes(current_app.config["SECRET_KEY"])
    before = None
    for position, (name, item) in enumerate(quiz.items.items(), 1):
        form = make_form(secret, quiz, item.question, _SEED, f"{name}.")
        section = quiz.section_of(name)
        is_first, before = section is not before, section
        yield PreviewedQuestion(
            position, item, form, section if is_first else None, name == current
        )


def _passage(
    quiz: Quiz, index: int, questions: list[PreviewedQuestion], mode: Mode
) -> tuple[Passage, Markup]:
    """Return a passage as HTML: with the key, what proves it is marked."""
    passage = quiz.passages[index]
    marks = [
        fragments.Mark(shown.position, number, stretch)
        for shown in questions
        if mode is Mode.KEY and shown.item.passage is passage
        for number, stretch in enumerate(shown.item.evidence, 1)
    ]
    return passage, fragments.passage_html(passage, index, marks)
