"""What was filled in of a question: read from its fields, and stored."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from quizapp.storage.answers import Closed, Receipt, Sent, Stale, save_answer
from quizapp.web.answering import Form, read_response
from quizapp.web.attempt_page import ShownQuestion, Sitting
from quizapp.web.numbers import number
from quizapp.web.services import services


def read_sent(sitting: Sitting, shown: ShownQuestion, fields: MultiDict[str, str]) -> Sent:
    """Read one question's fields."""
    tries = shown.given.tries if shown.given else 0
    sent = read_fields(sitting.taken.id, shown.position, shown.form, fields, shown.prefix)
    return sent._replace(tries=tries)


def read_fields(
    attempt_id: str, position: int, form: Form, fields: MultiDict[str, str], prefix: str = ""
) -> Sent:
    """Read the fields of a question that was tried for the first time."""
    return Sent(
        attempt_id,
        position,
        base=number(fields.get(f"{prefix}base"), 0, 10**9) or 0,
        response=read_response(form, fields, prefix),
        is_flagged=fields.get(f"{prefix}flag") == "1",
        confidence=number(fields.get(f"{prefix}confidence"), 1, 3),
    )


def save(sitting: Sitting, sent: Sent) -> Receipt | Stale | Closed:
    """Store an answer, or tell why it is not taken."""
    parts = services()
    sent = sent._replace(salt=sitting.taken.seed)
    result = save_answer(parts.database, sent, sitting.now, parts.open_until)
    if isinstance(result, Closed) and sent.base:
        # Where nothing is stored no base is stale: a backup may have been brought back.
        start = sent._replace(base=0)
        result = save_answer(parts.database, start, sitting.now, parts.open_until)
    return result
