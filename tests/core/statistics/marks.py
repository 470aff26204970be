"""Tables of marks for the tests of the statistics."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.core.question import Option
from quizapp.core.statistics import ItemMarks, MarkTable, Menu


def table_of(rows: Sequence[Sequence[float]], maxima: Sequence[float] = ()) -> MarkTable:
    """Return a table; a row has one reader's marks."""
    columns = list(zip(*rows, strict=True))
    return MarkTable(
        len(rows),
        tuple(
            ItemMarks(f"i{place}", maxima[place - 1] if maxima else 1.0, list(map(float, column)))
            for place, column in enumerate(columns, 1)
        ),
    )


def chosen_of(rows: Sequence[str], key: str, options: str = "ABCD") -> MarkTable:
    """Return a table of single choices: `key` has the right letter of each item."""
    return MarkTable(
        len(rows), tuple(_item(rows, place, key, options) for place in range(len(key)))
    )


def _item(rows: Sequence[str], place: int, key: str, options: str) -> ItemMarks:
    menu = Menu(
        "",
        tuple(Option(letter, letter) for letter in options),
        frozenset(key[place]),
        [(row[place],) if row[place] != " " else () for row in rows],
    )
    return ItemMarks(
        f"i{place + 1}",
        1.0,
        [float(row[place] == key[place]) for row in rows],
        blanks=sum(row[place] == " " for row in rows),
        guess=1 / len(options),
        menus=(menu,),
    )
