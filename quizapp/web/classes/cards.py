"""Cards with a PIN for pupils, to print and to cut: shown this once."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import Connection

from quizapp import security_log
from quizapp.core.question import Message
from quizapp.storage.models import Role
from quizapp.storage.pins import Card, make_cards
from quizapp.web.classes.hub import join_address
from quizapp.web.classes.rooms import back_to, blueprint, do
from quizapp.web.classes.roster import complain, ticked_seats
from quizapp.web.roles import require_class, require_role
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


@blueprint.get("/<int:class_id>/cards")
def show_cards(class_id: int) -> Any:
    """Lead to where cards are made: none is shown a second time."""
    require_class(class_id)
    return back_to(".show_roster", class_id)


@blueprint.post("/<int:class_id>/cards")
def print_cards(class_id: int) -> Any:
    """Make new cards for the ticked pupils, and show them at once."""
    facts, parts = require_class(class_id), services()
    ticked = [seat for seat in ticked_seats(class_id) if seat.removed_at is None]
    able = [seat for seat in ticked if not seat.has_account]
    if not able:
        return complain(facts, _("Tick at least one pupil, then press a button."))

    def job(connection: Connection) -> list[Card]:
        return make_cards(connection, parts.secret, class_id, [seat.reader_id for seat in able])

    numbers = ", ".join(f"#{seat.reader_id}" for seat in able)
    cards = do(class_id, Message("Made new PIN cards: %(pupils)s.", {"pupils": numbers}), job)
    by = require_role(Role.TEACHER).reader_id
    security_log.note("cards made", parts.clock(), by=by, count=len(cards))
    return render_template(
        "classes/cards.html", facts=facts, cards=cards, address=join_address(facts)
    )
