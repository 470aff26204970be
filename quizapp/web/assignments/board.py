"""What is watched of an assignment: pupils, questions, and a tag that says if they changed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from flask import current_app

from quizapp.core.standing import Standing
from quizapp.core.terms import UNASSIGNED
from quizapp.storage import watching
from quizapp.storage.live_marks import LiveMarks, Verdict
from quizapp.storage.models import Role
from quizapp.storage.sessions import Visitor
from quizapp.storage.watching import EVERYBODY, Progress, Watched
from quizapp.web.assignments.pages import card_of, quiz_called
from quizapp.web.assignments.rows import Row, make_row
from quizapp.web.roles import require_assignment, require_role
from quizapp.web.services import services
from quizapp.web.translations import page_language

NOBODY = Watched("", UNASSIGNED, ())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the quiz and how the class did on it so far."""

    question_id: str
    number: int
    counts: Mapping[Verdict, int]
    possible: int

    @property
    def answered(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Board:
    """An assignment as it stands now."""

    assignment_id: int
    watched: Watched
    now: datetime

    @property
    def pupils(self) -> Sequence[Progress]:
        return self.watched.pupils

    @cached_property
    def _minutes_to_read(self) -> int:
        card = card_of(self.watched.quiz)
        return card.minutes_to_read if card else 0

    @cached_property
    def tag(self) -> str:
        """Return what changes whenever something changes that the pages show.

        Where a pupil stands is part of it, the second they were last seen is not: who only sits
        there changes nothing.
        """
        state = [
            (p.reader_id, p.name, p.joined_at is None, p.accommodation, *self._state(p))
            for p in self.pupils
        ]
        known = repr((self.watched.quiz, self.watched.conditions, page_language(), state))
        return hashlib.blake2b(known.encode(), digest_size=12).hexdigest()

    def _state(self, pupil: Progress) -> tuple[object, ...]:
        going = pupil.newest
        if going is None:
            return ()
        stand = going.stand(self._minutes_to_read, self.now)
        return (going.id, going.version_id, going.sent, going.position, stand, going.earned)

    @cached_property
    def rows(self) -> list[Row]:
        """Return the pupils with where they stand, and how their answers are."""
        marks = live_marks()
        with services().database.read() as connection:
            return [
                make_row(
                    self.watched,
                    pupil,
                    self._minutes_to_read,
                    self.now,
                    marks.of(connection, pupil.newest) if pupil.newest else None,
                )
                for pupil in self.pupils
            ]

    @cached_property
    def standings(self) -> Counter[Standing]:
        return Counter(row.standing for row in self.rows)

    @property
    def is_going_on(self) -> bool:
        """Tell whether somebody could still change an answer."""
        return any(row.going and row.ended_at is None for row in self.rows)

    @cached_property
    def questions(self) -> list[Asked]:
        """Return the questions in the file's order, with how they were answered so far."""
        begun = [row for row in self.rows if row.going]
        counts = {question_id: Counter[Verdict]() for question_id in self._question_ids}
        for row in begun:
            for question_id, verdict in row.sheet.verdicts.items():
                counts[question_id][verdict] += 1
        asked = Counter(question_id for row in begun for question_id in row.sheet.questions)
        return [
            Asked(question_id, number, counts[question_id], asked[question_id])
            for number, question_id in enumerate(self._question_ids, 1)
        ]

    @cached_property
    def _question_ids(self) -> list[str]:
        """Those of the file today, and those that attempts have which began before it changed."""
        quiz = quiz_called(self.watched.quiz)
        ids = dict.fromkeys(quiz.items if quiz else ())
        for row in self.rows:
            ids.update(dict.fromkeys(row.sheet.questions))
        return list(ids)


def live_marks() -> LiveMarks:
    """Return what the app keeps of answers that were graded while they came in."""
    kept = current_app.extensions.get("quizapp.live_marks")
    if kept is None:
        kept = current_app.extensions["quizapp.live_marks"] = LiveMarks(services().versions)
    return cast(LiveMarks, kept)


def load_board(assignment_id: int) -> Board:
    """Return an assignment of a class that who asks teaches.

    The statement that reads it asks for that as well: looking again costs one query.
    """
    visitor = require_role(Role.TEACHER)
    parts = services()
    with parts.database.read() as connection:
        watched = watching.watch(connection, assignment_id, _teacher(visitor))
    if watched is None:
        require_assignment(assignment_id)
        watched = NOBODY
    return Board(assignment_id, watched, parts.clock())


def _teacher(visitor: Visitor) -> int:
    return EVERYBODY if visitor.is_administrator else visitor.reader_id
