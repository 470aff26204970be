"""What the server's processes hold in memory."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from tests.load.client import get, run_load
from tests.load.servers import Server, free_port, our_command, run_server


def kilobytes(process: int, name: str) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.findall(rf"^{name}: +(\d+) kB", text, re.MULTILINE)[0])


def worker_of(server: Server) -> int:
    children = Path(f"/proc/{server.group}/task/{server.group}/children").read_text()
    (worker,) = children.split()
    return int(worker)


def threads_of(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))


@pytest.mark.kill
def test_most_of_what_a_worker_wrote_to_memory_is_there_once_for_all(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    with run_server(our_command(tmp_path / "questions", tmp_path / "instance")) as server:
        worker = worker_of(server)
        shared, own = (kilobytes(worker, f"{kind}_Dirty") for kind in ("Shared", "Private"))
    assert shared > own, f"{shared} kB are its parent's too, {own} kB its own"


@pytest.mark.kill
def test_the_threads_of_a_rush_are_gone_when_it_is_over(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    with run_server(our_command(tmp_path / "questions", tmp_path / "instance")) as server:
        before = threads_of(worker_of(server))
        run_load(server.port, [lambda: get("/")] * 64, 1)
        at_most = threads_of(worker_of(server))
        until = time.monotonic() + 25
        while (after := threads_of(worker_of(server))) > before + 5 and time.monotonic() < until:
            time.sleep(0.2)
    assert at_most > before + 20
    assert after <= before + 5


WORKER: Final = """
import sys
from quizapp import cli, server, wsgi
class Worker:
    def serve(self):
        wsgi.make_app()
        print(*sys.modules)
server.make_server = lambda *_: Worker()
sys.exit(cli.main())
"""
UNWANTED: Final = (
    "alembic",
    "mako",
    "nh3",
    "openpyxl",
    "psycopg",
    "pygments",
    "rapidfuzz",
    "rich",
    "sqlalchemy.dialects.postgresql",
)


def test_a_worker_at_its_first_start_has_loaded_nothing_that_few_requests_need(
    tmp_path: Path,
) -> None:
    (tmp_path / "questions").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", WORKER, "serve", "--port", str(free_port())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.splitlines()[-1].split()
    assert "quizapp.web.library" in loaded
    assert not set(UNWANTED) & set(loaded)
