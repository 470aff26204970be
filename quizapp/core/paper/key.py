"""What a reader who knows everything writes on the answer sheet of a form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quizapp.core.question import Entry, Input, Label, Question


class Right(NamedTuple):
    """One right answer.

    `place` is the number of the part or the letter of the item it belongs to, `mark` what stands on
    the sheet when that is a letter or number; `text` says it in words, Markdown unless `is_typed`.
    """

    place: str
    mark: str
    text: str
    is_typed: bool = False


def letter(place: int) -> str:
    """Return the letter of the option at a place: A, ..., Z, AA, AB."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return (alphabet[place // 26 - 1] if place >= 26 else "") + alphabet[place % 26]


def key_on_paper(question: Question, entries: Sequence[Entry]) -> tuple[Right, ...]:
    """Return the key of a question as a form prints it: `entries` are in that form's order."""
    if question.is_marked_by_hand:
        return ()
    key = [*question.key]
    found: list[Right] = []
    for number, entry in enumerate(entries, 1):
        names = [value for part, value in key if part == entry.part]
        found += _of_entry(question, entry, names, str(number) if entry.part else "")
    return tuple(found)


def _of_entry(
    question: Question, entry: Entry, names: Sequence[str], place: str
) -> Iterator[Right]:
    if not entry.options:
        yield from (Right(place, "", name, is_typed=True) for name in names)
        return
    if entry.input is Input.ORDER:
        yield from _order(entry, names)
        return
    if entry.label is Label.NUMBER:
        names = _all_right(question, entry)
    elif place and not names:
        # An item that belongs nowhere stays empty.
        yield Right(place, "–", "")
    for index, option in enumerate(entry.options):
        if option.name in names:
            mark = {Label.LETTER: letter(index), Label.NUMBER: str(index + 1), Label.WORD: ""}
            yield Right(place, mark[entry.label], option.text)


def _order(entry: Entry, names: Sequence[str]) -> Iterator[Right]:
    for index, option in enumerate(entry.options):
        yield Right(letter(index), str(names.index(option.name) + 1), option.text)


def _all_right(question: Question, entry: Entry) -> list[str]:
    """Return every right piece, also where any one of them is enough."""
    everything = tuple((entry.part, option.name) for option in entry.options)
    return [part.value for part in question.grade(everything).parts if part.score == 1]
