"""Whole attempts: how many a second, and what one costs in CPU, requests and bytes."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections import defaultdict
from typing import Any

from tests.load.client import Load
from tests.load.house import QUESTIONS, QUIZ
from tests.load.reader import Reader
from tests.load.report import Report
from tests.load.servers import Server

_STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def attempt(reader: Reader, times: dict[str, list[float]]) -> None:
    """Take the quiz as a browser with scripts does: a page and a save for each question."""

    def timed(name: str, method: str, path: str, **sent: Any) -> None:
        begun = time.perf_counter()
        reader.request(method, path, **sent)
        times[name].append(time.perf_counter() - begun)

    reader.start(QUIZ)
    for n in range(1, QUESTIONS + 1):
        path = reader.address(f"/questions/{n}")
        if n > 1:
            timed("question", "GET", path)
        timed("save", "POST", path, message=reader.next_save())
    check = reader.address("/check")
    timed("check", "GET", check)
    timed("submit and result", "POST", check, fields={"csrf_token": reader.token})


def measure_attempts(report: Report, ours: Server, attempts: int, at_once: int) -> None:
    """Let readers take the quiz again and again; report what came of it."""
    times: dict[str, list[float]] = defaultdict(list)
    readers = [Reader(ours.port) for _ in range(at_once)]
    share = max(1, attempts // at_once)

    def work(reader: Reader) -> None:
        for _ in range(share):
            attempt(reader, times)

    before, begun = ours.cpu_seconds(), time.perf_counter()
    threads = [threading.Thread(target=work, args=(reader,)) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, cpu = time.perf_counter() - begun, ours.cpu_seconds() - before
    for reader in readers:
        reader.rest()
    done = share * at_once
    report.heading("Whole attempts")
    report.say(f"{done} attempts of {QUESTIONS} questions, one a page, {at_once} readers at once.")
    rows = [
        (
            "attempts per second",
            report.at_least("whole attempts per second", done / seconds, 40, ".1f"),
        ),
        (
            "server's CPU for one, ms",
            report.at_most("CPU of an attempt, ms", cpu / done * 1000, 50, ".1f"),
        ),
    ]
    rows += [
        (f"{name}, median ms", f"{statistics.median(found) * 1000:.1f}")
        for name, found in times.items()
    ]
    rows += _submits(ours, done)
    report.table(("", "measured (target)"), rows)


def _submits(ours: Server, count: int) -> list[tuple[str, str]]:
    """Measure handing in by itself: all is answered, and nobody looks at the result."""
    readers = [_answered(ours.port) for _ in range(count)]
    before, seconds = ours.cpu_seconds(), []
    for reader in readers:
        begun = time.perf_counter()
        reader.submit()
        seconds.append(time.perf_counter() - begun)
    cpu = ours.cpu_seconds() - before
    for reader in readers:
        reader.rest()
    longest = Load(sum(seconds), seconds).quantile(0.99)
    return [
        ("submit, median ms", f"{statistics.median(seconds) * 1000:.1f}"),
        ("submit, p99 ms", f"{longest:.1f}"),
        ("submit, server's CPU ms", f"{cpu / count * 1000:.1f}"),
    ]


def _answered(port: int) -> Reader:
    """Return a reader who has answered everything and sees the page to hand in from."""
    reader = Reader(port)
    reader.start(QUIZ)
    for n in range(1, QUESTIONS + 1):
        if n > 1:
            reader.request("GET", reader.address(f"/questions/{n}"))
        reader.request("POST", reader.path, message=reader.next_save())
    reader.request("GET", reader.address("/check"))
    return reader


def measure_bytes(report: Report, ours: Server) -> None:
    """Report requests and bytes of an attempt, its static files fetched once or kept already."""
    reader = Reader(ours.port)
    attempt(reader, defaultdict(list))
    reader.rest()
    requests, received = reader.requests, reader.received
    page_bytes, statics = _of_question_page(ours)
    size = sum(statics.values())
    report.heading("Requests and bytes")
    report.say("Compressed, heads of replies included.")
    report.table(
        ("", "requests", "kB"),
        [
            ("an attempt, one question a page, warm cache", requests, f"{received / 1000:.1f}"),
            (
                "the same with a cold cache",
                requests + len(statics),
                f"{(received + size) / 1000:.1f}",
            ),
            (
                "its first question page, warm",
                1,
                report.at_most("question page, warm, kB", page_bytes / 1000, 8, ".1f"),
            ),
            (
                "the same, cold",
                report.at_most("question page, cold, requests", 1 + len(statics), 4, ".0f"),
                report.at_most("question page, cold, kB", (page_bytes + size) / 1000, 40, ".1f"),
            ),
            *((f"- {path}", 1, f"{sent / 1000:.1f}") for path, sent in statics.items()),
        ],
    )


def _of_question_page(ours: Server) -> tuple[int, dict[str, int]]:
    """Return the bytes of a question page, and of each static file that it loads."""
    reader = Reader(ours.port)
    reader.start(QUIZ)
    before = reader.received
    page = reader.request("GET", reader.path)
    received, sizes = reader.received - before, {}
    for path in sorted(set(_STATIC.findall(page))):
        before = reader.received
        reader.request("GET", path)
        sizes[path.partition("?")[0]] = reader.received - before
    reader.rest()
    return received, sizes
