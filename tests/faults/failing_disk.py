"""A process that saves while its disk fails: `python -m tests.faults.failing_disk FOLDER MODE`.

It prints what it was told of every save: "saved NUMBER DIGEST" or "refused". With a number as MODE
the kernel refuses what is so many bytes further on each time; with `plain` nothing is arranged:
whoever started the process lets it fail.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from quizapp.storage import database as storage_database
from quizapp.storage.answers import Receipt
from tests.faults.filled import open_house
from tests.storage.conftest import House

SAVES = 40


class Saver:
    """Saves one answer after the other to one question of one attempt."""

    def __init__(self, house: House) -> None:
        self.house, self.number = house, 0
        self.attempt = house.start(house.add_reader()[1])
        print("attempt", self.attempt, flush=True)

    def save(self) -> bool:
        """Save, and print what came of it. Who was refused may find it saved all the same."""
        try:
            said = self.house.save(self.attempt, self.number, f"answer {self.number} " * 300)
        except DBAPIError:
            print("refused", flush=True)
            return False
        if not isinstance(said, Receipt):
            self.number = said.newest.number
            return self.save()
        self.number = said.number
        print("saved", said.number, said.digest, flush=True)
        return True


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let the kernel refuse what goes beyond, first with a short write, then with an error."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def sweep(saver: Saver, step: int) -> None:
    """Fail every save after so many bytes more, once and for three in a row; then let it pass."""
    log = Path(f"{saver.house.path}-wal")
    for times in (1, 3):
        room = 0
        while True:
            with no_file_longer_than(log.stat().st_size + room):
                passed = sum(saver.save() for _ in range(times))
            if passed == times:
                break
            assert saver.save(), "the disk is well again, and nothing can be saved"
            room += step


def main(folder: Path, mode: str) -> None:
    house = open_house(folder)
    # Without the rest after a failed write: here each write is to be tried.
    storage_database._REST_SECONDS = 0
    saver = Saver(house)
    print("ready", flush=True)
    if mode == "plain":
        for _ in range(SAVES):
            saver.save()
    else:
        house.database.forget()
        saver.save()
        sweep(saver, int(mode))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
