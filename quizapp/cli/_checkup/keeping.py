"""What is kept: backups that are young and whole, quiz files without errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from quizapp.cli._checkup.finding import Finding, fault, warning, well
from quizapp.config import Config
from quizapp.core.bank import Bank
from quizapp.storage.backup import digest_of, sum_file
from quizapp.storage.backup_folder import Kept, backups_in
from quizapp.storage.database_file import path_of

_YOUNG: Final = timedelta(days=1)
_CURE: Final = "quizapp db backup"


def check_backups(config: Config, now: datetime) -> Iterator[Finding]:
    """Look at the newest backup."""
    path = path_of(config.url)
    if path and not path.exists():
        return
    backups = backups_in(config.backup_folder)
    cure = _CURE if path else f"{_CURE}, unless PostgreSQL is backed up by its own means"
    if not backups:
        yield warning("backups", f"there is none in {config.backup_folder}", cure)
        return
    newest = backups[0]
    yield from _whole(newest)
    age = now - newest.made_at
    words = f"{len(backups)} in {config.backup_folder}, the newest {_told(age)} old"
    if path and config.instance.stat().st_dev == config.backup_folder.stat().st_dev:
        words += ", on the disk of the database"
    if age > _YOUNG and (path is None or path.stat().st_mtime > newest.made_at.timestamp()):
        yield warning("backups", words, cure)
    else:
        yield well("backups", words)


def _whole(backup: Kept) -> Iterator[Finding]:
    path = sum_file(backup.path)
    if path.exists() and path.read_text(encoding="utf-8").split()[:1] != [digest_of(backup.path)]:
        yield fault("backups", f"{backup.path} is damaged: its SHA-256 is another", _CURE)


def _told(age: timedelta) -> str:
    if age < timedelta(hours=2):
        return f"{age.total_seconds() / 60:.0f} minutes"
    return f"{age / timedelta(hours=1):.0f} hours" if age < _YOUNG * 3 else f"{age.days} days"


def check_bank(config: Config) -> Iterator[Finding]:
    """Read the quiz files."""
    if not config.questions.is_dir():
        cure = "name the folder of quiz files with QUIZAPP_QUESTIONS"
        yield fault("bank", f"there is no folder {config.questions}", cure)
        return
    bank = Bank(config.questions)
    bank.refresh()
    entries = bank.entries()
    wrong = [entry.path.name for entry in entries if any(d.is_error for d in entry.diagnostics)]
    if wrong:
        names = ", ".join(wrong[:3]) + (", ..." if len(wrong) > 3 else "")
        words = f"{len(wrong)} of {len(entries)} files have errors: {names}"
        yield warning("bank", words, f"quizapp check {config.questions}")
    else:
        yield well("bank", f"{len(entries)} files in {config.questions}, without errors")
