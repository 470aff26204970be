"""Typed answers that no rule matches: accepted or rejected by a change of the quiz file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, NamedTuple

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from quizapp import security_log
from quizapp.core.bank import BankEntry
from quizapp.core.bank_check import Checked, check_file
from quizapp.core.bank_files import digest
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.differences import Line, difference
from quizapp.core.edits import apply_edits
from quizapp.core.fields import parse_number
from quizapp.core.near_misses import (
    Gap,
    NearMiss,
    Ruling,
    holds,
    near_misses,
    typed_gaps,
    write_ruling,
)
from quizapp.core.question import Message
from quizapp.core.quiz import Quiz
from quizapp.storage import log
from quizapp.storage.models import Role
from quizapp.storage.typed import responses_to
from quizapp.web.bank.files import Found, find
from quizapp.web.bank.saving import Saved, save
from quizapp.web.fragments import Prompt, prompt
from quizapp.web.paging import page_of, slice_of
from quizapp.web.quiz_nav import page_url
from quizapp.web.roles import only
from quizapp.web.services import services
from quizapp.web.teach_results.sight import onlooker
from quizapp.web.translations import gettext as _

blueprint = Blueprint("near_misses", __name__, url_prefix="/teach/near-misses/<name>")
blueprint.before_request(only(Role.TEACHER))

_MOST_TEXT: Final = 1_000
_FULL: Final = Fraction(1)


class Asked(NamedTuple):
    """A question with the answers that none of its rules matches."""

    id: str
    prompt: Prompt
    misses: Sequence[NearMiss]


@dataclass(frozen=True, slots=True)
class Draft:
    """A ruling, and the file as it would be with it. Without `content` it cannot be written."""

    gap: Gap
    ruling: Ruling
    found: Found
    content: bytes | None = None
    lines: Sequence[Line] = ()
    problems: Sequence[Diagnostic] = ()

    @property
    def seal(self) -> str:
        """Return a name for exactly this change: it is sent back by whoever has seen it."""
        return digest(self.content)


def _find(name: str) -> tuple[BankEntry, Quiz]:
    entry = services().bank.get(name)
    if entry is None or entry.quiz is None:
        raise NotFound
    return entry, entry.quiz


@blueprint.get("")
def show_near_misses(name: str) -> Any:
    """Show what was typed and is not accepted, the most frequent first."""
    entry, quiz = _find(name)
    asked = [question for question in quiz.questions() if typed_gaps(question)]
    with services().database.read() as connection:
        ids = [question.id for question in asked]
        given = responses_to(connection, onlooker(), name, ids)
    security_log.note("answers seen", services().clock(), by=onlooker().reader_id, quiz=name)
    rows = [
        Asked(question.id, prompt(question.prompt), near_misses(question, given[question.id]))
        for question in asked
    ]
    # All questions are turned over together: the longest list says how many pages there are.
    here = page_of(max((len(row.misses) for row in rows), default=0))
    shown = [row._replace(misses=slice_of(row.misses, here.page)) for row in rows]
    return render_template(
        "near_misses/index.html",
        name=name,
        title=quiz.title,
        language=quiz.language,
        is_typed=bool(rows),
        rows=[row for row in shown if row.misses],
        here=here,
        is_written="written" in request.args,
        regrade_url=page_url(f"/teach/quizzes/{name}/regrade"),
        file=entry.path.name,
    )


@blueprint.get("/rule")
def show_ruling(name: str) -> Any:
    """Ask what is to become of an answer."""
    return _page(name, *_asked(name))


def _asked(name: str) -> tuple[Gap, Ruling]:
    """Return the answer that is asked about, and the ruling as far as it is typed."""
    values = request.values
    gap = Gap(values.get("question", ""), values.get("part", ""))
    item = _find(name)[1].items.get(gap.question_id)
    text = values.get("text", "").strip()
    if item is None or gap.part not in typed_gaps(item.question) or not 0 < len(text) <= _MOST_TEXT:
        raise NotFound
    feedback = values.get("feedback", "").replace("\r\n", "\n").strip()[:_MOST_TEXT]
    return gap, Ruling(text, _credit(), feedback)


def _credit() -> Fraction:
    """Return the credit that was typed; one that cannot be is less than 0."""
    if request.values.get("ruling", "accept") == "reject":
        return Fraction(0)
    percent = parse_number(request.values.get("credit", "100").strip().removesuffix("%").strip())
    return percent / 100 if percent is not None and 0 < percent <= 100 else Fraction(-1)


def _page(
    name: str,
    gap: Gap,
    ruling: Ruling,
    draft: Draft | None = None,
    complaint: str = "",
    status: int = 200,
) -> Any:
    g.has_errors = bool(complaint)
    quiz = _find(name)[1]
    page = render_template(
        "near_misses/rule.html",
        name=name,
        title=quiz.title,
        language=quiz.language,
        gap=gap,
        ruling=ruling,
        typed=request.values,
        prompt=prompt(quiz.items[gap.question_id].question.prompt),
        draft=draft,
        complaint=complaint,
    )
    return page, status


@blueprint.post("/rule")
def rule(name: str) -> Any:
    """Show what a ruling would change in the file, or change it."""
    gap, ruling = _asked(name)
    if ruling.credit < 0:
        complaint = _("Write how much it earns: from 1 to 100 percent.")
        return _page(name, gap, ruling, complaint=complaint, status=422)
    draft = _draft(name, gap, ruling)
    if draft.content is None:
        return _page(name, gap, ruling, draft, _refusal(draft), 422)
    if request.form.get("action") != "write":
        return _page(name, gap, ruling, draft)
    if request.form.get("opened") == draft.found.digest and request.form.get("seal") != draft.seal:
        complaint = _("You chose something else since: look at the difference again.")
        return _page(name, gap, ruling, draft, complaint, 422)
    saved = save(draft.found.name, draft.content, request.form.get("opened", ""))
    if not saved.is_done:
        return _page(name, gap, ruling, draft, _not_saved(saved), 409 if saved.is_conflict else 422)
    _log(name, gap, ruling)
    return redirect(url_for(".show_near_misses", name=name, written=1), 303)


def _draft(name: str, gap: Gap, ruling: Ruling) -> Draft:
    """Return the file with a ruling in it, when it can be put there and holds there."""
    found = find(_find(name)[0].path.name)
    bank = services().bank
    if found.text is None:
        return Draft(gap, ruling, found)
    before = check_file(bank, found.name, found.content)
    edits = write_ruling(before.reading, gap, ruling) if before.reading else []
    if before.has_errors or not edits:
        return Draft(gap, ruling, found, problems=_errors(before))
    content = apply_edits(found.content.decode(), edits).encode()
    after = check_file(bank, found.name, content)
    if after.has_errors or after.reading is None or not holds(after.reading, gap, ruling):
        return Draft(gap, ruling, found, problems=_errors(after))
    lines = difference(found.text, content.decode("utf-8-sig"))
    return Draft(gap, ruling, found, content, lines)


def _errors(checked: Checked) -> list[Diagnostic]:
    return [found for found in checked.diagnostics if found.is_error]


def _refusal(draft: Draft) -> str:
    if draft.problems:
        return _("The file would have errors, such as: %(error)s.", error=draft.problems[0].message)
    return _("This cannot be written by itself here. Open the file and write it by hand.")


def _not_saved(saved: Saved) -> str:
    if saved.is_conflict:
        return _(
            "The file was changed meanwhile: look at the difference again. Nothing was written."
        )
    return saved.complaint or _("The file has errors, so nothing was written.")


def _log(name: str, gap: Gap, ruling: Ruling) -> None:
    """Write down what was ruled; what a pupil typed stands in the file's versions alone."""
    parts, by = services(), onlooker().reader_id
    words = (
        "Accepted an answer to %(question)s."
        if ruling.credit
        else "Rejected an answer to %(question)s."
    )
    message = Message(words, {"question": gap.question_id})
    parts.database.write(
        lambda connection: log.add_entry(
            connection, by, "near miss", message, parts.clock(), quiz=name
        )
    )
