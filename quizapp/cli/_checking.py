"""Files read and looked at; what did not change is not read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from quizapp.cli.formats import Checked
from quizapp.core.lint import lint
from quizapp.core.loading import Stamp, load_quiz, same_name, stamp


class _Seen(NamedTuple):
    """What was found in a file, and the stamps it and the files beside it had then."""

    checked: Checked
    stamps: tuple[Stamp, ...]


@dataclass
class Checker:
    """Checks files for all but the unwanted warnings."""

    unwanted: Set[str]
    _seen: dict[Path, _Seen] = field(default_factory=dict)

    def check(self, paths: Sequence[Path]) -> Iterator[Checked]:
        """Yield what is wrong in each file."""
        firsts: dict[Path, Path] = {}
        for path in paths:
            checked = self._check(path)
            first = firsts.setdefault(path.with_suffix(""), path)
            more = () if first is path else (same_name(path, first),)
            yield checked._replace(diagnostics=(*more, *checked.diagnostics))

    def changed(self, paths: Sequence[Path]) -> list[Path]:
        """Return the files that are new, or changed since they were checked, or what is beside."""
        return [path for path in paths if not self._is_current(path)]

    def _is_current(self, path: Path) -> bool:
        seen = self._seen.get(path)
        return seen is not None and seen.stamps == tuple(
            stamp(path.parent / name) for name, _, _ in seen.stamps
        )

    def _check(self, path: Path) -> Checked:
        if not self._is_current(path):
            # Stamped before reading: a change while reading is seen at the next look.
            own = stamp(path)
            loaded = load_quiz(path)
            beside = (stamp(path.parent / name) for name in loaded.asked_for)
            reading = loaded.reading
            questions = len(reading.quiz.items) if reading.quiz else 0
            found = lint(reading, self.unwanted)
            checked = Checked(str(path), reading.source.lines, questions, found)
            self._seen[path] = _Seen(checked, (own, *beside))
        return self._seen[path].checked
