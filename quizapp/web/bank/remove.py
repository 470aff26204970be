"""Removing a file and giving it another name, each after a page that says what that means."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for

from quizapp.core.bank import BankEntry
from quizapp.core.bank_files import (
    NOTHING,
    ChangedMeanwhileError,
    Kind,
    is_good_name,
    remove_file,
    write_file,
)
from quizapp.storage import attempts
from quizapp.storage.models import How
from quizapp.web.bank.files import Found, blueprint, find, names, remember
from quizapp.web.bank.saving import write_words
from quizapp.web.services import services
from quizapp.web.translations import gettext as _


def _users(found: Found) -> list[BankEntry]:
    """Return the quizzes that would miss this file."""
    return [] if found.kind is Kind.QUIZ else services().bank.users_of(found.name)


def _attempts(found: Found) -> int:
    if found.kind is not Kind.QUIZ:
        return 0
    with services().database.read() as connection:
        return len(attempts.attempts_at(connection, _stem(found.name)))


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


@blueprint.get("/files/<file>/remove")
def ask_to_remove(file: str) -> Any:
    """Say what removing means."""
    return _remove_page(find(file))


def _remove_page(found: Found, complaint: str = "", status: int = 200) -> Any:
    g.has_errors = bool(complaint)
    return render_template(
        "bank/remove.html",
        file=found,
        users=_users(found),
        attempts=_attempts(found),
        complaint=complaint,
    ), status


@blueprint.post("/files/<file>/remove")
def remove(file: str) -> Any:
    """Take a file out of the folder; its versions stay, and so do attempts."""
    found = find(file)
    if _users(found):
        return _remove_page(found, _("Quizzes use this file. Take it out of them first."), 409)
    try:
        remove_file(services().bank.folder, file, request.form.get("opened", NOTHING))
    except ChangedMeanwhileError:
        complaint = _("The file was changed meanwhile. Look at it before you remove it.")
        return _remove_page(find(file), complaint, 409)
    except OSError as error:
        return _remove_page(found, write_words(error), 422)
    remember(file, found.content, None, How.REMOVED)
    services().bank.refresh()
    return redirect(url_for(".show_bank"), 303)


@blueprint.get("/files/<file>/rename")
def ask_to_rename(file: str) -> Any:
    """Ask for the other name."""
    found = find(file)
    return _rename_page(found, request.form.get("name", file) if g.is_refused else file)


def _rename_page(found: Found, name: str, complaint: str = "", status: int = 200) -> Any:
    g.has_errors = bool(complaint)
    return render_template(
        "bank/rename.html",
        file=found,
        users=_users(found),
        attempts=_attempts(found),
        name=name,
        complaint=complaint,
    ), status


@blueprint.post("/files/<file>/rename")
def rename(file: str) -> Any:
    """Give a file another name: the new one is written before the old one goes."""
    found, name = find(file), request.form.get("name", "").strip()
    complaint = _name_complaint(found, name) or _move(found, name)
    if complaint:
        return _rename_page(found, name, complaint, 422)
    services().bank.refresh()
    return redirect(url_for(".show_file", file=name), 303)


def _name_complaint(found: Found, name: str) -> str:
    if _users(found):
        return _("Quizzes use this file. Take it out of them first.")
    ending = found.name.rpartition(".")[2]
    if not is_good_name(name) or name.rpartition(".")[2] != ending:
        return _(
            "A name has letters, digits, “-” and “_”, at most 64, and ends in .%(ending)s.",
            ending=ending,
        )
    taken = {_stem(other) if found.kind is Kind.QUIZ else other for other in names()}
    if (_stem(name) if found.kind is Kind.QUIZ else name) in taken:
        return _("There is a file of this name already.")
    return ""


def _move(found: Found, name: str) -> str:
    folder = services().bank.folder
    try:
        write_file(folder, name, found.content, NOTHING)
        remember(name, None, found.content, How.RENAMED)
        remove_file(folder, found.name, request.form.get("opened", NOTHING))
    except ChangedMeanwhileError:
        return _("The file was changed meanwhile. Look at both files.")
    except OSError as error:
        return write_words(error)
    remember(found.name, found.content, None, How.RENAMED)
    return ""
