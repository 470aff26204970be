"""The page before an attempt: a shared template, and in its holes what is this reader's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from markupsafe import Markup

from quizapp.core import scoring
from quizapp.core.bank_index import card_of
from quizapp.core.quiz import Quiz
from quizapp.core.terms import settings_under
from quizapp.storage.assignments import Offer
from quizapp.storage.attempts import Taken
from quizapp.storage.history import Finished
from quizapp.web import pages, words
from quizapp.web.csrf import csrf_token
from quizapp.web.forms import NameForm
from quizapp.web.question_page import attempt_url, macros
from quizapp.web.release import shows_points
from quizapp.web.services import services
from quizapp.web.shared import render_shared

_PIECES: Final = "library/_pieces.html"
_FORMS: Final = "_macros.html"
_NOTHING: Final = Markup()


@dataclass(frozen=True, slots=True)
class Own:
    """A reader's attempts at one quiz: those finished, the one still open, and what is offered."""

    offer: Offer
    done: list[Finished] = field(default_factory=list)
    still_open: Taken | None = None
    others: tuple[Offer, ...] = ()


def render_quiz(quiz: Quiz, own: Own, form: NameForm | None) -> Markup:
    """Render a quiz's page. `form` asks for the name of somebody who is not known."""
    offer, begun = own.offer, own.still_open
    holes = {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        "csrf": csrf_token(),
        "errors": macros(_FORMS).errors_of(form) if form else _NOTHING,
        "name_field": macros(_FORMS).field(form.name) if form else _NOTHING,
        "others": macros(_PIECES).also_given(own.others) if own.others else _NOTHING,
        "attempt": attempt_url(begun.id) if begun else "",
        "begun_at": words.when(begun.started_at) if begun else "",
        "attempts": _attempts(quiz, own.done) if own.done else _NOTHING,
    }
    return render_shared(
        "library/quiz.html",
        holes,
        card=card_of(quiz),
        tags=quiz.tags,
        authors=quiz.authors,
        license=quiz.license,
        settings=settings_under(quiz.settings, offer.terms, closed_for_all=False),
        terms=offer.terms,
        left=offer.left,
        door=offer.terms.door(services().clock()).name,
        class_name=offer.given.class_name if offer.given else None,
        is_known=form is None,
        is_begun=begun is not None,
        has_account=pages.has_account(),
        has_errors=pages.has_errors(),
        is_refused=pages.is_refused(),
    )


def _attempts(quiz: Quiz, done: Sequence[Finished]) -> Markup:
    """Return what a reader has finished, and the grade that comes of it."""
    rows: Markup = macros(_PIECES).own_attempts(done, shows_points, _grade(quiz, done), quiz)
    return rows


def _grade(quiz: Quiz, done: Sequence[Finished]) -> Fraction | None:
    """Return what counts over several finished attempts, if it may be shown."""
    counting = [f for f in done if not f.taken.is_practice]
    if len(counting) < 2 or not all(shows_points(f.settings) for f in counting):
        return None
    return scoring.grade(quiz.settings.grade, [f.share for f in counting])
