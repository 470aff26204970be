"""One answer after another: read it, judge it, go on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, render_template, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.folding import fold_answer
from quizapp.core.quiz import Item, Quiz
from quizapp.core.types.open_response import OpenResponse
from quizapp.storage.hand_marks import (
    Judgement,
    Marking,
    Place,
    mark_answers,
    markings_at,
    markings_of,
)
from quizapp.storage.kept_comments import drop_comment, kept_comments
from quizapp.storage.to_mark import Script
from quizapp.web import fragments
from quizapp.web.marking.rooms import (
    KEPT,
    back_to,
    blueprint,
    load_scripts,
    question_of,
)
from quizapp.web.marking.rubric import MOST_COMMENT, Sheet, blank_sheet, judge, typed_sheet
from quizapp.web.numbers import ROWS, number
from quizapp.web.paging import paged
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker


@dataclass(frozen=True, slots=True)
class Pile:
    """The answers to a question, one of them on the table."""

    name: str
    question_id: str
    scripts: Sequence[Script]
    script: Script
    is_second: bool
    shows_names: bool

    @property
    def question(self) -> OpenResponse:
        return question_of(self.script, self.question_id)

    @property
    def quiz(self) -> Quiz:
        return services().versions.get(self.script.version_id)

    @property
    def item(self) -> Item:
        return self.quiz.items[self.question_id]

    @property
    def place(self) -> int:
        return self.scripts.index(self.script)

    @property
    def done(self) -> int:
        return sum(is_done(script, self.is_second) for script in self.scripts)

    @property
    def text(self) -> str:
        return text_of(self.script)

    @property
    def passage(self) -> Any:
        """Return the passage's place in the quiz with its HTML, None without one."""
        if self.item.passage is None:
            return None
        passages = self.quiz.passages
        place = next(n for n, passage in enumerate(passages) if passage is self.item.passage)
        return self.item.passage, fragments.passage_html(self.item.passage, place)

    @property
    def address(self) -> Mapping[str, Any]:
        """Return what leads back to this pile."""
        kept = {"second": self.is_second, "names": self.shows_names}
        switched = {name: 1 for name in KEPT if kept[name]}
        return {"name": self.name, "question": self.question_id, **switched}

    def neighbour(self, step: int) -> Script | None:
        place = self.place + step
        return self.scripts[place] if 0 <= place < len(self.scripts) else None

    def next_to_mark(self) -> Script | None:
        """Return the next answer that is not done, after the last the first."""
        rest = [*self.scripts[self.place + 1 :], *self.scripts[: self.place]]
        return next((one for one in rest if not is_done(one, self.is_second)), None)

    def alike(self) -> list[Script]:
        """Return the other answers of the same words that are still to be marked by these rules."""
        folded, rules = fold_answer(self.text), self._rules(self.script)
        return [
            one
            for one in self.scripts
            if one is not self.script
            and not is_done(one, self.is_second)
            and fold_answer(text_of(one)) == folded
            and self._rules(one) == rules
        ]

    def _rules(self, script: Script) -> Any:
        asked = question_of(script, self.question_id)
        return asked.points, asked.rubric


def is_done(script: Script, is_second: bool) -> bool:
    """Tell whether an answer is marked: by anybody, or by who asks when they mark once more."""
    return script.is_mine if is_second else bool(script.markers)


def place_of(script: Script) -> Place:
    """Return where an answer stands."""
    return Place(script.attempt_id, script.position)


def text_of(script: Script) -> str:
    """Return what was written."""
    return "\n".join(value for _, value in script.response)


def _pile(name: str, question: str, attempt_id: str) -> Pile | None:
    """Return the pile with the wanted answer on top, or the first to mark; None when all are."""
    scripts, is_second = load_scripts(name, question), "second" in request.values
    if attempt_id:
        script = next((one for one in scripts if one.attempt_id == attempt_id), None)
        if script is None:
            raise NotFound
    else:
        script = next((one for one in scripts if not is_done(one, is_second)), None)
    if script is None:
        return None
    return Pile(name, question, scripts, script, is_second, "names" in request.values)


@blueprint.get("/<name>/<question>")
def show_answer(name: str, question: str) -> Any:
    """Show an answer to mark, or all of them with what they got."""
    pile = None if "all" in request.args else _pile(name, question, request.args.get("answer", ""))
    _note_that_answers_are_seen(name)
    if pile is None:
        return _show_all(name, question)
    if g.is_refused:
        return _page(pile, typed_sheet(pile.question, request.form))
    return _page(pile)


def _note_that_answers_are_seen(name: str) -> None:
    security_log.note("answers seen", services().clock(), by=onlooker().reader_id, quiz=name)


def _show_all(name: str, question: str) -> Any:
    scripts = load_scripts(name, question)
    here = paged(scripts)
    with services().database.read() as connection:
        markings = markings_at(connection, [place_of(script) for script in here.shown])
    rows = [
        (script, text_of(script), _mine(markings[place_of(script)]), question_of(script, question))
        for script in here.shown
    ]
    return render_template(
        "marking/all.html",
        name=name,
        question=question,
        rows=rows,
        here=here,
        answers=len(scripts),
        done=sum(bool(script.markers) for script in scripts),
        mine=sum(script.is_mine for script in scripts),
        twice=sum(script.markers > 1 and script.is_mine for script in scripts),
        prompt=fragments.prompt(question_of(scripts[0], question).prompt),
        shows_names="names" in request.args,
    )


def _markings(connection: Connection, script: Script) -> list[Marking]:
    return markings_of(connection, place_of(script))


def _mine(markings: Sequence[Marking]) -> Marking | None:
    by = onlooker().reader_id
    return next((one for one in markings if one.marker_id == by), None)


def _page(pile: Pile, sheet: Sheet | None = None, status: int = 200) -> Any:
    with services().database.read() as connection:
        markings = _markings(connection, pile.script)
        kept = kept_comments(connection, onlooker().reader_id)
    mine = _mine(markings)
    if sheet is None:
        sheet = blank_sheet(pile.question, mine.judgement if mine else None)
    g.has_errors = bool(sheet.errors)
    page = render_template(
        "marking/answer.html",
        pile=pile,
        sheet=sheet,
        mine=mine,
        # Whoever marks once more is not to know what the first one gave.
        others=[one for one in markings if one is not mine] if mine else [],
        is_blind=not mine and bool(markings),
        kept=kept,
        alike=len(pile.alike()),
        prompt=fragments.prompt(pile.question.prompt),
        most_comment=MOST_COMMENT,
    )
    return page, status


@blueprint.post("/<name>/<question>")
def mark_answer(name: str, question: str) -> Any:
    """Save a mark and go on, or bring a comment into the form."""
    pile = _pile(name, question, request.form.get("answer", "-"))
    if pile is None:
        raise NotFound
    sheet = typed_sheet(pile.question, request.form)
    action, _, comment = request.form.get("action", "save").partition(":")
    if action in {"insert", "drop"}:
        return _page(pile, _use_comment(sheet, action, comment))
    judgement = judge(pile.question, sheet)
    if not isinstance(judgement, Judgement):
        return _page(pile, replace(sheet, errors=judgement), 422)
    _save(pile, judgement, is_alike=sheet.is_alike)
    return _go_on(pile)


def _use_comment(sheet: Sheet, action: str, comment: str) -> Sheet:
    """Add a comment of the bank to the form, or forget it."""
    parts, owner = services(), onlooker().reader_id
    wanted = number(comment, 1, ROWS) or 0
    if action == "drop":
        parts.database.write(lambda connection: drop_comment(connection, owner, wanted))
        return sheet
    with parts.database.read() as connection:
        found = [one.text for one in kept_comments(connection, owner) if one.id == wanted]
    lines = [line for line in (sheet.comment, *found) if line]
    return replace(sheet, comment="\n".join(lines)[:MOST_COMMENT])


def _save(pile: Pile, judgement: Judgement, *, is_alike: bool) -> None:
    parts = services()
    scripts = [pile.script, *(pile.alike() if is_alike else [])]
    places = [place_of(script) for script in scripts]
    by, now = onlooker().reader_id, parts.clock()
    parts.database.write(
        lambda connection: mark_answers(connection, parts.versions, places, by, judgement, now)
    )


def _go_on(pile: Pile) -> Any:
    """Lead to the next answer that is to be marked, or to all when none is left."""
    fresh = replace(pile, scripts=load_scripts(pile.name, pile.question_id))
    here = next(one for one in fresh.scripts if one.attempt_id == pile.script.attempt_id)
    following = replace(fresh, script=here).next_to_mark()
    more = {"answer": following.attempt_id} if following else {"all": 1}
    return back_to(".show_answer", **pile.address, **more)
