"""What the server's processes hold in memory."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.load.servers import our_command, run_server


def kilobytes(process: int, name: str) -> int:
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return int(re.findall(rf"^{name}: +(\d+) kB", text, re.MULTILINE)[0])


@pytest.mark.kill
def test_most_of_what_a_worker_wrote_to_memory_is_there_once_for_all(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    with run_server(our_command(tmp_path / "questions", tmp_path / "instance")) as server:
        children = Path(f"/proc/{server.group}/task/{server.group}/children").read_text()
        (worker,) = [int(child) for child in children.split()]
        shared, own = (kilobytes(worker, f"{kind}_Dirty") for kind in ("Shared", "Private"))
    assert shared > own, f"{shared} kB are its parent's too, {own} kB its own"
