"""The files of the bank at a glance: what each is, what is wrong with it, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template

from quizapp.core.bank import BankEntry
from quizapp.core.bank_files import Kind, kind_of
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.loading import SUFFIXES
from quizapp.core.quiz import Quiz
from quizapp.storage import files
from quizapp.web.bank.files import blueprint
from quizapp.web.bank.problems import count_words, problems_of
from quizapp.web.paging import paged, slice_of
from quizapp.web.services import services


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz file. `quiz` is the last that could be taken."""

    name: str
    quiz: Quiz | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def has_errors(self) -> bool:
        return any(d.is_error for d in self.diagnostics)

    @property
    def counted(self) -> str:
        return count_words(self.diagnostics)


@dataclass(frozen=True, slots=True)
class BesideRow:
    """A passage or a picture, and the quizzes that ask for it."""

    name: str
    kind: Kind
    users: list[BankEntry]


@blueprint.get("")
def show_bank() -> Any:
    """List the quizzes, what stands beside them, and what was removed."""
    bank = services().bank
    entries, users, there = bank.entries(), bank.users(), bank.found()
    beside = sorted(name for name in there if not name.endswith(SUFFIXES) and kind_of(name))
    with services().database.read() as connection:
        removed = [name for name in files.names_ever(connection) if name not in there]
        # All lists are turned over together: the longest says how many pages there are.
        here = paged(max(entries, beside, removed, key=len))
        newest = files.newest_versions(connection, slice_of(removed, here.page))
    return render_template(
        "bank/index.html",
        quizzes=[_quiz_row(entry) for entry in slice_of(entries, here.page)],
        beside=[_beside_row(name, users.get(name, [])) for name in slice_of(beside, here.page)],
        removed=newest,
        is_empty=not entries,
        here=here,
        counted=count_words,
    )


def _quiz_row(entry: BankEntry) -> QuizRow:
    return QuizRow(entry.path.name, entry.quiz, problems_of(entry))


def _beside_row(name: str, users: list[BankEntry]) -> BesideRow:
    kind = Kind.PICTURE if kind_of(name) is Kind.PICTURE else Kind.PASSAGE
    return BesideRow(name, kind, users)
