"""Whatever happens while a group is committed, everybody in the line hears of it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from quizapp.storage.line import Line, Waiting


class Groups:
    """Commits groups, and fails at the one that is behind the first."""

    def __init__(self, error: BaseException) -> None:
        self.error, self.sizes = error, []
        self.entered, self.may_go_on = threading.Event(), threading.Event()

    def commit(self, group: list[Waiting]) -> None:
        self.sizes.append(len(group))
        if len(self.sizes) == 1:
            self.entered.set()
            assert self.may_go_on.wait(60)
        for waiting in group:
            waiting.result = "done"
        if len(self.sizes) == 2:
            raise self.error


@pytest.mark.parametrize("error", [ValueError("no database's"), MemoryError(), SystemExit(1)])
def test_what_no_database_raises_ends_every_job_of_its_group_and_no_other(
    error: BaseException,
) -> None:
    groups, told = Groups(error), [None] * 70

    def wait(number: int) -> None:
        try:
            told[number] = line.wait_for(lambda _: None)
        except BaseException as raised:  # noqa: BLE001 # told below
            told[number] = raised

    line: Any = Line(groups.commit)
    threads = [threading.Thread(target=wait, args=(n,), daemon=True) for n in range(len(told))]
    for number, thread in enumerate(threads):
        thread.start()
        assert groups.entered.wait(60)
        while len(line._waiting) < number:
            pass
    groups.may_go_on.set()
    until = time.monotonic() + 20
    for thread in threads:
        thread.join(max(0, until - time.monotonic()))

    assert groups.sizes == [1, 64, 5]
    assert told == ["done"] + [error] * 64 + ["done"] * 5
    assert line.wait_for(lambda _: None) == "done"
    assert (line.is_free(), line.returned) == (True, 71)
