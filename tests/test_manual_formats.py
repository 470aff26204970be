"""The examples on the pages of formats are read by their own format, with nothing lost."""

from __future__ import annotations

import re

import pytest

from quizapp.formats import Format, Incoming, all_formats, bring_in, sniff

FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"(?:^\|.*\n?)+", re.MULTILINE)
READERS = {format_.name: format_ for format_ in all_formats() if format_.read}


def fenced(format_: Format) -> list[str]:
    return FENCE.findall(format_.page)


def tables(format_: Format) -> list[str]:
    """Return the tables on a page as CSV: they have no commas and no quotes in their cells."""
    found = []
    for table in TABLE.findall(format_.page):
        rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()]
        found.append("".join(",".join(row) + "\n" for row in [rows[0], *rows[2:]]))
    return found


EXAMPLES = [
    *[(name, text) for name, format_ in READERS.items() for text in fenced(format_)],
    *[("csv", text) for name in ("csv", "xlsx") for text in tables(READERS[name])],
]


def test_every_format_that_can_be_typed_shows_an_example() -> None:
    assert {"aiken", "csv", "gift", "moodle-xml", "qti-1.2", "qti-2.1", "qti-3.0"} <= {
        name for name, _ in EXAMPLES
    }


@pytest.mark.parametrize(("name", "text"), EXAMPLES)
def test_the_example_of_a_format_is_read_by_it_without_losses(name: str, text: str) -> None:
    format_ = READERS[name]
    file = Incoming(f"example{format_.suffix}", text.encode())
    assert format_ in sniff(file)
    brought = bring_in([(file, format_)], "example")
    # An item of QTI 3.0 names the file of its passage, which is not on the page.
    messages = [loss.message for loss in brought.losses]
    assert [words for words in messages if "passages/hale-point.xml" not in words] == []
    assert brought.quiz
    assert brought.quiz.items
