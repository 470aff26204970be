"""What was measured, as Markdown: shown while it is made, and kept for a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

MISSED = "**missed**"


class Report:
    """Lines of Markdown. Whoever runs it sees each as soon as it is known."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.missed: list[str] = []

    def say(self, *lines: str) -> None:
        """Add a paragraph."""
        for line in (*lines, ""):
            self.lines.append(line)
            print(line, flush=True)

    def heading(self, text: str) -> None:
        """Begin a part."""
        self.say(f"## {text}")

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Add a table; its first column is of words, the others of figures."""
        rule = ["---", *["---:"] * (len(head) - 1)]
        self.say(*(f"| {' | '.join(map(_cell, row))} |" for row in (head, rule, *rows)))

    def at_most(self, what: str, value: float, target: float | None, form: str = ".2f") -> str:
        """Return a figure with its target beside it, marked where it is above it."""
        return self._judged(what, value, target, form, "≤", target is None or value <= target)

    def at_least(self, what: str, value: float, target: float | None, form: str = ".2f") -> str:
        """Return a figure with its target beside it, marked where it is below it."""
        return self._judged(what, value, target, form, "≥", target is None or value >= target)

    def _judged(
        self, what: str, value: float, target: float | None, form: str, sign: str, is_met: bool
    ) -> str:
        if target is None:
            return f"{value:{form}}"
        told = f"{value:{form}} ({sign} {target:{form}})"
        if is_met:
            return told
        self.missed.append(f"{what}: {told}")
        return f"{told} {MISSED}"

    def conclude(self) -> None:
        """Say which targets were missed."""
        self.heading("Targets missed")
        self.say(*([f"- {line}" for line in self.missed] or ["None."]))

    def write(self, path: Path) -> None:
        """Write it all to a file."""
        path.write_text("\n".join(self.lines), encoding="utf-8")


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
