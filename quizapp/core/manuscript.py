"""A quiz file while somebody writes it: what it gives now, its last good state, the last change."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quizapp.core import limits
from quizapp.core.diagnostics import Diagnostic
from quizapp.core.layout import Layout
from quizapp.core.lint import lint
from quizapp.core.loading import Loaded, load_quiz, quiz_paths
from quizapp.core.reading import Reading

_REMEMBERED: Final = 200
_SETTLING = 0.03
_LOOKS: Final = 10
Stamps = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as it was at one look. `good` is the last that gave a quiz; None before the first.

    `number` counts the changes seen, `page` those that gave a quiz; `edited` is the id of the
    question changed last, None before the first.
    """

    path: Path
    number: int
    page: int
    loaded: Loaded
    good: Loaded | None
    edited: str | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def shown(self) -> Reading:
        """Return what there is to show."""
        return (self.good or self.loaded).reading

    @property
    def is_old(self) -> bool:
        """Tell whether what is shown is not what the file holds now."""
        return self.good is not None and self.good is not self.loaded


class Manuscript:
    """A file, or of a folder the file saved last. Many threads may look at once."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._drafts: dict[Path, Draft] = {}
        self._number = 0
        self._stamps: Stamps = ()
        self._path = target
        # So that the first change of each is known for what it is.
        self._texts = {path: _text(path) for path in _newest_first(target)[:_REMEMBERED]}

    def look(self) -> Draft:
        """Return the file as it is, read anew when it changed since the last look."""
        with self._lock:
            path = next(iter(_newest_first(self._target)), self._path)
            known = self._drafts.get(path)
            if known and path == self._path and _stamps(path, known.loaded) == self._stamps:
                return known
            return self._read(path, known)

    def _read(self, path: Path, known: Draft | None) -> Draft:
        _settle(path)
        # Stamped before reading: a change while reading is seen at the next look.
        before = _stamps(path, None)
        loaded = load_quiz(path)
        self._path, self._stamps = path, before + _stamps(path, loaded)[1:]
        self._number += 1
        quiz, text = loaded.reading.quiz, loaded.version.text
        good, edited_before = (known.good, known.edited) if known else (None, None)
        edited = edited_question(self._texts.get(path, text), loaded.reading) if text else None
        draft = Draft(
            path,
            self._number,
            self._number if quiz or known is None else known.page,
            loaded,
            loaded if quiz else good,
            edited or edited_before,
            lint(loaded.reading),
        )
        self._drafts[path] = draft
        self._texts[path] = text or self._texts.get(path, "")
        return draft


def edited_question(before: str, reading: Reading) -> str | None:
    """Return the id of the question that the first changed line lies in, None if in no question.

    A text stands above the question after it, and counts as that.
    """
    after = reading.source.lines
    if reading.root is None or (line := _first_change(before.split("\n"), after)) is None:
        return None
    start, _ = Layout(reading.source, reading.root).owner_at((line, len(after[line - 1]) + 1))
    nodes = sorted((node.span.line, question_id) for question_id, node in reading.nodes.items())
    found = next((known for known in nodes if known[0] >= start), None)
    if not start or found is None:
        return None
    is_left_out = any(d.is_error and start <= d.line < found[0] for d in reading.diagnostics)
    return None if is_left_out else found[1]


def _first_change(before: list[str], after: list[str]) -> int | None:
    if before == after:
        return None
    pairs = zip(before, after, strict=False)
    same = next((place for place, (old, new) in enumerate(pairs) if old != new), None)
    return min(len(before), len(after)) if same is None else same + 1


def _newest_first(target: Path) -> list[Path]:
    """Return the quiz files of a folder, the one saved last first; a file stands for itself."""
    if not target.is_dir():
        return [target]
    try:
        return sorted(quiz_paths(target), key=lambda path: (-path.stat().st_mtime_ns, path))
    except OSError:
        # A file went away between two lines: the next look sees what is there.
        return []


def _stamps(path: Path, loaded: Loaded | None) -> Stamps:
    names = loaded.asked_for if loaded else ()
    return tuple(_stamp(beside) for beside in (path, *(path.parent / name for name in names)))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _settle(path: Path) -> None:
    """Wait for an editor that is still writing: it empties a file, or puts another in its place."""
    before = _stamp(path)
    for _ in range(_LOOKS):
        time.sleep(_SETTLING)
        now = _stamp(path)
        if now == before and now[1]:
            return
        before = now


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES)
    except OSError:
        return ""
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
