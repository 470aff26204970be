"""`quizapp check --watch`: a second run a moment after a change, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.cli import INTERRUPTED
from tests.cli.conftest import SOUND, WRONG

PATIENCE = 20


class Watch:
    """The command, running, and what it has printed so far."""

    def __init__(self, folder: Path) -> None:
        self.printed = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quizapp", "check", "--watch", "--format", "concise"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.printed += line

    def until(self, text: str) -> str:
        """Wait for a text and the end of its run; return what was printed since the last one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            run, found, rest = self.printed.partition("Ctrl+C ends.\n")
            if found and text in run:
                self.printed = rest
                return run
            time.sleep(0.02)
        raise AssertionError(f"{text!r} is not in {self.printed!r}")


@pytest.fixture
def watch(folder, write) -> Iterator[Watch]:
    write("a.yaml", SOUND)
    write("b.yaml", SOUND.replace("text: |\n    Hale Point got", "file: b.md\n#"))
    write("b.md", "Hale Point got its lighthouse after three ships were lost.")
    running = Watch(folder)
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdout.close()


def test_it_checks_again_after_each_change(watch, write, folder):
    watch.until("")
    write("a.yaml", WRONG)
    began = time.monotonic()
    run = watch.until("a.yaml:13:15: error[Q204]")
    assert time.monotonic() - began < PATIENCE / 4
    assert "──── " in run.splitlines()[1]
    assert " a.yaml ────" in run.splitlines()[1]
    assert "b.yaml" not in run

    write("a.yaml", SOUND)
    write("b.md", "Hale Point got its lighthouse after two ships were lost.")
    run = watch.until("b.yaml:")
    if "a.yaml:13:15" in run:  # caught between the two
        run = watch.until("b.yaml:")

    (folder / "b.yaml").unlink()
    write("c.yaml", WRONG)
    watch.until("c.yaml:13:15")

    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(PATIENCE) == INTERRUPTED
    assert "Traceback" not in watch.printed


def test_it_waits_for_files_that_are_gone(watch, folder, write):
    watch.until("")
    for name in ("a.yaml", "b.yaml"):
        (folder / name).unlink()
    watch.until("there are no quiz files (.yaml) in .")
    write("a.yaml", WRONG)
    watch.until("a.yaml:13:15")
