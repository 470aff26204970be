"""What Prometheus reads: right numbers, for whoever has the token, over all processes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from quizapp import metrics
from quizapp.app import create_app
from quizapp.config import Config
from quizapp.metrics_files import MetricsFiles
from tests.conftest import Clock
from tests.web import _walk

TOKEN = "a token of thirty-two letters or more"
LINE = re.compile(r'([a-z_]+)(\{(?:[a-z]+="[^"\n]*",?)*\})? (\S+)')


@pytest.fixture
def watched(config: Config, clock: Clock) -> Iterator[FlaskClient]:
    app = create_app(replace(config, metrics_token=TOKEN), clock)
    yield app.test_client()
    app.extensions["quizapp"].database.close()


def read(client: FlaskClient) -> dict[str, float]:
    """Return every number that is shown, after reading each line as Prometheus does."""
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert reply.status_code == 200
    assert reply.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = reply.text.splitlines()
    found = [LINE.fullmatch(line) for line in lines if not line.startswith("#")]
    assert all(found)
    shown = {f"{match[1]}{match[2] or ''}": float(match[3]) for match in found if match}
    assert len(shown) == len(found)
    return shown


def test_without_the_setting_there_is_no_such_page(client: FlaskClient) -> None:
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}"])
def test_without_the_token_nobody_reads_them(watched: FlaskClient, given: str) -> None:
    reply = watched.get("/metrics", headers={"Authorization": given})
    assert reply.status_code == 401
    assert "quizapp_requests" not in reply.text


def test_requests_are_counted_by_route_and_invented_ones_are_one(watched: FlaskClient) -> None:
    before = read(watched)
    for number in range(3):
        watched.get(f"/nothing/{number}")
        watched.open("/", method="BREW")
    watched.get("/healthz")
    after = read(watched)
    new = {name: after[name] - before.get(name, 0) for name in after}
    assert new['quizapp_requests_total{route="(none)",method="GET",status="404"}'] == 3
    invented = 'quizapp_requests_total{route="(none)",method="(other)"'
    assert sum(count for name, count in new.items() if name.startswith(invented)) == 3
    assert new['quizapp_requests_total{route="/healthz",method="GET",status="200"}'] == 1
    assert new['quizapp_request_seconds_count{route="/healthz",method="GET"}'] == 1
    assert new['quizapp_request_seconds_bucket{route="/healthz",method="GET",le="+Inf"}'] == 1


@pytest.mark.about_sqlite
def test_saves_conflicts_open_attempts_commits_and_the_bank_are_told(
    watched: FlaskClient, questions: Path
) -> None:
    before = read(watched)
    attempt = _walk.start(watched)
    headers = {"X-CSRF-Token": _walk.csrf(watched)}
    for base, tab in ((0, "one"), (0, "two"), (1, "one")):
        message = {
            "tab": tab,
            "seq": base + 1,
            "base": base,
            "response": {"": [f"oil {base}{tab}"]},
        }
        watched.post(f"{attempt}/questions/2", json=message, headers=headers)
    after = read(watched)
    for result, count in (("acknowledged", 2), ("conflict", 1)):
        name = f'quizapp_saves_total{{result="{result}"}}'
        assert after[name] - before.get(name, 0) == count
    assert after["quizapp_attempts_open"] == before["quizapp_attempts_open"] + 1
    assert after["quizapp_commit_writes_count"] > before.get("quizapp_commit_writes_count", 0)
    assert after["quizapp_bank_quizzes"] == 1
    assert after["quizapp_bank_files_with_errors"] == 0
    assert after["process_resident_memory_bytes"] > 10_000_000
    assert after["quizapp_disk_free_bytes"] > 0
    assert "quizapp_backup_last_timestamp_seconds" not in after


def test_buckets_hold_what_is_at_most_their_bound() -> None:
    sizes = metrics.Histogram("sizes", "Sizes.", (1, 2, 4))
    for size in (1, 2, 2, 3, 99):
        sizes.note(size)
    assert list(sizes.lines(sizes.numbers()))[2:] == [
        'sizes_bucket{le="1"} 1',
        'sizes_bucket{le="2"} 3',
        'sizes_bucket{le="4"} 4',
        'sizes_bucket{le="+Inf"} 5',
        "sizes_sum 107",
        "sizes_count 5",
    ]


def test_a_label_cannot_end_its_line() -> None:
    names = metrics.Counter("names", "Names.", ("name",))
    names.add('a"b\\c\nd')
    assert list(names.lines(names.numbers()))[2:] == ['names{name="a\\"b\\\\c\\nd"} 1']


def test_threads_that_count_at_once_lose_nothing() -> None:
    counter = metrics.Counter("things", "Things.")
    with ThreadPoolExecutor(8) as threads:
        for _ in range(8):
            threads.submit(lambda: [counter.add() for _ in range(5_000)])
    assert counter.numbers() == {(): [40_000]}


COUNT = """
import sys, time
from pathlib import Path
from quizapp.metrics import SAVES
from quizapp.metrics_files import MetricsFiles
files = MetricsFiles(Path(sys.argv[1]))
for _ in range(int(sys.argv[2])):
    SAVES.add("acknowledged")
files.write()
"""


def test_processes_behind_one_port_are_added_up_and_none_is_lost_when_it_ends(
    tmp_path: Path,
) -> None:
    gone = tmp_path / "4194305"  # a number that no process can have
    gone.mkdir()
    for count in (30, 12):
        subprocess.run([sys.executable, "-c", COUNT, str(tmp_path), str(count)], check=True)
    theirs = tmp_path / str(os.getpid())

    assert sorted(path.name for path in tmp_path.iterdir()) == [theirs.name]
    files = MetricsFiles(tmp_path)
    # They were started by this process, and think of it as their server.
    files._folder = theirs
    files._own = theirs / "own.json"
    before = metrics.SAVES.numbers().get(("acknowledged",), [0])[0]
    assert files.all_numbers()["quizapp_saves_total"][("acknowledged",)] == [42 + before]
    assert len(json.loads(files._own.read_text())) == len(metrics.ALL)
