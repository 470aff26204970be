"""Many readers who think between two pages, as a school at nine in the morning."""

from __future__ import annotations

import random
import threading
import time

from tests.load.client import Load
from tests.load.house import QUIZ
from tests.load.reader import Reader
from tests.load.report import Report
from tests.load.servers import Server

LONGEST_MS = 50.0


def measure_thinking(
    report: Report, ours: Server, readers: int, seconds: float, think: float = 10.0
) -> None:
    """Let so many readers ask for a page or save an answer every `think` seconds each."""
    people = [Reader(ours.port) for _ in range(readers)]
    for reader in people:
        reader.start(QUIZ)
    load, lock = Load(seconds), threading.Lock()
    begun, before = time.perf_counter() + 0.5, ours.cpu_seconds()

    def work(reader: Reader, chance: random.Random) -> None:
        due = begun + chance.uniform(0, think)
        while due < begun + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            saves = chance.random() < 0.5
            start = time.perf_counter()
            try:
                if saves:
                    reader.request("POST", reader.path, message=reader.next_save())
                else:
                    reader.request("GET", reader.path)
                is_well = True
            except (AssertionError, OSError):
                is_well = False
            with lock:
                load.times.append(time.perf_counter() - start)
                load.failures += not is_well
            due += think * chance.uniform(0.5, 1.5)

    threads = [
        threading.Thread(target=work, args=(reader, random.Random(n)))
        for n, reader in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for reader in people:
        reader.rest()
    cpu = (ours.cpu_seconds() - before) / seconds
    report.heading("Readers who think")
    report.table(
        (f"{readers} readers, a page or a save every {think:.0f} s each", "measured (target)"),
        [
            ("requests", len(load.times)),
            ("p50 ms", f"{load.median:.1f}"),
            (
                "p99 ms",
                report.at_most(
                    "readers who think, p99 ms", load.quantile(0.99) * 1.0, LONGEST_MS, ".1f"
                ),
            ),
            ("longest ms", f"{load.quantile(1.0):.1f}"),
            ("failures", report.at_most("readers who think, failures", load.failures, 0, ".0f")),
            ("cores in use", f"{cpu:.2f}"),
        ],
    )
