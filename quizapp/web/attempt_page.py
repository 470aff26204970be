"""What the pages of an attempt show, put together from the stored rows and the quiz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, jsonify, redirect, url_for
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp.core.question import Message, Outcome, Question, Response
from quizapp.core.quiz import Item, Quiz, Section
from quizapp.core.settings import Settings
from quizapp.storage import attempts
from quizapp.storage.answers import Sent
from quizapp.storage.attempts import Taken
from quizapp.storage.given import Given, current_answers
from quizapp.storage.handing_in import hand_in
from quizapp.storage.sessions import Visitor
from quizapp.storage.terms import quiz_of
from quizapp.web import fragments
from quizapp.web.answering import Form, make_form
from quizapp.web.cookies import known_here, seen
from quizapp.web.errors import wants_json
from quizapp.web.release import Turn, turn_of
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


class NotYours(NotFound):
    """No such attempt, or one of somebody else: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One request's view of an attempt: who, what, and the newest answers by position."""

    visitor: Visitor
    taken: Taken
    quiz: Quiz
    given: Mapping[int, Given]
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.taken.is_over(self.now)

    @property
    def is_own(self) -> bool:
        """Tell whether who looks is whose attempt it is."""
        return self.visitor.reader_id == self.taken.reader_id

    @property
    def total(self) -> int:
        return len(self.taken.questions)

    @property
    def is_one_page(self) -> bool:
        return self.quiz.settings.layout == "all"

    @property
    def must_read_first(self) -> bool:
        """Tell whether the passage is still to be read before the questions are shown."""
        is_before = self.quiz.settings.passage == "before" and bool(self.quiz.passages)
        return is_before and self.taken.read_at is None

    @property
    def hides_passage(self) -> bool:
        """Tell whether the passage has been read and is not to be seen again (recall)."""
        is_before = self.quiz.settings.passage == "before"
        return is_before and not self.must_read_first and not self.is_over

    @property
    def seconds_left(self) -> int | None:
        """Return the whole seconds until the deadline, None without one."""
        return seconds_until(self.taken.deadline, self.now)

    def item(self, position: int) -> Item:
        return self.quiz.items[self.taken.questions[position - 1]]

    def first_unanswered(self) -> int | None:
        """Return the first position without an answer."""
        return next((p for p in range(1, self.total + 1) if not self.is_answered(p)), None)

    def is_answered(self, position: int) -> bool:
        given = self.given.get(position)
        return bool(given and given.response)

    def is_flagged(self, position: int) -> bool:
        given = self.given.get(position)
        return bool(given and given.is_flagged)


def seconds_until(deadline: datetime | None, now: datetime) -> int | None:
    """Return the whole seconds until a deadline, None without one."""
    return None if deadline is None else max(0, int((deadline - now).total_seconds()))


def load_sitting(attempt_id: str, *, with_answers: bool = True) -> Sitting:
    """Return the attempt of who asks. Raises NotYours."""
    parts = services()
    if not g.token:
        raise NotYours
    with parts.database.read() as connection:
        found = _own_attempt(connection, attempt_id, parts.clock())
        if found is None:
            raise NotYours
        given = current_answers(connection, attempt_id) if with_answers else {}
        visitor, taken = found
        quiz = quiz_of(connection, parts.versions, taken, parts.clock())
    known_here(visitor)
    parts.draws.note(taken)
    return Sitting(visitor, taken, quiz, given, parts.clock())


def _own_attempt(
    connection: Connection, attempt_id: str, now: datetime
) -> tuple[Visitor, Taken] | None:
    """Return an attempt of who asks, or of the pupil whose page a teacher looks at."""
    if looked_at := seen():
        who = looked_at.visitor
        theirs = attempts.attempts_of(connection, who.reader_id)
        return next(((who, taken) for taken in theirs if taken.id == attempt_id), None)
    return attempts.own_attempt(connection, g.token, attempt_id, now)


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question on a page. `outcome` is there only when the reader may know it.

    `base` is the number of the answer the page is made on, `confidence` what is ticked there.
    """

    position: int
    item: Item
    form: Form
    prefix: str
    given: Given | None
    turn: Turn
    base: int = 0
    confidence: int | None = None
    outcome: Outcome | None = None
    complaint: Message | None = None
    conflict: Given | None = None
    hints: tuple[Markup, ...] = ()
    section: Section | None = None
    tries_left: int = 0

    @property
    def question(self) -> Question:
        return self.item.question

    @property
    def takes_answers(self) -> bool:
        return self.turn is Turn.ANSWERING

    @property
    def is_locked(self) -> bool:
        return self.turn is Turn.LOCKED

    @property
    def prompt(self) -> fragments.Prompt:
        return fragments.prompt(self.question.prompt)

    @property
    def verdict(self) -> str:
        return verdict(self.outcome, self.given.response if self.given else ())


def verdict(outcome: Outcome | None, response: Response) -> str:
    """Return how right an answer is, in one word."""
    if outcome is None or outcome.score is None:
        return "waiting"
    if outcome.is_right:
        return "right"
    if outcome.score:
        return "partly"
    return "wrong" if response else "unanswered"


def show_question(
    sitting: Sitting,
    position: int,
    *,
    sent: Sent | None = None,
    complaint: Message | None = None,
    conflict: Given | None = None,
) -> ShownQuestion:
    """Put a question together. What was `sent` stands in the fields instead of what is stored."""
    item, given = sitting.item(position), sitting.given.get(position)
    question, settings = item.question, sitting.quiz.settings
    filled = sent or given
    response = filled.response if filled else ()
    number = given.number if given else 0
    turn = turn_of(settings, given)
    prefix = f"q{position}." if sitting.is_one_page else ""
    form = make_form(
        services().secret, sitting.quiz, question, sitting.taken.seed, prefix, response
    )
    outcome = question.grade(given.response) if given and turn is not Turn.ANSWERING else None
    if complaint is None and response:
        complaint = question.complaint(response)
    tries = given.tries if given else 0
    return ShownQuestion(
        position,
        item,
        form,
        prefix,
        given,
        turn,
        base=conflict.number if conflict else sent.base if sent else number,
        confidence=filled.confidence if filled else None,
        outcome=outcome,
        complaint=complaint,
        conflict=conflict,
        hints=_hints(item, settings, tries if turn < Turn.LOCKED else 0),
        section=_new_section(sitting, position),
        tries_left=settings.tries - tries,
    )


def _new_section(sitting: Sitting, position: int) -> Section | None:
    """Return the section when the question is its first on this page."""
    section = sitting.quiz.section_of(sitting.taken.questions[position - 1])
    if sitting.is_one_page and position > 1:
        before = sitting.quiz.section_of(sitting.taken.questions[position - 2])
        return section if before is not section else None
    return section


def _hints(item: Item, settings: Settings, wrong_tries: int) -> tuple[Markup, ...]:
    """Return one hint for each wrong try: the author's, else paragraph, then sentence."""
    if settings.feedback != "immediate" or not wrong_tries:
        return ()
    written = tuple(fragments.block(hint) for hint in item.question.hints)
    # Where the passage is hidden its sentences are not brought back.
    found = () if settings.passage == "before" else _evidence_hints(item)
    return (written or found)[:wrong_tries]


def _evidence_hints(item: Item) -> tuple[Markup, ...]:
    if item.passage is None or not item.evidence:
        return ()
    first = item.evidence[0]
    paragraph = item.passage.paragraphs[first.paragraph - 1]
    sentence = next(
        (paragraph.text[s:e] for s, e in paragraph.sentences if s <= first.start < e), ""
    )
    lines = (
        _("Look again at paragraph %(number)d.", number=first.paragraph),
        _("Read this sentence again: “%(sentence)s”", sentence=sentence),
    )
    return tuple(Markup("<p>{}</p>").format(line) for line in lines)


def check_position(sitting: Sitting, position: int) -> None:
    """Raise 404 for a question that the attempt does not have."""
    if not 1 <= position <= sitting.total:
        raise NotFound


def positions_on_page(sitting: Sitting, position: int) -> list[int]:
    """Return the questions of a page: all of them with `layout: all`."""
    return list(range(1, sitting.total + 1)) if sitting.is_one_page else [position]


def question_url(sitting: Sitting, position: int, anchor: str = "") -> str:
    """Return where a question is shown."""
    attempt_id = sitting.taken.id
    if sitting.is_one_page:
        anchor = anchor or f"question-{position}"
        return url_for(
            "attempts.show_question_page", attempt_id=attempt_id, position=1, _anchor=anchor
        )
    return url_for(
        "attempts.show_question_page",
        attempt_id=attempt_id,
        position=position,
        _anchor=anchor or None,
    )


def close_attempt(sitting: Sitting) -> Any:
    """Hand an attempt in, unless its passage is still to be read, and show its result."""
    if not sitting.must_read_first or sitting.is_over:
        parts = services()
        hand_in(parts.database, parts.versions, sitting.taken, sitting.now)
    if wants_json():
        return jsonify(error="closed"), 409
    return redirect(url_for("results.show_result", attempt_id=sitting.taken.id), 303)
