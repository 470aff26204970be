"""What is there to mark, by quiz and question, and the release of what was marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp.storage.mark_release import Batch, batches, release_batch, release_others
from quizapp.storage.sight import Onlooker
from quizapp.storage.to_mark import Share, shares_to_mark
from quizapp.web.fragments import plain
from quizapp.web.marking.rooms import back_to, blueprint
from quizapp.web.numbers import ROWS, number
from quizapp.web.paging import paged
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker


class Asked(NamedTuple):
    """A question with how many answers it has, and how many are marked."""

    id: str
    prompt: str
    answers: int
    marked: int
    mine: int


class Group(NamedTuple):
    """Answers whose marks are released together: an assignment's, or those outside all."""

    batch: Batch | None
    answers: int
    marked: int
    released: int

    @property
    def is_released(self) -> bool:
        if self.batch:
            return self.batch.released_at is not None
        return self.released == self.answers


class ToMark(NamedTuple):
    """A quiz with what is there to mark."""

    name: str
    title: str
    questions: Sequence[Asked]
    groups: Sequence[Group]

    @property
    def waiting(self) -> int:
        """Return how many answers nobody has marked yet."""
        return sum(asked.answers - asked.marked for asked in self.questions)

    @property
    def unreleased(self) -> int:
        """Return how many answers are marked, and their pupils do not see it yet."""
        held = (group for group in self.groups if not group.is_released)
        return sum(max(0, group.marked - group.released) for group in held)


@blueprint.get("")
def show_marking() -> Any:
    """Show what is there to mark; `?quiz=` narrows it down."""
    parts, by = services(), onlooker()
    with parts.database.read() as connection:
        quizzes = load_to_mark(connection, by)
    only = request.args.get("quiz")
    shown = [quiz for quiz in quizzes if only in (None, quiz.name)]
    return render_template("marking/index.html", here=paged(shown), only=only)


def load_to_mark(connection: Connection, by: Onlooker) -> list[ToMark]:
    """Return what there is to mark and to release, by quiz."""
    shares = shares_to_mark(connection, services().versions, by)
    ids = {share.assignment_id for share in shares if share.assignment_id is not None}
    known = batches(connection, by, ids)
    by_quiz: dict[str, list[Share]] = {}
    for share in shares:
        by_quiz.setdefault(share.quiz, []).append(share)
    return [_to_mark(name, mine, known) for name, mine in by_quiz.items()]


def _to_mark(name: str, shares: Sequence[Share], known: Mapping[int, Batch]) -> ToMark:
    entry = services().bank.get(name)
    quiz = entry.quiz if entry else None
    ids = dict.fromkeys(share.question for share in shares)
    questions = []
    for question in ids:
        mine = [share for share in shares if share.question == question]
        item = quiz.items.get(question) if quiz else None
        prompt = plain(item.question.prompt.split("\n\n")[0]) if item else question
        counts = (_sum(mine, "answers"), _sum(mine, "marked"), _sum(mine, "mine"))
        questions.append(Asked(question, prompt, *counts))
    title = quiz.title if quiz else name
    return ToMark(name, title, questions, _groups(shares, known))


def _groups(shares: Sequence[Share], known: Mapping[int, Batch]) -> list[Group]:
    groups = []
    for assignment_id in dict.fromkeys(share.assignment_id for share in shares):
        if assignment_id is None or assignment_id in known:
            mine = [share for share in shares if share.assignment_id == assignment_id]
            counts = (_sum(mine, "answers"), _sum(mine, "marked"), _sum(mine, "released"))
            batch = None if assignment_id is None else known[assignment_id]
            groups.append(Group(batch, *counts))
    return groups


def _sum(shares: Sequence[Share], count: str) -> int:
    return sum(getattr(share, count) for share in shares)


@blueprint.post("")
def release() -> Any:
    """Let pupils see the marks of an assignment, or of a quiz outside assignments, or no longer."""
    parts, by, quiz = services(), onlooker(), request.form.get("quiz", "")
    is_released = request.form.get("action") == "release"
    wanted = request.form.get("assignment", "")

    def job(connection: Connection) -> None:
        rest: tuple[Any, ...] = (by, parts.clock())
        if not wanted:
            release_others(connection, parts.versions, quiz, *rest, is_released=is_released)
            return
        found = number(wanted, 1, ROWS)
        ids = [found] if found else []
        batch = next(iter(batches(connection, by, ids).values()), None)
        if batch is None:
            raise NotFound
        release_batch(connection, parts.versions, batch, *rest, is_released=is_released)

    if not quiz or request.form.get("action") not in {"release", "take-back"}:
        raise NotFound
    parts.database.write(job)
    return back_to(".show_marking", quiz=quiz, _anchor="release")
