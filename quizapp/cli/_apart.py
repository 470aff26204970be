"""Work in a process of its own: what it loads and leaves in memory is gone when it is done."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

from quizapp.cli._faults import CannotRun, database_trouble

T = TypeVar("T")


def start_apart(job: Callable[[], T]) -> Callable[[], T]:
    """Begin a job beside this process; what is returned waits for its result, or raises its fault.

    Where processes are not forked it is done here, and only then.
    """
    if multiprocessing.get_start_method() != "fork":
        return job
    heard, told = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_run, args=(job, told), daemon=True)
    process.start()
    told.close()

    def wait() -> T:
        with heard:
            try:
                result, fault = heard.recv()
            except EOFError:  # It ended by itself, and has said why.
                raise SystemExit(1) from None
        process.join()
        if fault:
            raise fault
        returned: T = result
        return returned

    return wait


def _run(job: Callable[[], object], told: Connection) -> None:
    try:
        told.send((job(), None))
    except KeyboardInterrupt:
        pass  # The one that waits was told as well.
    except Exception as error:
        is_told_in_words = isinstance(error, (CannotRun, BrokenPipeError))
        fault = error if is_told_in_words else database_trouble(error)
        if fault is None:
            raise  # It is printed here, where its place is known; some cannot be sent at all.
        told.send((None, fault))
