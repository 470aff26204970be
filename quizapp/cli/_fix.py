"""`quizapp check --fix`: what warnings ask for, written into the files."""

from __future__ import annotations

import codecs
import os
from collections.abc import Set
from pathlib import Path
from typing import Final

from quizapp.cli._faults import CannotRun, cannot_read, cannot_write
from quizapp.core.bank_files import ChangedMeanwhileError, digest, kind_of, write_file
from quizapp.core.lint import lint
from quizapp.core.loading import load_quiz
from quizapp.core.mending import Mended, mend
from quizapp.core.reading import Reading, read_quiz

_DONE: Final = {
    "W101": ("wrote {} missing id", "wrote {} missing ids"),
    "W217": ("marked the negatives of {} prompt", "marked the negatives of {} prompts"),
}


def fix(path: Path, unwanted: Set[str]) -> str:
    """Mend a file and say what was done; the empty text when there was nothing to do."""
    if not path.is_file():
        return ""
    if kind_of(path.name) is None:
        raise CannotRun(f"{path} has the name of no quiz file (.yaml): it is left as it is.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise cannot_read(error) from error
    mended = _mend(path, unwanted)
    if mended is None:
        return f"{path}: left as it is, because a change would have done harm"
    if not mended.counts:
        return ""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    _write(path, mark + mended.text.encode("utf-8"), content)
    return f"{path}: {' and '.join(_done(code, n) for code, n in sorted(mended.counts.items()))}"


def _done(code: str, count: int) -> str:
    one, many = _DONE[code]
    return (one if count == 1 else many).format(count)


def _mend(path: Path, unwanted: Set[str]) -> Mended | None:
    reading, version, _ = load_quiz(path)

    def read_again(text: str) -> Reading:
        return read_quiz(text, path.stem, str(path), version.files.get)

    return mend(version.text, reading, lint(reading, unwanted), read_again)


def _write(path: Path, data: bytes, before: bytes) -> None:
    try:
        if not os.access(path, os.W_OK):
            raise PermissionError(13, os.strerror(13), str(path))
        write_file(path.parent, path.name, data, digest(before))
    except ChangedMeanwhileError:
        reason = "it changed meanwhile"
        raise cannot_write(OSError(0, reason, str(path))) from None
    except OSError as error:
        raise cannot_write(OSError(error.errno, error.strerror, str(path))) from error
