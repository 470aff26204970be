"""R12: quiz files change, break and vanish; readers go on, and running attempts as they began."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.conftest import Pupil
from tests.faults.counts import count, tell
from tests.faults.edits import Edits
from tests.faults.readers import Reader, Readers
from tests.faults.server import running

EDITS = count(40, 500)


def test_r12_whatever_happens_to_a_file_running_attempts_go_on_as_they_began(
    app: Flask, questions: Path
) -> None:
    bank = app.extensions["quizapp"].bank
    edits = Edits(questions / "edited.yaml", seed=1)
    bank.refresh()
    pupil = Pupil(app.test_client(), "edited")
    stranger, is_offered = app.test_client(), True
    for number in range(EDITS):
        edits.edit()
        bank.refresh()
        assert stranger.get("/").status_code == 200
        status = stranger.get("/quizzes/edited").status_code
        # What was sound once is offered as long as there is anything under its name.
        assert status == 200 if is_offered and edits.path.exists() else status in {200, 404}
        is_offered = status == 200
        page = pupil.client.get(f"{pupil.url}/questions/1")
        assert page.status_code == 200
        assert "When, version 1?" in page.text
        assert pupil.save(1, number, "1902", seq=number).status_code == 200

    # A sound file is enough for all to be well again.
    if edits.path.is_dir():
        edits.path.rmdir()
    edits.write_good()
    bank.refresh()
    newcomer = Pupil(app.test_client(), "edited")
    assert f"version {edits.version}?" in newcomer.client.get(f"{newcomer.url}/questions/1").text
    assert pupil.submit().status_code == 303
    assert "1 of 2" in pupil.client.get(f"{pupil.url}/result").text
    tell("R12", f"{EDITS} edits in the app: attempt unchanged, {dict(edits.done)}")


@pytest.mark.full
@pytest.mark.kill
def test_r12_500_edits_under_60_readers(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        edits = Edits(tmp_path / "questions" / "edited.yaml", seed=2)
        with (
            Readers(server.port, 60, patience=60) as readers,
            closing(Reader(server.port, 60)) as early,
        ):
            seen: Counter[tuple[str, int]] = Counter()
            attempt = None
            while attempt is None:
                time.sleep(0.2)
                _, attempt = early.start("edited")
            with closing(Reader(server.port, 60)) as visitor:
                for _ in range(EDITS):
                    edits.edit()
                    for page in ("/", "/quizzes/edited"):
                        status, _, _ = visitor.ask("GET", page)
                        seen[page, status] += 1
                    time.sleep(0.1)
            early.close()  # the server has, after so long without a word
            _, _, page = early.ask("GET", f"/attempts/{attempt}/questions/1")
            assert "When, version 1?" in page
        lost = set(readers.acknowledged) - server.stored()
        tell(
            "R12",
            f"{EDITS} edits under 60 readers: pages {dict(seen)}, {len(readers.acknowledged)} "
            f"acknowledged, {len(lost)} lost, {len(readers.unexpected)} refusals",
        )
        assert {status for _, status in seen} <= {200, 404}
        assert readers.unexpected == []
        assert not lost
