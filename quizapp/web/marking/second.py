"""Where two teachers have marked the same answers: what differs, and what counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import render_template, request
from werkzeug.exceptions import NotFound

from quizapp.core.types.open_response import OpenResponse
from quizapp.storage.hand_marks import Marking, choose_marking, markings_at
from quizapp.storage.to_mark import Script
from quizapp.web import fragments
from quizapp.web.marking.answer import place_of, text_of
from quizapp.web.marking.rooms import back_to, blueprint, load_scripts, question_of
from quizapp.web.paging import paged
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker


class Twice(NamedTuple):
    """An answer that several have marked."""

    script: Script
    text: str
    question: OpenResponse
    markings: Sequence[Marking]

    @property
    def differs(self) -> bool:
        """Tell whether they gave it different points, or the same in another way."""
        return len({(m.judgement.points, m.judgement.levels) for m in self.markings}) > 1


def _twice(name: str, question: str) -> list[Twice]:
    """Return what who asks and somebody else have marked: they may see each other's marks now."""
    scripts = [one for one in load_scripts(name, question) if one.is_mine and one.markers > 1]
    with services().database.read() as connection:
        markings = markings_at(connection, [place_of(script) for script in scripts])
    return [
        Twice(script, text_of(script), question_of(script, question), markings[place_of(script)])
        for script in scripts
    ]


@blueprint.get("/<name>/<question>/differences")
def show_differences(name: str, question: str) -> Any:
    """Show what several have marked, what differs first."""
    twice = sorted(_twice(name, question), key=lambda one: not one.differs)
    scripts = load_scripts(name, question)
    return render_template(
        "marking/differences.html",
        name=name,
        question=question,
        twice=len(twice),
        here=paged(twice),
        differing=sum(one.differs for one in twice),
        prompt=fragments.prompt(question_of(scripts[0], question).prompt),
    )


@blueprint.post("/<name>/<question>/differences")
def choose(name: str, question: str) -> Any:
    """Let one of several markings count."""
    parts, by = services(), onlooker().reader_id
    known = {str(one.id): one for twice in _twice(name, question) for one in twice.markings}
    chosen = known.get(request.form.get("marking", ""))
    if chosen is None:
        raise NotFound
    now = parts.clock()
    parts.database.write(
        lambda connection: choose_marking(connection, parts.versions, chosen, by, now)
    )
    address = {"name": name, "question": question, "page": request.args.get("page")}
    return back_to(".show_differences", **address, _anchor=chosen.attempt_id)
