"""An answer as it is written into a cell: by hand from paper, by a form, by a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from quizapp.core.folding import fold_answer
from quizapp.core.markdown import plain_text, render_inline
from quizapp.core.paper.forms import print_entries
from quizapp.core.question import Entry, Input, Label, Message, Option, Question, Response
from quizapp.core.types.true_false import WORDS
from quizapp.core.validation import nearest

_BLANKS: Final = frozenset("-–—")
_LETTER = re.compile(r"([A-Za-z])[.)]?\Z")
_LETTER_AND_TEXT = re.compile(r"[A-Za-z][.):]\s+(\S.*)\Z", re.DOTALL)
_NUMBER = re.compile(r"([0-9]{1,9})[.)]?\Z")
_LETTERS = re.compile(r"[A-Za-z](?:[\s,/&+>]*[A-Za-z])*\Z")
_PIECES = re.compile(r"(?:\\.|[^\\;\n])+", re.DOTALL)
_TOKENS = re.compile(r"\\.|.", re.DOTALL)
_ESCAPE = re.compile(r"\\([\\;=])")


class Written(NamedTuple):
    """What a cell says, and the words for what in it was not understood."""

    response: Response
    complaints: tuple[Message, ...] = ()


def read_written(question: Question, text: str, entries: Sequence[Entry] | None = None) -> Written:
    """Read the answer to a question; the manual's page on marking says how it is written.

    `entries` are the question's as the paper had them, form A's if left out. What is not
    understood stays in the response as it was written, where it earns nothing.
    """
    entries = print_entries(question) if entries is None else entries
    if not text.strip() or not entries or _is_dash(text, entries):
        return Written(())
    if any(entry.part for entry in entries):
        return _checked(question, _read_parts(entries, text))
    return _checked(question, read_entry(entries[0], text))


def read_entry(entry: Entry, text: str) -> Written:
    """Read what is written for one thing to fill in."""
    if not text.strip():
        return Written(())
    if not entry.options:
        return Written(((entry.part, text.strip()),))
    if entry.input is Input.ONE:
        names, unknown = [find_option(entry, text)], [text]
    else:
        names, unknown = _read_several(entry, text)
    known = [name for name in names if name is not None]
    if entry.input is Input.MANY:
        known = [option.name for option in entry.options if option.name in known]
    strange = [text.strip() for text, name in zip(unknown, names, strict=True) if name is None]
    response = tuple((entry.part, name) for name in [*known, *strange])
    return Written(response, tuple(_not_offered(entry, text) for text in strange))


def find_option(entry: Entry, text: str) -> str | None:
    """Return the name of the option that is meant: by name, by text, by its letter or number."""
    text = text.strip()
    for option in entry.options:
        if text in (option.name, option.text):
            return option.name
    if (name := _by_folded_text(entry, text)) is not None:
        return name
    if entry.label is Label.NUMBER and (found := _NUMBER.match(text)):
        return _at(entry, int(found[1]) - 1)
    if found := _LETTER.match(text):
        return _by_letter(entry, found[1]) or _by_initial(entry, found[1])
    if found := _LETTER_AND_TEXT.match(text):
        return _by_folded_text(entry, found[1])
    return None


def _by_folded_text(entry: Entry, text: str) -> str | None:
    folded = fold_answer(text)
    for shown in (_name, _text, _plain):
        names = {o.name for o in entry.options if fold_answer(shown(o)) == folded}
        if len(names) == 1:
            return names.pop()
    return None


def _name(option: Option) -> str:
    return option.name


def _text(option: Option) -> str:
    return option.text


def _plain(option: Option) -> str:
    return plain_text(render_inline(option.text))


def _by_letter(entry: Entry, letter: str) -> str | None:
    return _at(entry, ord(letter.upper()) - ord("A"))


def _at(entry: Entry, place: int) -> str | None:
    return entry.options[place].name if 0 <= place < len(entry.options) else None


def _by_initial(entry: Entry, letter: str) -> str | None:
    """Take T and F for true and false, as they are written on paper."""
    if not {option.name for option in entry.options} <= WORDS.keys():
        return None
    names = [o.name for o in entry.options if letter.lower() in (o.name[0], o.text[0].lower())]
    return names[0] if len(names) == 1 else None


def _read_several(entry: Entry, text: str) -> tuple[list[str | None], list[str]]:
    """Return the names that are meant, None for what is unknown, and how each is written."""
    if whole := find_option(entry, text):
        return [whole], [text]
    if entry.input is Input.ORDER and (names := _by_places(entry, text)):
        return list(names), list(names)
    pairs: list[tuple[str | None, str]] = []
    for piece in _pieces(text):
        plain = _unescape(piece)
        if (name := find_option(entry, plain)) is not None:
            pairs.append((name, plain))
        else:
            names = _by_letters(entry, plain) or _joined(entry, plain)
            pairs += [(name, plain) for name in names] or [(None, plain)]
    return [name for name, _ in pairs], [written for _, written in pairs]


def _by_places(entry: Entry, text: str) -> list[str]:
    """Read an order as paper has it, with a number beside each item: Apples=2; Pears=1."""
    places: list[tuple[int, str]] = []
    for piece in _pieces(text):
        item, _, number = piece.rpartition("=")
        name = find_option(entry, _unescape(item))
        if name is None or not (number.strip().isascii() and number.strip().isdigit()):
            return []
        places.append((int(number[:9]), name))
    places.sort()
    counted = [place for place, _ in places] == list(range(1, len(places) + 1))
    return [name for _, name in places] if counted else []


def _by_letters(entry: Entry, text: str) -> list[str]:
    """Read letters that stand together: ACD, or A, C, D."""
    if not _LETTERS.match(text):
        return []
    names = [_by_letter(entry, letter) for letter in text if letter.isalpha()]
    return [name for name in names if name is not None] if None not in names else []


def _joined(entry: Entry, text: str) -> list[str]:
    """Read texts with commas between them, as forms join them, though a text may hold commas."""
    for mark in ",>":
        parts = text.split(mark)
        names: list[str] = []
        while parts:
            for end in range(len(parts), 0, -1):
                name = find_option(entry, mark.join(parts[:end]))
                if name is not None:
                    break
            else:
                break
            names.append(name)
            parts = parts[end:]
        if not parts:
            return names
    return []


def _read_parts(entries: Sequence[Entry], text: str) -> Written:
    pieces = _pieces(text)
    split = [_split_pair(entries, piece) for piece in pieces]
    if any(entry is not None for entry, _ in split):
        return _joined_up(
            [
                read_entry(entry, value) if entry else Written((("", value),), (_no_part(value),))
                for entry, value in split
            ]
        )
    return _in_order(entries, text, pieces)


def _in_order(entries: Sequence[Entry], text: str, pieces: Sequence[str]) -> Written:
    """Read values without their parts, one for each part."""
    values = [_unescape(piece) for piece in pieces]
    if len(values) != len(entries) and _LETTERS.match(text) and all(e.options for e in entries):
        values = [letter for letter in text if letter.isalpha()]
    if len(values) == len(entries):
        pairs = zip(entries, values, strict=True)
        return _joined_up([read_entry(entry, value) for entry, value in pairs])
    return Written(tuple(("", value) for value in values), tuple(map(_no_part, values)))


def _joined_up(pieces: Iterable[Written]) -> Written:
    found = list(pieces)
    return Written(
        tuple(pair for piece in found for pair in piece.response),
        tuple(complaint for piece in found for complaint in piece.complaints),
    )


def _split_pair(entries: Sequence[Entry], piece: str) -> tuple[Entry | None, str]:
    """Cut `left=right` at the sign before which a left stands."""
    place = 0
    for sign in _TOKENS.findall(piece):
        if sign == "=":
            entry = find_entry(entries, _unescape(piece[:place]))
            if entry is not None:
                return entry, _unescape(piece[place + 1 :])
        place += len(sign)
    return None, _unescape(piece)


def find_entry(entries: Sequence[Entry], text: str) -> Entry | None:
    """Return the part that is meant: by its name or its number on paper."""
    for entry in entries:
        if entry.part == text.strip():
            return entry
    folded = fold_answer(text)
    named = [entry for entry in entries if folded in (fold_answer(entry.part), _plain_part(entry))]
    if len(named) == 1:
        return named[0]
    number = folded.removesuffix(")")
    if number.isascii() and number.isdigit() and 0 < int(number[:9]) <= len(entries):
        return entries[int(number[:9]) - 1]
    return None


def _plain_part(entry: Entry) -> str:
    return fold_answer(plain_text(render_inline(entry.part)))


def _pieces(text: str) -> list[str]:
    return [piece for found in _PIECES.findall(text) if (piece := found.strip())]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(r"\1", text).strip()


def _is_dash(text: str, entries: Sequence[Entry]) -> bool:
    """Tell whether a lone dash stands for an answer that was left empty."""
    return text.strip() in _BLANKS and not any(find_option(e, text) for e in entries)


def _not_offered(entry: Entry, text: str) -> Message:
    near = nearest(text, [option.text for option in entry.options])
    values = {"text": text, "part": entry.part, "near": near or ""}
    if entry.part:
        return Message("`%(text)s` is none of the answers offered for `%(part)s`.", values)
    if near:
        return Message("`%(text)s` is none of the choices. Did you mean `%(near)s`?", values)
    return Message("`%(text)s` is none of the choices.", values)


def _no_part(text: str) -> Message:
    return Message("`%(text)s` does not say what it belongs to: write left=right.", {"text": text})


def _checked(question: Question, written: Written) -> Written:
    if written.complaints or not written.response:
        return written
    complaint = question.complaint(written.response)
    return written._replace(complaints=(complaint,)) if complaint else written
