"""Statistics as JSON and as tables on a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

import click

from quizapp.core.scoring import round_half_up
from quizapp.core.statistics import Analysis, ItemStatistics, TestStatistics
from quizapp.core.statistics.record import analysis_record, said

_NOTHING = "–"


def analysis_json(analysis: Analysis) -> str:
    """Return all numbers as JSON."""
    return json.dumps(analysis_record(analysis), indent=2, ensure_ascii=False)


def print_analysis(analysis: Analysis) -> None:
    """Print the items, their choices, the test, and last what to look at."""
    _print_table(_ITEM_HEADINGS, [_item_row(item) for item in analysis.items])
    choices = [row for item in analysis.items for row in _choice_rows(item)]
    if choices:
        size = next((item.group_size for item in analysis.items if item.group_size), None)
        groups = f", with those of the upper and the lower {size} readers" if size else ""
        click.echo(f"\nChoices (* the key){groups}")
        _print_table(_CHOICE_HEADINGS, choices)
    click.echo(f"\nThe whole test: {analysis.test.count} readers, {analysis.test.items} questions")
    for line in _test_lines(analysis.test):
        click.echo(f"  {line}")
    for name in analysis.waiting:
        click.echo(f"  {name} is left out: it waits to be marked")
    _print_flags(analysis)


_ITEM_HEADINGS = (
    "question",
    "right",
    "facility",
    "interval",
    "sd",
    "discr.",
    "effic.",
    "weight",
    "effect",
    "guess",
)
_CHOICE_HEADINGS = ("question", "choice", "count", "share", "upper", "lower", "r")


def _item_row(item: ItemStatistics) -> tuple[str, ...]:
    return (
        item.name,
        f"{item.right} of {item.count}",
        _percent(item.facility),
        _interval(item),
        _number(item.sd),
        _number(item.discrimination),
        _number(item.discriminative_efficiency),
        _percent(item.intended_weight),
        _percent(item.effective_weight),
        _percent(item.guess),
    )


def _interval(item: ItemStatistics) -> str:
    if item.interval is None:
        return _NOTHING
    low, high = map(_percent, item.interval)
    return f"{low[:-1]}-{high}"


def _choice_rows(item: ItemStatistics) -> Iterator[tuple[str, ...]]:
    for menu in item.menus:
        named = f"{item.name}: {menu.place}" if menu.place else item.name
        for number, choice in enumerate(menu.choices):
            yield (
                "" if number else named,
                f"{'* ' if choice.is_key else '  '}{choice.text}",
                str(choice.count),
                _percent(choice.share),
                _number(choice.upper, 1),
                _number(choice.lower, 1),
                _number(choice.discrimination),
            )


def _test_lines(test: TestStatistics) -> Iterator[str]:
    yield f"mean {_number(test.mean)} of {_number(test.maximum)}, median {_number(test.median)}"
    yield (
        f"standard deviation {_number(test.sd)}, skewness {_number(test.skewness)}, "
        f"kurtosis {_number(test.kurtosis)}"
    )
    if test.alpha is None or test.alpha_interval is None:
        reason = f" {said(test.reason)}" if test.reason else ""
        yield f"Cronbach's alpha {_NOTHING}{reason}"
        return
    low, high = test.alpha_interval
    yield f"Cronbach's alpha {_number(test.alpha)} (95% interval {_number(low)} to {_number(high)})"
    yield f"error ratio {_percent(test.error_ratio)}, standard error {_number(test.standard_error)}"


def _print_flags(analysis: Analysis) -> None:
    flags = [(item, flag) for item in analysis.items for flag in item.flags]
    click.echo("\nTo look at" if flags else "\nNothing to look at.")
    for item, flag in flags:
        place = f", {flag.place}" if flag.place else ""
        click.echo(f"  {item.name}{place}: {said(flag.words)} [{flag.name}]")


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{round_half_up(_exact(share) * 100)}%"


def _number(value: float | None, places: int = 2) -> str:
    if value is None:
        return _NOTHING
    return round_half_up(_exact(value), places).rstrip("0").rstrip(".")


def _exact(value: float) -> Fraction:
    """Return the fraction that is meant, so that 62.5% is rounded up as everywhere."""
    return Fraction(value).limit_denominator(10**9)


def _print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Narrow enough for a terminal of 80 columns.
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(headings):
        is_text = not place or heading == "choice"
        table.add_column(heading, justify="left" if is_text else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    # Into a pipe everything is printed: half a number helps nobody.
    console = Console()
    (console if console.is_terminal else Console(width=200)).print(table)
