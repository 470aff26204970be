"""Putting a text into its file: only without errors, only over what was seen, never by halves."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from quizapp.core.bank_check import Checked, check_file
from quizapp.core.bank_files import ChangedMeanwhileError, write_file
from quizapp.storage.models import How
from quizapp.storage.regrades import other_types
from quizapp.web.bank.files import Found, look_up, remember
from quizapp.web.services import services
from quizapp.web.translations import gettext as _

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it. With neither a complaint nor a conflict it is in its file.

    In a conflict `theirs` is what stands there now, None when the file is gone.
    """

    checked: Checked
    complaint: str = ""
    is_conflict: bool = False
    theirs: Found | None = None

    @property
    def is_done(self) -> bool:
        return not (self.checked.has_errors or self.complaint or self.is_conflict)


def save(name: str, content: bytes, opened: str, how: How = How.SAVED) -> Saved:
    """Save a file that was opened when it had the digest `opened`."""
    bank = services().bank
    checked = check_file(bank, name, content)
    if checked.has_errors:
        return Saved(checked)
    if complaint := _other_type(checked):
        return Saved(checked, complaint=complaint)
    before = look_up(name)
    try:
        write_file(bank.folder, name, content, opened)
    except ChangedMeanwhileError:
        theirs = look_up(name)
        if theirs is None or theirs.content != content:
            return Saved(checked, is_conflict=True, theirs=theirs)
    except OSError as error:
        return Saved(checked, complaint=write_words(error))
    remember(name, before.content if before else None, content, how)
    bank.refresh()
    return Saved(checked)


def _other_type(checked: Checked) -> str:
    """Say which question was answered as another type: answers stay tied to the id for ever."""
    quiz, parts = checked.reading.quiz if checked.reading else None, services()
    if quiz is None:
        return ""
    with parts.database.read() as connection:
        types = other_types(parts.versions, connection, quiz)
    if not types:
        return ""
    name, word = next(iter(types.items()))
    return _(
        "Readers have answered “%(name)s” as %(type)s, and their answers are tied to this id. Give "
        "the new question another id, or leave its type as it was.",
        name=name,
        type=word,
    )


def write_words(error: OSError) -> str:
    """Say why a file could not be written."""
    log.error("the bank cannot be written: %s", error)
    reason = error.strerror or _("unknown reason")
    return _("The file could not be written: %(reason)s. Nothing was changed.", reason=reason)
