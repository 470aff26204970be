"""The library of quizzes, and the page before an attempt."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.exceptions import NotFound

from quizapp.core.arrangement import draw_questions
from quizapp.core.bank import BankEntry
from quizapp.core.passage_file import image_type
from quizapp.core.quiz import Quiz
from quizapp.core.settings import Settings
from quizapp.core.terms import Door, make_terms
from quizapp.storage import attempts, history
from quizapp.storage.assignments import Offer, is_assigned, offer_and_others, offer_for
from quizapp.storage.attempts import NoAttemptsLeftError, Start, start_attempt
from quizapp.storage.handing_in import hand_in
from quizapp.storage.versions import store_version
from quizapp.web import cookies, pages
from quizapp.web.forms import NameForm
from quizapp.web.headers import take_all_power
from quizapp.web.quiz_page import Own, render_quiz
from quizapp.web.services import services
from quizapp.web.shared import render_shared
from quizapp.web.shelf import Shelf, own_parts

blueprint = Blueprint("library", __name__)
_PAGE = 50


@blueprint.get("/")
def show_library() -> Any:
    """Show a card for each quiz, fifty a page."""
    listing = services().bank.listing
    listed = listing.quizzes if _is_teacher() else listing.open_quizzes
    count = max(1, -(-len(listed) // _PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), count)
    shown = listed[(page - 1) * _PAGE : page * _PAGE]
    own = {
        "site_header": pages.site_header(),
        "text_class": pages.text_class(),
        **own_parts(Shelf(listing.number, _is_teacher(), page, shown)),
    }
    return render_shared(
        "library/library.html",
        own,
        has_cards=bool(shown),
        page=page,
        pages=count,
        has_account=pages.has_account(),
        has_errors=False,
        is_refused=False,
    )


def _is_teacher() -> bool:
    visitor = cookies.visitor()
    return visitor is not None and visitor.is_teacher


def _find(name: str) -> tuple[BankEntry, Quiz]:
    entry = services().bank.get(name)
    if entry is None or entry.quiz is None:
        raise NotFound
    if entry.quiz.status == "draft" and not (_is_teacher() or _is_given(name)):
        raise NotFound
    return entry, entry.quiz


def _is_given(name: str) -> bool:
    """Tell whether a quiz is assigned to who asks: then they reach it, whatever its status."""
    visitor = cookies.visitor()
    if visitor is None:
        return False
    with services().database.read() as connection:
        return is_assigned(connection, visitor.reader_id, name)


@blueprint.get("/quizzes/<name>")
def show_quiz(name: str) -> Any:
    """Say what a quiz is about and offer to start it."""
    form = None if cookies.visitor() else NameForm(request.form if g.is_refused else None)
    return _quiz_page(name, form)


def _own(name: str, settings: Settings) -> Own:
    visitor, parts = cookies.visitor(), services()
    if visitor is None:
        return Own(Offer(None, make_terms(settings), 0))
    now = parts.clock()
    with parts.database.read() as connection:
        mine = attempts.attempts_of(connection, visitor.reader_id, name)
        done = history.finished_among(connection, parts.versions, mine, now)
        offer, others = offer_and_others(connection, visitor.reader_id, name, settings, now)
    counting = [taken for taken in mine if not taken.is_practice]
    still_open = next((taken for taken in counting if not taken.is_over(now)), None)
    return Own(offer, done, still_open, others)


def _quiz_page(name: str, form: NameForm | None, status: int = 200) -> Any:
    """Render a quiz's page. `form` asks for the name of somebody who is not known."""
    quiz = _find(name)[1]
    return render_quiz(quiz, _own(name, quiz.settings), form), status


@blueprint.post("/quizzes/<name>")
def start_quiz(name: str) -> Any:
    """Begin an attempt, or continue the open one."""
    entry, quiz = _find(name)
    parts, visitor = services(), cookies.visitor()
    if visitor is None:
        form = NameForm(request.form)
        if not form.validate():
            g.has_errors = True
            return _quiz_page(name, form, 422)
        visitor = cookies.make_known(str(form.name.data))
    now = parts.clock()
    _close_overdue(visitor.reader_id, name)
    start = _start(visitor.reader_id, quiz, now)
    if start is None:
        return redirect(url_for(".show_quiz", name=name), 303)
    try:
        attempt_id = start_attempt(
            parts.database,
            start,
            lambda connection: store_version(connection, entry, quiz, now),
            now,
        )
    except NoAttemptsLeftError:
        return redirect(url_for(".show_quiz", name=name), 303)
    return redirect(url_for("attempts.continue_attempt", attempt_id=attempt_id), 303)


def _start(reader_id: int, quiz: Quiz, now: datetime) -> Start | None:
    """Return what an attempt begins with; None while the door of an assignment is shut."""
    with services().database.read() as connection:
        offer = offer_for(connection, reader_id, quiz.name, quiz.settings, now)
    terms = offer.terms
    if terms.door(now) not in {Door.OPEN, Door.LATE}:
        return None
    seed = secrets.token_hex(8)
    return Start(
        reader_id,
        quiz.name,
        draw_questions(quiz, seed),
        seed,
        terms.attempts,
        terms.minutes,
        assignment_id=offer.given.id if offer.given else None,
        closes_at=None if terms.accepts_late else terms.closes_at,
    )


def _close_overdue(reader_id: int, name: str) -> None:
    """An attempt whose time is up is no open one: it is handed in before the next begins."""
    parts = services()
    now = parts.clock()
    with parts.database.read() as connection:
        mine = attempts.attempts_of(connection, reader_id, name)
    for taken in mine:
        if taken.is_over(now) and taken.finished_at is None:
            hand_in(parts.database, parts.versions, taken, now)


@blueprint.get("/quizzes/<name>/pictures/<file>")
def show_picture(name: str, file: str) -> Any:
    """Give a picture of a quiz's passages as the bank has it today."""
    entry, quiz = _find(name)
    known = {image.file for passage in quiz.passages for image in passage.images}
    # What is hidden while a reader answers cannot stand open here.
    is_open = file in known and quiz.settings.passage == "beside"
    data = entry.version.files.get(file) if is_open else None
    return picture(file, data)


def picture(name: str, data: bytes | None) -> Response:
    """Return a picture, or 404 when there is none of a type we show."""
    media_type = image_type(name, data) if data else None
    if data is None or media_type is None:
        raise NotFound
    take_all_power()
    return Response(data, mimetype=media_type)
