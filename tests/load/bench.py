"""`make bench`: our pages against floors of the same run. Ratios are what counts.

Figures are medians of several rounds, ours and the floor's in turns. Load and server share the
machine's cores; CPU is what the server's own processes used. Targets stand in brackets, and what
misses one is marked and listed at the end.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from quizapp.storage.database import make_engine
from tests.load.analysis import measure_analysis
from tests.load.attempts import measure_attempts, measure_bytes
from tests.load.banks import measure_bank
from tests.load.commands import measure_commands
from tests.load.growth import SIZES, measure_growth
from tests.load.house import House, run_house, write_bank
from tests.load.pages import Pace, Row, measure_on_postgres, measure_pages, show_pages
from tests.load.report import Report
from tests.load.servers import Server, floor_command, our_command, run_server
from tests.load.thinking import measure_thinking

CONNECTIONS: Final = (1, 16, 64)
MEMORY_MB: Final = 90.0


def bench_server(report: Report, folder: Path, options: argparse.Namespace) -> None:
    """Measure pages, whole attempts, readers who think, memory and the start."""
    write_bank(folder / "questions", options.quizzes)
    pace = Pace(options.seconds, options.rounds, tuple(options.readers))
    with run_server(floor_command()) as floor, run_house(folder) as house:
        house.crowd(options.pupils, in_class=True)
        rows = measure_pages(house, floor, pace)
        show_pages(report, "Pages", rows)
        _show_inserts(report, folder, options.seconds, rows)
        measure_attempts(report, house.server, options.attempts, max(pace.readers[:2]))
        measure_bytes(report, house.server)
        measure_thinking(report, house.server, options.thinkers, options.seconds * 10)
        starts = [floor.start_seconds, house.server.start_seconds]
        _show_memory(report, house, floor)
    with run_server(our_command(folder / "questions", folder / "instance")) as again:
        starts.append(again.start_seconds)
    report.table(
        ("until the first reply, s", "floor", "first start", "second start"),
        [("", *(f"{seconds:.2f}" for seconds in starts))],
    )


def bench_postgres(report: Report, folder: Path, options: argparse.Namespace) -> None:
    """Measure the hot pages with PostgreSQL behind them, which waits for its disk."""
    # Here, because the wheel that holds a PostgreSQL is loaded by this.
    from tests.postgres import Server as Postgres

    write_bank(folder / "questions", options.quizzes)
    pace = Pace(options.seconds, options.rounds, tuple(options.readers))
    with (
        Postgres(is_durable=True) as postgres,
        run_server(floor_command()) as floor,
        run_house(folder, postgres.create("quizapp")) as house,
    ):
        rows = measure_on_postgres(house, floor, pace)
    show_pages(report, "Pages on PostgreSQL", rows)


def _show_memory(report: Report, house: House, floor: Server) -> None:
    report.heading("Memory and start")
    sizes = [size / 1e6 for size in house.server.memory()]
    rows = [
        (f"process {n}", report.at_most(f"memory of process {n}, MB", size, MEMORY_MB, ".0f"))
        for n, size in enumerate(sizes, 1)
    ]
    rows.append(("the floor's", f"{max(floor.memory()) / 1e6:.0f}"))
    report.table(("MB after all that, what is shared given to each in part", ""), rows)


def _show_inserts(report: Report, folder: Path, seconds: float, rows: list[Row]) -> None:
    inserts = bare_inserts(folder, seconds)
    best = max(row.rate for row in rows if row.page.startswith("save"))
    report.say(
        f"Bare durable inserts over one connection: {inserts:.0f}/s; "
        f"the best of the saves above: {best / inserts:.2f} of them."
    )


def bare_inserts(folder: Path, seconds: float) -> float:
    """Return bare durable inserts a second over one connection: what the disk allows one writer."""
    engine = make_engine(f"sqlite:///{folder / 'floor.sqlite'}")
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        raw.execute("CREATE TABLE floor (id INTEGER PRIMARY KEY, text TEXT)")
        end, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < end:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO floor (text) VALUES (?)", ("x" * 200,))
            raw.execute("COMMIT")
            count += 1
    engine.dispose()
    return count / seconds


Part = Callable[[Report, Path, argparse.Namespace], None]
PARTS: Final[dict[str, Part]] = {
    "server": bench_server,
    "postgres": bench_postgres,
    "starting": lambda report, folder, o: measure_commands(report, folder, o.rounds),
    "bank": lambda report, folder, o: measure_bank(report, folder / "bank", o.files, o.rounds),
    "analysis": lambda report, folder, o: measure_analysis(report, folder, o.answers, o.rounds),
    "growth": lambda report, _folder, o: measure_growth(
        report, list(SIZES[: o.sizes]), o.seconds / 2
    ),
}


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=...", description=__doc__)
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=list(PARTS), help="these parts")
    add("--to", type=Path, help="write the tables to this file too")
    add("--seconds", type=float, default=1.5, help="length of a round")
    add("--rounds", type=int, default=3)
    add("--readers", type=int, nargs="+", default=CONNECTIONS, help="so many at once")
    add("--quizzes", type=int, default=50, help="quizzes beside the one that is taken")
    add("--pupils", type=int, default=1_000, help="in the teacher's class")
    add("--attempts", type=int, default=160, help="whole attempts to take")
    add("--thinkers", type=int, default=300, help="readers who think between two pages")
    add("--files", type=int, default=1_000, help="files of the large bank")
    add("--answers", type=int, default=100_000, help="answers to analyse; 1000000 takes minutes")
    add("--sizes", type=int, default=3, help="of growth: 4 ends with 1,000,000 attempts")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> Report:
    """Run the parts that are asked for; print Markdown tables, and write them to a file."""
    options, report = parse(arguments), Report()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    report.say(
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, "
        f"load of the machine before: {load}"
    )
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](report, Path(folder), options)
    report.conclude()
    if options.to:
        report.write(options.to)
    return report


if __name__ == "__main__":
    main()
