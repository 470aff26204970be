"""The numbers of all processes that answer behind one port, put together when somebody asks.

Each process keeps its numbers in a file of a folder that is the server's: named by the process that
started them all. Who is asked writes its own file first and then adds up all of them, so that no
number ever falls, whichever process answers, and none is lost with a process that is replaced.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from quizapp.metrics import ALL, Labels

Numbers = dict[str, dict[Labels, list[float]]]


class MetricsFiles:
    """The files of one server, below a folder of all servers that ran on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / str(os.getppid())
        self._own = self._folder / f"{os.getpid()}.json"
        _forget_ended(folder)

    def write(self) -> None:
        """Bring this process's file up to date."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps({k: [*map(list, v.items())] for k, v in own_numbers().items()})
        part = self._own.with_suffix(f".{os.urandom(4).hex()}")
        part.write_text(text, encoding="utf-8")
        part.replace(self._own)

    def all_numbers(self) -> Numbers:
        """Return the numbers of all processes together."""
        self.write()
        return added_up(_read(path) for path in self._folder.glob("*.json"))

    def processes(self) -> list[int]:
        """Return the processes that answer behind the port."""
        found = (int(path.stem) for path in self._folder.glob("*.json"))
        return [process for process in found if _runs(process)]


def own_numbers() -> Numbers:
    """Return what this process has counted."""
    return {kind.name: kind.numbers() for kind in ALL}


def _read(path: Path) -> Numbers:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: {tuple(values): row for values, row in rows} for name, rows in found.items()}


def added_up(processes: Iterable[Numbers]) -> Numbers:
    """Add the numbers of processes up."""
    total: Numbers = {kind.name: {} for kind in ALL}
    for numbers in processes:
        for name, rows in numbers.items():
            known = total.setdefault(name, {})
            for values, row in rows.items():
                known[values] = _sum(known.get(values), row)
    return total


def _sum(known: Sequence[float] | None, row: list[float]) -> list[float]:
    return row if known is None else [a + b for a, b in zip(known, row, strict=True)]


def _forget_ended(folder: Path) -> None:
    """Delete what servers left behind that run no longer."""
    for own in folder.iterdir() if folder.is_dir() else ():
        if own.name.isdigit() and not _runs(int(own.name)):
            with suppress(OSError):
                shutil.rmtree(own)


def _runs(process: int) -> bool:
    if os.name == "nt":  # there the same call would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it runs, and is somebody else's
    return True
