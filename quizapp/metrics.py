"""What the server counts and times, as Prometheus reads it.

Counting costs about a microsecond: a number in a dictionary, under a lock. Processes that answer
behind one port put their numbers together: `quizapp.metrics_files`.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Labels = tuple[str, ...]
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SIZES: Final = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
_lock = threading.Lock()


class Counter:
    """A number for each combination of labels, which only grows."""

    def __init__(self, name: str, meaning: str, labels: Labels = ()) -> None:
        self.name, self.meaning, self.labels = name, meaning, labels
        self._numbers: dict[Labels, float] = {}

    def add(self, *values: str, by: float = 1) -> None:
        """Count one more, of these values of the labels."""
        with _lock:
            self._numbers[values] = self._numbers.get(values, 0) + by

    def numbers(self) -> dict[Labels, list[float]]:
        """Return what was counted, by the values of the labels."""
        with _lock:
            return {values: [number] for values, number in self._numbers.items()}

    def lines(self, numbers: Mapping[Labels, Sequence[float]]) -> Iterator[str]:
        """Yield what Prometheus reads of such numbers."""
        yield from _head(self.name, self.meaning, "counter")
        for values, (number,) in sorted(numbers.items()):
            yield _line(self.name, zip(self.labels, values, strict=True), number)


class ProcessorTime(Counter):
    """The processor's seconds of this process."""

    def numbers(self) -> dict[Labels, list[float]]:
        return {(): [time.process_time()]}


class Histogram:
    """How many of what was measured were no more than each bound, and their sum."""

    def __init__(
        self, name: str, meaning: str, bounds: tuple[float, ...], labels: Labels = ()
    ) -> None:
        self.name, self.meaning, self.bounds, self.labels = name, meaning, bounds, labels
        # Of each: how many fell below each bound and above the one before, above all, and the sum.
        self._numbers: dict[Labels, list[float]] = {}

    def note(self, measured: float, *values: str) -> None:
        """Note one more that was measured, of these values of the labels."""
        place = bisect_left(self.bounds, measured)
        with _lock:
            numbers = self._numbers.get(values)
            if numbers is None:
                numbers = self._numbers[values] = [0] * (len(self.bounds) + 2)
            numbers[place] += 1
            numbers[-1] += measured

    def numbers(self) -> dict[Labels, list[float]]:
        """Return what was noted, by the values of the labels."""
        with _lock:
            return {values: list(numbers) for values, numbers in self._numbers.items()}

    def lines(self, numbers: Mapping[Labels, Sequence[float]]) -> Iterator[str]:
        """Yield what Prometheus reads of such numbers."""
        yield from _head(self.name, self.meaning, "histogram")
        for values, (*counts, total) in sorted(numbers.items()):
            own = list(zip(self.labels, values, strict=True))
            reached = 0.0
            for bound, count in zip((*map(_number, self.bounds), "+Inf"), counts, strict=True):
                reached += count
                yield _line(f"{self.name}_bucket", [*own, ("le", bound)], reached)
            yield _line(f"{self.name}_sum", own, total)
            yield _line(f"{self.name}_count", own, reached)


def gauge(name: str, meaning: str, number: float, **labels: str) -> Iterator[str]:
    """Yield what Prometheus reads of a number that goes up and down."""
    yield from _head(name, meaning, "gauge")
    yield _line(name, labels.items(), number)


def _head(name: str, meaning: str, kind: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Any, number: float) -> str:
    told = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels)
    return f"{name}{{{told}}} {_number(number)}" if told else f"{name} {_number(number)}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


REQUESTS: Final = Counter(
    "quizapp_requests_total", "Requests answered.", ("route", "method", "status")
)
REQUEST_SECONDS: Final = Histogram(
    "quizapp_request_seconds", "How long requests took.", SECONDS, ("route", "method")
)
SAVES: Final = Counter(
    "quizapp_saves_total",
    "Answers sent: acknowledged, in conflict with a newer one, or closed.",
    ("result",),
)
COMMIT_SIZES: Final = Histogram(
    "quizapp_commit_writes", "How many writes one commit of SQLite made durable.", SIZES
)
JOBS: Final = Counter(
    "quizapp_background_runs_total", "Runs of background jobs.", ("job", "result")
)
JOB_SECONDS: Final = Counter(
    "quizapp_background_seconds_total", "Seconds spent in background jobs.", ("job",)
)
MAILS: Final = Counter(
    "quizapp_mails_total", "Mails sent, failed to be tried again, and given up.", ("result",)
)
PROCESSOR: Final = ProcessorTime("process_cpu_seconds_total", "Seconds of the processor.")
ALL: Final = (PROCESSOR, REQUESTS, REQUEST_SECONDS, SAVES, COMMIT_SIZES, JOBS, JOB_SECONDS, MAILS)
