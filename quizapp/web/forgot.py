"""A link to choose a password by mail, where a mail server is set and the user name fits."""

from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import NotFound

from quizapp import mail, security_log
from quizapp.address import public_url
from quizapp.outbox import Letter
from quizapp.storage import accounts, links
from quizapp.storage.accounts import Person, fold_user_name
from quizapp.web.forms import ForgotForm
from quizapp.web.services import Services, services
from quizapp.web.sign_in import refuse
from quizapp.web.translations import gettext as _

blueprint = Blueprint("forgot", __name__, url_prefix="/forgot-password")
_PAGE = "sign_in/forgot.html"


@blueprint.before_request
def _only_with_mail() -> None:
    if not mail.can_send(services().config):
        raise NotFound


@blueprint.get("")
def show() -> Any:
    """Ask for the user name."""
    return render_template(_PAGE, form=ForgotForm(request.form if g.is_refused else None))


@blueprint.post("")
def send_link() -> Any:
    """Send a link, if there is such an account. If not, the answer is the same and as quick."""
    parts, form = services(), ForgotForm(request.form)
    if not form.validate():
        return refuse(_PAGE, form, "user_name", None)
    wanted, now = fold_user_name(str(form.user_name.data)), parts.clock()
    if wait := parts.door.guard.take_turn(parts.database, "mail", wanted, now):
        return refuse(_PAGE, form, "user_name", wait)
    with parts.database.read() as connection:
        person = accounts.person_called(connection, wanted)
    words = (_("Choose a new password"), _("This link works once, within 30 minutes:"))
    threading.Thread(target=_send, args=(parts, person, words), daemon=True).start()
    return render_template("sign_in/link_sent.html")


def _send(parts: Services, person: Person | None, words: tuple[str, str]) -> None:
    if person is None or person.disabled_at or "@" not in person.user_name:
        return
    token = parts.database.write(
        lambda c: links.new_password_link(c, person.reader_id, parts.clock())
    )
    link = f"{public_url(parts.config)}/set-password/{token}"
    who = person.reader_id

    def is_wanted() -> bool:
        with parts.database.read() as connection:
            return links.whose_password_link(connection, token, parts.clock()) is not None

    parts.outbox.send(
        Letter(
            person.user_name,
            words[0],
            f"{words[1]}\n\n{link}\n",
            is_wanted,
            lambda: security_log.note("password link mailed", parts.clock(), who=who),
        )
    )
