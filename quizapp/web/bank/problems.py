"""What is wrong with a file, as words and places for its page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from quizapp.core.bank import BankEntry
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.lint import lint
from quizapp.core.loading import Stamp, load_quiz
from quizapp.web.translations import gettext as _
from quizapp.web.translations import ngettext


def problems_of(entry: BankEntry) -> tuple[Diagnostic, ...]:
    """Return what reading and the rules of item writing find in a file of the bank."""
    if not entry.stamps:
        return entry.diagnostics
    return _problems(entry.path, entry.stamps)


@lru_cache(maxsize=1_000)
def _problems(path: Path, _stamps: tuple[Stamp, ...]) -> tuple[Diagnostic, ...]:
    """Read a file once for each of its states."""
    return lint(load_quiz(path).reading)


def count_words(diagnostics: Iterable[Diagnostic]) -> str:
    """Say how many errors and warnings there are."""
    found = list(diagnostics)
    errors = sum(d.is_error for d in found)
    warnings = len(found) - errors
    counts = [ngettext("%(num)d error", "%(num)d errors", errors)] if errors else []
    counts += [ngettext("%(num)d warning", "%(num)d warnings", warnings)] if warnings else []
    return ", ".join(counts) or _("No problems found")


def told(diagnostic: Diagnostic, name: str) -> dict[str, Any]:
    """Return a diagnostic as the page's script takes it; `name` is the file on the page."""
    elsewhere = Path(diagnostic.path).name
    return {
        "line": diagnostic.line,
        "column": diagnostic.column,
        "severity": str(diagnostic.severity),
        "name": f"{_('Error') if diagnostic.is_error else _('Warning')} {diagnostic.code}",
        "place": place_words(diagnostic),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": "" if elsewhere == name else elsewhere,
    }


def place_words(diagnostic: Diagnostic) -> str:
    """Say where it is."""
    return _("line %(line)d, column %(column)d", line=diagnostic.line, column=diagnostic.column)
