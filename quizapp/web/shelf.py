"""What stands on a page of the library: what is due, and a card for each quiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cache

from flask import request
from markupsafe import Markup

from quizapp.core.bank import BankEntry
from quizapp.storage import attempts, joining
from quizapp.storage.attempts import Taken
from quizapp.storage.history import Finishing
from quizapp.web import cookies, people, words
from quizapp.web.due import show_due
from quizapp.web.numbers import row_number
from quizapp.web.question_page import attempt_url
from quizapp.web.release import shows_points
from quizapp.web.services import services
from quizapp.web.shared import render_shared
from quizapp.web.translations import gettext as _

_OWN = ("best", "continue")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the library, for all who see it: the same state of the bank, the same cards."""

    state: int
    has_drafts: bool
    page: int
    entries: tuple[BankEntry, ...] = field(compare=False, repr=False)


def own_parts(shelf: Shelf) -> dict[str, Markup]:
    """Return what goes into the library's holes: what is due, and the cards."""
    visitor, parts = cookies.visitor(), services()
    due, own = Markup(), dict[str, object]()
    if visitor is not None:
        now = parts.clock()
        with parts.database.read() as connection:
            taken = attempts.attempts_of(connection, visitor.reader_id)
            finishing = Finishing(connection, parts.versions, taken, now)
            if shelf.page == 1:
                due = show_due(connection, visitor.reader_id, taken, finishing, now)
            own = _own_of(taken, finishing, shelf.entries, now)
    return {"welcome": _welcome(), "due": due, "cards": _cards(shelf, own)}


def _welcome() -> Markup:
    """Greet whoever has just joined a class, and show the code to come back with."""
    visitor, class_id = cookies.visitor(), request.args.get("joined", type=row_number)
    if visitor is None or class_id is None:
        return Markup()
    with services().database.read() as connection:
        name = joining.class_joined(connection, class_id, visitor.reader_id)
    code = people.own_code()
    if name is None or not code:
        return Markup()
    welcome = _("Welcome to %(class_name)s, %(name)s.", class_name=name, name=visitor.name)
    return render_shared("library/_welcome.html", {"welcome": welcome, "code": code})


def _cards(shelf: Shelf, own: dict[str, object]) -> Markup:
    """Return the cards, with what the reader has to do with each: a best score, an open attempt."""
    holes: dict[str, object] = dict.fromkeys(_holes(len(shelf.entries)), Markup())
    return render_shared("library/_cards.html", holes | own, shelf=shelf)


@cache
def _holes(count: int) -> tuple[str, ...]:
    """Return the names of the holes in so many cards."""
    return tuple(f"{name}{place}" for name in _OWN for place in range(count))


def _own_of(
    made: Sequence[Taken], finishing: Finishing, entries: Sequence[BankEntry], now: datetime
) -> dict[str, object]:
    place_of = {entry.name: place for place, entry in enumerate(entries)}
    best: dict[int, Fraction] = {}
    own: dict[str, object] = {}
    for taken in made:
        place = place_of.get(taken.quiz)
        if place is None or taken.is_practice:
            continue
        if not taken.is_over(now):
            own[f"continue{place}"] = _continue(taken, entries[place])
            continue
        done = finishing.finish(taken)
        if shows_points(done.settings):
            best[place] = max(done.share, best.get(place, done.share))
    for place, share in best.items():
        quiz = entries[place].quiz
        score = words.percent(share, quiz.settings.pass_mark if quiz else None)
        own[f"best{place}"] = render_shared("library/_best.html", {"score": score})
    return own


def _continue(taken: Taken, entry: BankEntry) -> Markup:
    title = entry.card.title if entry.card else taken.title
    return render_shared(
        "library/_continue.html", {"address": attempt_url(taken.id), "title": title}
    )
