"""The same pages while bank and database grow: what a page costs may depend on what it shows."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from tests.load.client import get, post_json, run_load
from tests.load.house import QUIZ, House, run_house, write_bank
from tests.load.reader import Reader
from tests.load.report import Report


class Size(NamedTuple):
    """How much there is: quizzes in the bank, attempts in the database."""

    quizzes: int
    attempts: int


SIZES: Final = (Size(10, 1_000), Size(100, 10_000), Size(1_000, 100_000), Size(10_000, 1_000_000))
AT_QUIZ: Final = 1_000
"""Attempts at the quiz whose pages are measured; all others are at other quizzes."""
IN_CLASS: Final = 30
_SETTLE_SECONDS: Final = 60
_LONG_ENOUGH: Final = 5
_IDLE: Final = 0.1
"""So much of a core a server uses to which nobody comes."""
MOST: Final = 1.5
"""A page's CPU at the largest size, of that at the smallest with full pages: room for noise."""


def measure_growth(report: Report, sizes: list[Size], seconds: float) -> None:
    """Report CPU and median time of pages at each size, one reader at a time."""
    found = [_at(size, seconds) for size in sizes]
    report.heading("Growth")
    report.say(
        "CPU in ms for a request, one reader at a time; the median in ms behind the stroke. "
        f"{AT_QUIZ} attempts are at the quiz that is shown, {IN_CLASS} of its readers in the class."
    )
    heads = [f"{size.quizzes:,} quizzes, {size.attempts:,} attempts" for size in sizes]
    rows = []
    for page in found[0]:
        cells = [f"{cpu:.2f} / {p50:.2f}" for cpu, p50 in (one[page] for one in found)]
        # With ten quizzes the library is not yet full.
        first = found[min(1, len(found) - 2)][page][0] if len(found) > 1 else found[0][page][0]
        ratio = found[-1][page][0] / first if first else 1.0
        rows.append((page, *cells, report.at_most(f"growth of {page}", ratio, MOST)))
    report.table(("page", *heads, "largest, of the first that is full"), rows)


def _at(size: Size, seconds: float) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bank(folder / "questions", size.quizzes - 1)
        with run_house(folder) as house:
            at_quiz = min(AT_QUIZ, size.attempts)
            in_class = min(IN_CLASS, at_quiz)
            house.crowd(in_class, in_class=True)
            house.crowd(at_quiz - in_class)
            house.crowd(size.attempts - at_quiz, size.quizzes - 1, each=10)
            _let_settle(house)
            return {page: _measure(house, maker, seconds) for page, maker in _pages(house).items()}


def _let_settle(house: House) -> None:
    """Wait until the server has written down the quizzes that it met at its start."""
    until, used = time.monotonic() + _SETTLE_SECONDS, 1.0
    while used > _IDLE and time.monotonic() < until:
        before = house.server.cpu_seconds()
        # It rests for two seconds between one part and the next.
        time.sleep(_LONG_ENOUGH)
        used = (house.server.cpu_seconds() - before) / _LONG_ENOUGH


def _measure(house: House, maker: Callable[[], bytes], seconds: float) -> tuple[float, float]:
    run_load(house.server.port, [maker], min(0.2, seconds))  # what is kept is there
    before = house.server.cpu_seconds()
    load = run_load(house.server.port, [maker], seconds)
    if load.failures:
        raise AssertionError(f"{load.failures} requests failed: {maker()[:200]!r}")
    used = house.server.cpu_seconds() - before
    return used / max(1, len(load.times)) * 1000, load.median


def _pages(house: House) -> dict[str, Callable[[], bytes]]:
    reader, done = Reader(house.server.port), Reader(house.server.port)
    for one in (reader, done):
        one.start(QUIZ)
    done.hand_in()
    for one in (reader, done):
        one.rest()
    teacher, class_id = house.teacher, house.class_id

    def see(who: Reader, path: str) -> Callable[[], bytes]:
        return lambda: get(path, who.cookie)

    return {
        "library": see(reader, "/"),
        "quiz": see(reader, f"/quizzes/{QUIZ}"),
        "question": see(reader, reader.path),
        "save": lambda: post_json(reader.path, reader.next_save(), reader.cookie, reader.token),
        "result": see(done, done.path),
        "score history": see(done, "/history"),
        "teacher's desk": see(teacher, "/teach"),
        "a class": see(teacher, f"/teach/classes/{class_id}"),
        "results of a class": see(teacher, f"/teach/classes/{class_id}/results"),
        "results of a quiz": see(teacher, f"/teach/quizzes/{QUIZ}"),
        "analysis of a quiz": see(teacher, f"/teach/quizzes/{QUIZ}/analysis"),
        "what is to mark": see(teacher, "/teach/marking"),
        "near misses": see(teacher, f"/teach/near-misses/{QUIZ}"),
        "files of the bank": see(teacher, "/teach/bank"),
        "log": see(teacher, "/teach/log"),
    }
