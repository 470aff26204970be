"""What happens to a quiz file: random edits, as by an editor, a sync tool or a hand that slips."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

GOOD = """\
title: Edited while it is taken
passage:
  text: |
    The harbour was dredged in 1902. The light moved to the north pier.
questions:
  - {id: year, type: numeric, prompt: "When, version %d?", answer: 1902}
  - {id: pier, type: short-answer, prompt: Where did the light move?, answers: [north pier]}
"""
BOMBS = (
    "[" * 100_000,
    "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n" * 20,
    "{q: " * 5_000,
    "title: 'never closed\n" + "x: y\n" * 10_000,
    "\x00\x01\x02",
    "- {q: 1}\n" * 5_000,
)


class Edits:
    """Edits of one file of a bank. `version` is the number of the last good one written."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.random = path, Random(seed)
        self.version = 0
        self.done: Counter[str] = Counter()
        self.write_good()

    def write_good(self) -> None:
        self.version += 1
        self._replace((GOOD % self.version).encode())

    def edit(self) -> None:
        """Do one of what may happen."""
        kinds: list[Callable[[], None]] = [
            self.write_good,
            self.truncate,
            self.swap_lines,
            self.insert_bomb,
            self.change_a_byte,
            self.delete,
            self.make_a_folder_of_it,
            self.swap_the_folder,
            self.write_half,
        ]
        kind = self.random.choice(kinds)
        self.done[kind.__name__] += 1
        if self.path.is_dir():
            shutil.rmtree(self.path)
        if not self.path.exists():
            self.write_good()
        kind()

    def truncate(self) -> None:
        text = self.path.read_bytes()
        self.path.write_bytes(text[: self.random.randrange(len(text) + 1)])

    def swap_lines(self) -> None:
        lines = self.path.read_bytes().splitlines(keepends=True)
        if len(lines) > 1:
            one, other = self.random.sample(range(len(lines)), 2)
            lines[one], lines[other] = lines[other], lines[one]
        self._replace(b"".join(lines))

    def insert_bomb(self) -> None:
        text = self.path.read_bytes()
        at = self.random.randrange(len(text) + 1)
        self._replace(text[:at] + self.random.choice(BOMBS).encode() + text[at:])

    def change_a_byte(self) -> None:
        text = bytearray(self.path.read_bytes() or b"x")
        text[self.random.randrange(len(text))] = self.random.randrange(256)
        self.path.write_bytes(text)

    def delete(self) -> None:
        self.path.unlink()

    def make_a_folder_of_it(self) -> None:
        self.path.unlink()
        self.path.mkdir()

    def swap_the_folder(self) -> None:
        """Put a copy of the whole folder in its place, as a deployment does."""
        folder = self.path.parent
        new, old = folder.with_name("new"), folder.with_name("old")
        shutil.copytree(folder, new)
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)

    def write_half(self) -> None:
        text = (GOOD % self.version).encode()
        self.path.write_bytes(text[: len(text) // 2])

    def _replace(self, content: bytes) -> None:
        part = self.path.with_name(f".{self.path.name}.part")
        part.write_bytes(content)
        part.replace(self.path)
