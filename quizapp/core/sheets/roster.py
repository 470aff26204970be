"""A class's roster as a table: a name for each pupil, and what the school knows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from quizapp.core.folding import fold_answer
from quizapp.core.names import NAME_LENGTH, clean_name
from quizapp.core.question import Message
from quizapp.core.sheets.table import Remark, Row, Sheet, SheetError, read_sheet
from quizapp.core.terms import Accommodation
from quizapp.core.validation import nearest

ID_LENGTH: Final = 40
LONGEST: Final = 2_000
LEAST_FACTOR: Final = Fraction(1)
MOST_FACTOR: Final = Fraction(10)
MOST_ATTEMPTS: Final = 20
COLUMNS: Final = ("name", "id", "time factor", "extra attempts", "large text", "joined")
_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "full name", "pupil", "student", "pupil name", "student name"),
    "first": ("first name", "given name", "forename"),
    "last": ("last name", "family name", "surname"),
    "id": ("id", "pupil id", "student id", "number", "external id", "id number"),
    "time": ("time factor", "time", "extra time"),
    "attempts": ("extra attempts", "attempts"),
    "text": ("large text", "larger text"),
    "joined": ("joined",),
}
_NO_LIMIT: Final = frozenset({"no limit", "unlimited"})
_YES: Final = frozenset({"yes", "y", "true", "1", "x", "large", "on"})
_NO: Final = frozenset({"no", "n", "false", "0", "-", "normal", "off"})


class Listed(NamedTuple):
    """A pupil as the table has them. None: the table says nothing about it."""

    line: int
    name: str
    id: str
    time_factor: Fraction | None = None
    has_no_limit: bool | None = None
    extra_attempts: int | None = None
    has_large_text: bool | None = None

    def accommodation(self, now: Accommodation) -> Accommodation:
        """Return what the pupil gets: what the table says, else what they get now."""
        said = {name: getattr(self, name) for name in Accommodation._fields}
        return now._replace(**{name: value for name, value in said.items() if value is not None})


class RosterFile(NamedTuple):
    """The pupils of a table, and what in it was not understood."""

    pupils: tuple[Listed, ...]
    remarks: tuple[Remark, ...]


def read_factor(text: str) -> Fraction | None:
    """Read a time factor: 1.5, 1,5, 150% or 3/2; None where it is none, or out of bounds."""
    plain = text.strip().replace(",", ".").replace("×", "").strip()
    try:
        if plain.endswith("%"):
            factor = Fraction(plain[:-1].strip()[:12]) / 100
        else:
            factor = Fraction(plain[:12])
    except (ValueError, ZeroDivisionError):
        return None
    return factor if LEAST_FACTOR <= factor <= MOST_FACTOR and factor.denominator < 10_000 else None


def write_factor(factor: Fraction) -> str:
    """Write a time factor as it is read: 1.5, or 4/3 where it has no end."""
    short = f"{float(factor):g}"
    return short if Fraction(short) == factor else str(factor)


def read_roster(content: bytes) -> RosterFile:
    """Read a table of pupils. Raises SheetError with what is wrong, in words."""
    sheet = read_sheet(content)
    places = _places(sheet.header)
    if "name" not in places and not {"first", "last"} <= places.keys():
        raise SheetError("no column is headed `name`")
    if len(sheet.rows) > LONGEST:
        raise SheetError(f"it has more than {LONGEST} rows")
    remarks = [*sheet.remarks, *_strangers(sheet, set(places.values()))]
    pupils: list[Listed] = []
    seen: dict[str, int] = {}
    for row in sheet.rows:
        found = _pupil(row, places, remarks)
        if found is None:
            continue
        if found.id and found.id in seen:
            values: dict[str, str | int] = {"id": found.id, "line": seen[found.id]}
            message = Message("The id `%(id)s` stands in line %(line)d already; left out.", values)
            remarks.append(Remark(row.line, places["id"] + 1, message))
            continue
        seen[found.id] = row.line
        pupils.append(found)
    return RosterFile(tuple(pupils), tuple(sorted(remarks)))


def _places(header: Sequence[str]) -> dict[str, int]:
    folded = [fold_answer(text) for text in header]
    return {
        kind: next(place for place, text in enumerate(folded) if text in words)
        for kind, words in _HEADINGS.items()
        if any(text in words for text in folded)
    }


def _strangers(sheet: Sheet, used: set[int]) -> Iterator[Remark]:
    for place, text in enumerate(sheet.header):
        if place in used or not text:
            continue
        near = nearest(text, COLUMNS)
        values = {"text": text, "near": near or ""}
        message = (
            Message("The column `%(text)s` is left out. Did you mean `%(near)s`?", values)
            if near
            else Message("The column `%(text)s` is left out.", values)
        )
        yield Remark(sheet.header_line, place + 1, message)


def _pupil(row: Row, places: Mapping[str, int], remarks: list[Remark]) -> Listed | None:
    def cell(kind: str) -> str:
        return row.cells[places[kind]] if kind in places else ""

    def complain(kind: str, msgid: str) -> None:
        message = Message(msgid, {"text": cell(kind)})
        remarks.append(Remark(row.line, places.get(kind, 0) + 1, message))

    name = clean_name(cell("name") or f"{cell('first')} {cell('last')}")
    if not name or len(name) > NAME_LENGTH:
        what = "A name has at most 40 characters; the row is left out." if name else _NAMELESS
        complain("name", what)
        return None
    if len(cell("id")) > ID_LENGTH:
        complain("id", "An id has at most 40 characters; the row is left out.")
        return None
    return _with_accommodation(Listed(row.line, name, clean_name(cell("id"))), cell, complain)


_NAMELESS: Final = "This row has no name; it is left out."


def _with_accommodation(
    listed: Listed, cell: Callable[[str], str], complain: Callable[[str, str], None]
) -> Listed:
    time, attempts, text = (fold_answer(cell(kind)) for kind in ("time", "attempts", "text"))
    if time in _NO_LIMIT:
        listed = listed._replace(has_no_limit=True)
    elif time and (factor := read_factor(time)):
        listed = listed._replace(time_factor=factor, has_no_limit=False)
    elif time:
        complain("time", "`%(text)s` is no time factor from 1 to 10; it is left as it is.")
    if attempts.isascii() and attempts.isdigit() and int(attempts[:9]) <= MOST_ATTEMPTS:
        listed = listed._replace(extra_attempts=int(attempts))
    elif attempts:
        complain("attempts", "`%(text)s` is no number from 0 to 20; it is left as it is.")
    if text in _YES | _NO:
        listed = listed._replace(has_large_text=text in _YES)
    elif text:
        complain("text", "`%(text)s` is neither yes nor no; it is left as it is.")
    return listed
