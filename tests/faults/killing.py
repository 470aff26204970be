"""Jobs that are killed while they run: `python -m tests.faults.killing JOB FOLDER KILLS`.

Forking wants a process without threads, which a test's may not be. It exits with 0 when all is as
it has to be after each kill and after what was begun anew.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any, Protocol

from quizapp.storage.database import Database
from quizapp.storage.quick import Quick

# Right behind a commit, where what is half done would show; and in the middle of what it writes.
STEPS = (
    (Database, "_recover", 1),
    (Database, "_recover", 2),
    (Quick, "change", 10),
    (Quick, "change", 40),
)
HOUSE = Path(__file__).parents[2]


class Job(Protocol):
    """What is killed. It works on a folder that is made once and copied for each round."""

    def prepare(self, folder: Path) -> None:
        """Make the folder."""

    def run(self, folder: Path) -> None:
        """Do the job, or what is left of it."""

    def check(self, folder: Path, *, is_done: bool) -> None:
        """Look at what is there after a kill, or when the job is done."""


def run_and_kill(job: Callable[[], object], seconds: float, *, waits: bool = False) -> bool:
    """Run a job in a process that is killed after so long, and tell whether that met it."""
    pid = os.fork()
    if pid == 0:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 # a forked process must not go on as a test
            sys.excepthook(type(error), error, error.__traceback__)
            os._exit(1)
        os._exit(0)
    if not waits:
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    assert status in {0, signal.SIGKILL}, status
    return status == signal.SIGKILL


def run_until(job: Job, folder: Path, owner: type, name: str, times: int) -> None:
    """Run a job that ends without a word when a method was called so many times."""
    left, step = times, getattr(owner, name)

    def count_down(*given: Any) -> Any:
        nonlocal left
        done = step(*given)
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(owner, name, count_down)
    job.run(folder)


def try_out(job: Job, folder: Path, kills: int) -> int:
    """Kill a job at random points and begin it anew; return how many kills met it."""
    random, met = Random(20260302), 0
    made, work = folder / "made", folder / "work"
    made.mkdir()
    job.prepare(made)
    shutil.copytree(made, work)
    began = time.monotonic()
    run_and_kill(lambda: job.run(work), 0, waits=True)
    seconds = time.monotonic() - began
    job.check(work, is_done=True)
    for number in range(kills + len(STEPS)):
        shutil.rmtree(work)
        shutil.copytree(made, work)
        if number < len(STEPS):
            run_and_kill(partial(run_until, job, work, *STEPS[number]), 0, waits=True)
        else:
            met += run_and_kill(lambda: job.run(work), random.uniform(0, seconds))
        job.check(work, is_done=False)
        job.run(work)
        job.check(work, is_done=True)
    return met


def kill(job: str, folder: Path, kills: int) -> int:
    """Try a job out in a process of its own; return how many kills met it."""
    command = [sys.executable, "-m", "tests.faults.killing", job, str(folder), str(kills)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return int(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    job = import_module(f"tests.faults.killed_{sys.argv[1]}").JOB
    print(try_out(job, Path(sys.argv[2]), int(sys.argv[3])))
