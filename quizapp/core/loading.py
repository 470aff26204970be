"""A quiz file and what stands beside it: reading them, and seeing whether they changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from quizapp.core import limits
from quizapp.core.diagnostics import FILE_START, Diagnostic
from quizapp.core.fields import is_name
from quizapp.core.reading import ReadFile, Reading, read_quiz
from quizapp.core.source import Source

SUFFIXES = (".yaml", ".yml")
Stamp = tuple[str, int, int]
"""A file's name, time of change in nanoseconds and size: what tells that it changed."""


class Version(NamedTuple):
    """All that a quiz was read from: its text and the files beside it."""

    text: str
    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """Return a name for exactly this content."""
        files = {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}
        content = json.dumps([self.text, files], sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


class Loaded(NamedTuple):
    """A file as it was read: what it gave, what it was read from, what else it asked for."""

    reading: Reading
    version: Version
    asked_for: tuple[str, ...] = ()


def quiz_paths(folder: Path) -> list[Path]:
    """Return the quiz files of a folder by name; hidden files are no quizzes."""
    with os.scandir(folder) as found:
        names = [entry.name for entry in found if entry.name.endswith(SUFFIXES)]
    return [folder / name for name in sorted(names) if not name.startswith(".")]


def load_quiz(path: Path) -> Loaded:
    """Read a quiz file and what stands beside it. A file that cannot be read gives a diagnostic."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        return _unread(path, _diagnostic(path, "Q006", f"the file cannot be read: {reason}", ""))
    return load_bytes(data, path, lambda name: read_beside(path, name))


def load_bytes(data: bytes, path: Path, read_file: ReadFile) -> Loaded:
    """Read what a quiz file holds, or would hold; `read_file` gives what stands beside it."""
    files: dict[str, bytes] = {}
    asked_for: list[str] = []

    def note_file(name: str) -> bytes | None:
        asked_for.append(name)
        content = read_file(name)
        if content is not None:
            files[name] = content
        return content

    text, problem = _decode(data, path)
    if problem:
        return _unread(path, problem)
    reading = read_quiz(text, path.stem, str(path), note_file)
    if not is_name(path.stem):
        reading = _refuse(
            reading,
            path,
            "Q007",
            "this file's name cannot be part of an address",
            "Use letters, digits, `-` and `_`, for example lighthouse.yaml.",
        )
    return Loaded(reading, Version(text, files), tuple(asked_for))


def read_beside(path: Path, name: str) -> bytes | None:
    """Return the bytes of a file beside another; None when there is none that can be read."""
    try:
        return (path.parent / name).read_bytes()
    except OSError:
        return None


def _unread(path: Path, problem: Diagnostic) -> Loaded:
    return Loaded(Reading(None, (problem,), Source("", str(path)), {}), Version("", {}))


def _decode(data: bytes, path: Path) -> tuple[str, Diagnostic | None]:
    if len(data) > limits.FILE_BYTES:
        return "", _diagnostic(
            path, "Q002", "the file is larger than 1 MiB", "Split it into several quizzes."
        )
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = _diagnostic(
            path,
            "Q006",
            f"the file is not UTF-8 text (line {line})",
            "Save it again with the encoding UTF-8.",
        )
        return "", problem._replace(span=FILE_START._replace(line=line, end_line=line))


def same_name(path: Path, first: Path) -> Diagnostic:
    """Return the diagnostic of a file whose quiz would have the name of an earlier one."""
    return _diagnostic(path, "Q008", f"`{first.name}` has the same name", "Rename one of them.")


def _diagnostic(path: Path, code: str, message: str, help: str) -> Diagnostic:
    source = Source("", str(path))
    source.report(code, FILE_START, message, help=help)
    return source.diagnostics[0]


def _refuse(reading: Reading, path: Path, code: str, message: str, help: str) -> Reading:
    problem = _diagnostic(path, code, message, help)
    return reading._replace(quiz=None, diagnostics=(problem, *reading.diagnostics))


def stamp(path: Path) -> Stamp:
    """Return what tells later whether a file changed."""
    try:
        found = path.stat()
    except OSError:
        return (path.name, 0, 0)
    return (path.name, found.st_mtime_ns, found.st_size)


def folder_stamps(folder: Path) -> dict[str, Stamp]:
    """Return the stamps of all files in a folder, by name: much quicker than one by one.

    Raises OSError when the folder cannot be read.
    """
    stamps = {}
    with os.scandir(folder) as found:
        for entry in found:
            try:
                status = entry.stat()
            except OSError:  # gone meanwhile, or a link to nothing
                continue
            if S_ISREG(status.st_mode):
                stamps[entry.name] = (entry.name, status.st_mtime_ns, status.st_size)
    return stamps
