"""A folder of quiz files that reloads what changed and keeps the last good version."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from quizapp.core.bank_index import BankIndex, Card, Record, card_of
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.loading import (
    SUFFIXES,
    Stamp,
    Version,
    folder_stamps,
    load_quiz,
    quiz_paths,
    read_beside,
    same_name,
    stamp,
)
from quizapp.core.quiz import Quiz
from quizapp.core.reading import read_quiz


class _Compiled:
    """A quiz, read from its text when somebody first asks for it."""

    def __init__(self, read: Callable[[], Quiz | None]) -> None:
        self._read: Callable[[], Quiz | None] | None = read
        self._quiz: Quiz | None = None
        self._lock = threading.Lock()

    def quiz(self) -> Quiz | None:
        if self._read is not None:
            with self._lock:
                if self._read is not None:
                    self._quiz = self._read()
                    self._read = None
        return self._quiz


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One file of the bank. `quiz` is the last that could be taken, `diagnostics` are of today.

    `card` is what a library shows of it, known before the quiz is read.
    """

    name: str
    path: Path
    card: Card | None
    version: Version
    digest: str
    diagnostics: tuple[Diagnostic, ...]
    stamps: tuple[Stamp, ...]
    compiled: _Compiled = field(compare=False, repr=False)

    @property
    def quiz(self) -> Quiz | None:
        return self.compiled.quiz() if self.card else None


class Listing(NamedTuple):
    """What a library shows, by title. `number` tells the states of one bank apart.

    `files` are all, by name; `users` the quizzes that ask for a passage or a picture, by its name.
    """

    number: int
    quizzes: tuple[BankEntry, ...]
    open_quizzes: tuple[BankEntry, ...]
    files: tuple[BankEntry, ...]
    users: Mapping[str, list[BankEntry]]


def list_quizzes(number: int, entries: Mapping[str, BankEntry]) -> Listing:
    """Put a bank in order: for its library, and for who writes it."""
    shown = [entry for entry in entries.values() if entry.card and entry.card.status != "hidden"]
    shown.sort(key=_by_title)
    is_open = [entry for entry in shown if entry.card and entry.card.status == "open"]
    files = sorted(entries.values(), key=lambda entry: entry.name)
    return Listing(number, tuple(shown), tuple(is_open), tuple(files), _users(files))


def _users(files: Iterable[BankEntry]) -> dict[str, list[BankEntry]]:
    found: dict[str, list[BankEntry]] = {}
    for entry in files:
        for name in {name for name, _, _ in entry.stamps[1:]}:
            found.setdefault(name, []).append(entry)
    return found


Track = Callable[[Iterator[Path], int], Iterator[Path]]
"""Passes paths on, of which there are so many, and may show how far it has come."""


def _untracked(paths: Iterator[Path], _count: int) -> Iterator[Path]:
    return paths


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile: of what is read nearly all stays, so the search is in vain."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class Bank:
    """The quizzes of a folder, by name. `refresh` is cheap when nothing changed."""

    folder: Path
    index_file: Path | None = None
    _entries: dict[str, BankEntry] = field(default_factory=dict)
    _listing: Listing = field(default_factory=lambda: list_quizzes(0, {}))
    _found: Mapping[str, Stamp] = field(default_factory=dict, repr=False)
    _is_read: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _index: BankIndex = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._index = BankIndex(self.index_file)

    def get(self, name: str) -> BankEntry | None:
        """Return a file of the bank by its quiz's name."""
        return self._entries.get(name)

    @property
    def listing(self) -> Listing:
        """Return what the library shows, put in order when something changed."""
        return self._listing

    def quizzes(self) -> Iterator[BankEntry]:
        """Yield every file that gives a quiz, by title."""
        entries = [entry for entry in self._entries.values() if entry.card]
        return iter(sorted(entries, key=_by_title))

    def entries(self) -> list[BankEntry]:
        """Return every file, by name."""
        return list(self._listing.files)

    def found(self) -> Mapping[str, Stamp]:
        """Return what stood in the folder at the last look, by name: quizzes and all else."""
        return self._found

    def users(self) -> Mapping[str, list[BankEntry]]:
        """Return the quizzes that ask for a passage or a picture, by its name."""
        return self._listing.users

    def users_of(self, file: str) -> list[BankEntry]:
        """Return the quizzes that ask for a passage or a picture."""
        return self.users().get(file, [])

    def refresh(self, track: Track = _untracked) -> bool:
        """Read what changed since the last look; tell whether anything did."""
        with self._lock:
            before = self._entries
            try:
                if self._is_as_read(folder_stamps(self.folder)) and before:
                    return False
                paths = quiz_paths(self.folder)
            except OSError:
                # The folder is gone or unreadable for now: what was read goes on being served.
                return False
            with _without_collecting():
                after = self._read(track(iter(paths), len(paths)))
            self._entries, self._is_read = after, False
            is_changed = after.keys() != before.keys() or any(
                after[n] is not before[n] for n in after
            )
            if is_changed:
                self._listing = list_quizzes(self._listing.number + 1, after)
                self._index.keep(self._records())
            return is_changed

    def _is_as_read(self, found: Mapping[str, Stamp]) -> bool:
        # Twice a second for ever: of ten thousand files not each can be looked up.
        if not self._is_read or found != self._found:
            self._found, self._is_read = found, self._agrees(found)
        return self._is_read

    def _agrees(self, found: Mapping[str, Stamp]) -> bool:
        names = {name for name in found if name.endswith(SUFFIXES) and name[0] != "."}
        entries = self._entries.values()
        return len(names) == len(entries) and all(
            (entry.stamps[0][0] if entry.stamps else entry.path.name) in names
            and all(found.get(one[0], (one[0], 0, 0)) == one for one in entry.stamps)
            for entry in entries
        )

    def _read(self, paths: Iterable[Path]) -> dict[str, BankEntry]:
        before, after = self._entries, dict[str, BankEntry]()
        for path in paths:
            known = after.get(path.stem)
            if known is None:
                after[path.stem] = self._entry(path, before.get(path.stem))
            else:
                after[path.name] = _without_name(path, known.path, before.get(path.name))
        return after

    def _entry(self, path: Path, known: BankEntry | None) -> BankEntry:
        if known and known.path == path and known.stamps == _stamp_again(path, known.stamps):
            return known
        return self._remembered(path) or _read_entry(path, known)

    def _remembered(self, path: Path) -> BankEntry | None:
        """Return a file whose content is the one that was read before, here or at another start."""
        record = self._index.find(path)
        if record is None:
            return None
        stamps = tuple(stamp(path.parent / name) for name in (path.name, *record.asked_for))
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None
        found = {name: read_beside(path, name) for name in record.asked_for}
        version = Version(text, {name: data for name, data in found.items() if data is not None})
        if version.digest != record.digest:
            return None
        compiled = _compiled(path, version)
        return BankEntry(
            path.stem,
            path,
            record.card,
            version,
            record.digest,
            record.diagnostics,
            stamps,
            compiled,
        )

    def _records(self) -> dict[str, Record]:
        """Return what is to be remembered: files that are served as they stand today."""
        return {
            str(entry.path): Record(
                entry.digest,
                tuple(name for name, _, _ in entry.stamps[1:]),
                entry.card,
                entry.diagnostics,
            )
            for entry in self._entries.values()
            if entry.card and not any(found.is_error for found in entry.diagnostics)
        }


def _compiled(path: Path, version: Version) -> _Compiled:
    text, files = version.text, version.files
    return _Compiled(lambda: read_quiz(text, path.stem, str(path), files.get).quiz)


def _read_entry(path: Path, known: BankEntry | None) -> BankEntry:
    # Stamped before reading: a change while reading is seen at the next look.
    own = stamp(path)
    reading, version, asked_for = load_quiz(path)
    stamps = (own, *(stamp(path.parent / name) for name in asked_for))
    quiz, found = reading.quiz, reading.diagnostics
    if quiz is None and known and known.card:
        return replace(known, diagnostics=found, stamps=stamps)
    card = card_of(quiz) if quiz else None
    # Of thousands of files few are asked for soon: it is read again then, and not kept till then.
    compiled = _compiled(path, version)
    return BankEntry(path.stem, path, card, version, version.digest, found, stamps, compiled)


def _without_name(path: Path, first: Path, known: BankEntry | None) -> BankEntry:
    """Return the entry of a file whose quiz would have the name of an earlier one."""
    problem = same_name(path, first)
    nothing = _Compiled(lambda: None)
    entry = BankEntry(path.name, path, None, Version("", {}), "", (problem,), (), nothing)
    return known if known == entry else entry


def _by_title(entry: BankEntry) -> tuple[str, str]:
    return (entry.card.title.casefold() if entry.card else "", entry.name)


def _stamp_again(path: Path, stamps: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
    return tuple(stamp(path.parent / name) for name, _, _ in stamps)
