"""What reading a bank told, kept between starts: nothing that has not changed is read twice.

A record holds for exactly one content, and for the program that wrote it. It has no quiz in it,
only what a library shows and what is wrong; the quiz is read from its text when first asked for.
The file is JSON: whoever alters it can make a title wrong, and cannot make the program do anything.
"""

from __future__ import annotations

import hashlib
import os
import platform
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from quizapp.core.diagnostics import Diagnostic
from quizapp.core.quiz import Quiz, Status


class Card(NamedTuple):
    """What a library shows of a quiz."""

    title: str
    language: str
    summary: str
    status: Status
    minutes_to_read: int
    question_count: int


def card_of(quiz: Quiz) -> Card:
    """Return what a library shows of a quiz."""
    return Card(
        quiz.title,
        quiz.language,
        quiz.summary,
        quiz.status,
        quiz.minutes_to_read,
        quiz.question_count,
    )


class Record(NamedTuple):
    """What reading one file told: `digest` is its content's, with all the files it asked for."""

    digest: str
    asked_for: tuple[str, ...]
    card: Card | None
    diagnostics: tuple[Diagnostic, ...]


class _Kept(NamedTuple):
    program: str
    records: dict[str, Record]


@cache
def _kept() -> TypeAdapter[_Kept]:
    # Made when first needed: commands that read a single file have no index.
    return TypeAdapter(_Kept)


class BankIndex:
    """The records of a bank, by its files' paths; without a file of its own it keeps nothing."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._records = _read(file) if file else {}

    def find(self, path: Path) -> Record | None:
        """Return what is remembered of a file; whether its content is the same is to be seen."""
        return self._records.get(str(path))

    def keep(self, records: dict[str, Record]) -> None:
        """Remember these records and no others."""
        if self._file is None or records == self._records:
            return
        self._records = records
        # A folder that cannot be written costs the next start some seconds, and nothing else.
        with suppress(OSError):
            _write(self._file, _kept().dump_json(_Kept(program(), records)))


def _read(file: Path) -> dict[str, Record]:
    try:
        kept = _kept().validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return {}
    return kept.records if kept.program == program() else {}


def _write(file: Path, data: bytes) -> None:
    new = file.with_name(f"{file.name}.{os.getpid()}")
    # Diagnostics may quote a key: for the owner alone.
    number = os.open(new, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(number, "wb") as opened:
        opened.write(data)
    new.replace(file)


@cache
def program() -> str:
    """Return a name for exactly the code that reads quizzes: another may read them differently."""
    told = [platform.python_version()]
    folder = Path(__file__).parent
    for path in sorted(folder.rglob("*.py")):
        found = path.stat()
        told.append(f"{path.relative_to(folder)} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
