"""Our pages under load, each in turn with the floor of the same moment."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from tests.load.client import Load, get, post_json, run_load
from tests.load.house import QUIZ, House
from tests.load.reader import Reader
from tests.load.report import Report
from tests.load.servers import Server

Makers = list[Callable[[], bytes]]


class Pace(NamedTuple):
    """How long a round lasts in seconds, how many there are, and with how many readers at once."""

    seconds: float
    rounds: int
    readers: tuple[int, ...]


class Target(NamedTuple):
    """What shared/performance.md wants: a share of the floor's rate, a multiple of its CPU."""

    rate: float | None = None
    cpu: float | None = None


TARGETS: Final = {
    "library, 50 quizzes": Target(rate=0.40),
    "question": Target(rate=0.45, cpu=5),
    "save, durable": Target(rate=0.40, cpu=2),
    "result": Target(rate=0.25),
    "save, PostgreSQL": Target(rate=0.55),
}
LONGEST_MS: Final = 100.0


class Round(NamedTuple):
    """One round of load: what came of it, and the server's CPU for each request."""

    load: Load
    cpu: float


class Row(NamedTuple):
    """Medians over the rounds of one page with so many readers at once."""

    page: str
    readers: int
    rate: float
    rate_of_floor: float
    p50: float
    p99: float
    cpu: float
    cpu_of_floor: float
    failures: int


class Page(NamedTuple):
    """A page to load: what each of `n` readers sends, and the floor's request beside it."""

    name: str
    makers: Callable[[int], Makers]
    floor: Callable[[], bytes]


def measure(ours: Server, floor: Server, page: Page, pace: Pace) -> Iterator[Row]:
    """Load a page and its floor in turns: what else the machine does then hits both."""
    for readers in pace.readers:
        pairs = [
            (
                _round(floor, [page.floor] * readers, pace.seconds / 2),
                _round(ours, page.makers(readers), pace.seconds),
            )
            for _ in range(pace.rounds)
        ]
        yield _row(page.name, readers, pairs)


def _round(server: Server, makers: Makers, seconds: float) -> Round:
    before = server.cpu_seconds()
    load = run_load(server.port, makers, seconds)
    return Round(load, (server.cpu_seconds() - before) / max(1, len(load.times)))


def _row(name: str, readers: int, pairs: list[tuple[Round, Round]]) -> Row:
    ours = [mine for _, mine in pairs]
    return Row(
        name,
        readers,
        statistics.median(r.load.rate for r in ours),
        statistics.median(_ratio(mine.load.rate, base.load.rate) for base, mine in pairs),
        statistics.median(r.load.median for r in ours),
        statistics.median(r.load.quantile(0.99) for r in ours),
        statistics.median(r.cpu for r in ours) * 1e6,
        statistics.median(_ratio(mine.cpu, base.cpu) for base, mine in pairs),
        sum(r.load.failures for r in ours),
    )


def _ratio(ours: float, floor: float) -> float:
    # A round can be too short for a single tick of the clock that counts CPU.
    return ours / floor if floor else 0.0


def _floor_page() -> bytes:
    return get("/page")


def _floor_save() -> bytes:
    return post_json("/save", "{}")


def see(name: str, readers: list[Reader], path: str = "") -> Page:
    """Return a page that everybody looks at: the one each is on, unless a path is named."""
    return Page(
        name,
        lambda n: [lambda r=r: get(path or r.path, r.cookie) for r in readers[:n]],
        _floor_page,
    )


def _save(name: str, readers: list[Reader]) -> Page:
    def makers(n: int) -> Makers:
        return [
            lambda r=r: post_json(r.path, r.next_save(), r.cookie, r.token) for r in readers[:n]
        ]

    return Page(name, makers, _floor_save)


def measure_pages(house: House, floor: Server, pace: Pace) -> list[Row]:
    """Measure every page of a reader's way, and a teacher's with the class as it is."""
    readers = _started(house, pace)
    pages = [
        see("library, 50 quizzes", readers, "/"),
        see("quiz", readers, f"/quizzes/{QUIZ}"),
        see("question", readers),
        _save("save, durable", readers),
    ]
    rows = [row for page in pages for row in measure(house.server, floor, page, pace)]
    for reader in readers:
        reader.hand_in()
        reader.rest()
    teachers = [house.teacher] * max(pace.readers)
    pages = [
        see("result", readers),
        see("score history", readers, "/history"),
        see("results of a class of 1,000", teachers, f"/teach/classes/{house.class_id}/results"),
        see("analysis of 1,000 attempts", teachers, f"/teach/quizzes/{QUIZ}/analysis"),
    ]
    return rows + [row for page in pages for row in measure(house.server, floor, page, pace)]


def measure_on_postgres(house: House, floor: Server, pace: Pace) -> list[Row]:
    """Measure what the database has most to do with."""
    readers = _started(house, pace)
    pages = [see("question, PostgreSQL", readers), _save("save, PostgreSQL", readers)]
    return [row for page in pages for row in measure(house.server, floor, page, pace)]


def _started(house: House, pace: Pace) -> list[Reader]:
    readers = [Reader(house.server.port) for _ in range(max(pace.readers))]
    for reader in readers:
        reader.start(QUIZ)
        reader.rest()
    return readers


def show_pages(report: Report, heading: str, rows: list[Row]) -> None:
    """Report the rows; targets stand beside the figures."""
    report.heading(heading)
    report.table(
        (
            "page",
            "readers at once",
            "requests/s",
            "of the floor",
            "p50 ms",
            "p99 ms",
            "CPU µs",
            "times the floor's CPU",
            "failures",
        ),
        [_told(report, row) for row in rows],
    )


def _told(report: Report, row: Row) -> tuple[object, ...]:
    target, what = TARGETS.get(row.page, Target()), f"{row.page}, {row.readers} at once"
    is_teachers = row.page not in TARGETS and "1,000" in row.page
    return (
        row.page,
        row.readers,
        f"{row.rate:.0f}",
        report.at_least(f"{what}, of the floor", row.rate_of_floor, target.rate),
        f"{row.p50:.1f}",
        report.at_most(f"{what}, p99 ms", row.p99, None if is_teachers else LONGEST_MS, ".1f"),
        f"{row.cpu:.0f}",
        report.at_most(f"{what}, times the floor's CPU", row.cpu_of_floor, target.cpu, ".1f"),
        report.at_most(f"{what}, failures", row.failures, 0, ".0f"),
    )
