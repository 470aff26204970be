"""The files of a bank's folder: which there are, and how one is written so that no half is seen."""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from quizapp.core.fields import is_name
from quizapp.core.loading import SUFFIXES
from quizapp.core.passage_file import IMAGE_TYPES, is_file_name

PASSAGES: Final = (".md", ".txt")
NOTHING: Final = ""
"""Stands for the digest of a file that is not there."""
_alone = threading.Lock()


class Kind(StrEnum):
    """What a file of the bank is."""

    QUIZ = "quiz"
    PASSAGE = "passage"
    PICTURE = "picture"


class ChangedMeanwhileError(Exception):
    """The file is not what it was when it was opened."""


def kind_of(name: str) -> Kind | None:
    """Tell what a file is by its name; None for what is no part of a bank."""
    if name.endswith(SUFFIXES):
        return None if name.startswith(".") else Kind.QUIZ
    if not is_file_name(name):
        return None
    if name.lower().endswith(PASSAGES):
        return Kind.PASSAGE
    return Kind.PICTURE if name.rpartition(".")[2].lower() in IMAGE_TYPES else None


def is_good_name(name: str) -> bool:
    """Tell whether a new file may have this name: one that is safe in an address, on any disk."""
    stem, _, suffix = name.rpartition(".")
    return kind_of(name) is not None and suffix == suffix.lower() and is_name(stem)


def file_names(folder: Path) -> list[str]:
    """Return the names of all files of a bank, sorted."""
    with os.scandir(folder) as found:
        return sorted(entry.name for entry in found if kind_of(entry.name) and entry.is_file())


def digest(content: bytes | None) -> str:
    """Return a name for exactly this content; the empty text for a file that is not there."""
    return NOTHING if content is None else hashlib.sha256(content).hexdigest()


def read_file(folder: Path, name: str) -> bytes | None:
    """Return a file's bytes, or None when the bank has no such file."""
    if kind_of(name) is None:
        return None
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return None


def write_file(folder: Path, name: str, content: bytes, opened: str) -> None:
    """Put a file into its place, whole and durable; its mode stays.

    `opened` is the digest of what was seen there. Raises ChangedMeanwhileError, and OSError.
    """
    with _unchanged(folder, name, opened):
        # A link stays a link: what it leads to is written.
        path = Path(os.path.realpath(folder / name))
        number, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(_mode(path))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _make_durable(path.parent)


def remove_file(folder: Path, name: str, opened: str) -> None:
    """Take a file out of the folder. Raises ChangedMeanwhileError, and OSError."""
    with _unchanged(folder, name, opened):
        (folder / name).unlink()
        _make_durable(folder)


@contextmanager
def _unchanged(folder: Path, name: str, opened: str) -> Iterator[None]:
    """Let nobody else of this house write between the look and the deed."""
    with _alone, _alone_among_processes(folder):
        if digest(read_file(folder, name)) != opened:
            raise ChangedMeanwhileError(name)
        yield


@contextmanager
def _alone_among_processes(folder: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:  # Windows, where one process serves
        yield
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        # Where the disk knows no locks, the look before the deed has to do.
        with suppress(OSError):
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _make_durable(folder: Path) -> None:
    """Write down which names the folder has; systems that cannot do this need not."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
