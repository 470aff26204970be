"""GIFT's escapes and text formats."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from quizapp.formats._markup import markdown_from_plain
from quizapp.formats._text_formats import HTML, converted, one_line_of

_SPECIAL: Final = "\\~=#{}:"
# While a file is taken apart, escaped characters wear a private disguise.
_DISGUISES: Final = {character: chr(0xE200 + number) for number, character in enumerate(_SPECIAL)}
_NEWLINE: Final = chr(0xE210)
_UNDO: Final = str.maketrans(
    {hidden: plain for plain, hidden in _DISGUISES.items()} | {_NEWLINE: "\n"}
)
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)


class Piece(NamedTuple):
    """A stretch of a file with its escapes disguised, and the format it is written in."""

    text: str
    format: str


def disguise(text: str) -> str:
    """Hide what is escaped, so that what is left of GIFT's marks means something."""
    return _ESCAPE.sub(lambda found: _NEWLINE if found[1] == "n" else _DISGUISES[found[1]], text)


def undisguise(text: str) -> str:
    """Return a text as its author meant it."""
    return text.translate(_UNDO)


def escape(text: str) -> str:
    """Return a text so that none of it is a mark of GIFT."""
    escaped = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return escaped.replace("\n", "\\n")


def take_format(text: str, default: str) -> Piece:
    """Take the `[html]` or its like off the beginning of a text."""
    found = _FORMAT.match(text)
    return Piece(text[found.end() :], found[1].lower()) if found else Piece(text, default)


def to_markdown(piece: Piece, *, one_line: bool = False) -> str:
    """Return a piece as Markdown."""
    text = undisguise(piece.text).strip()
    if piece.format == "markdown":
        return one_line_of(text) if one_line else text
    return converted(text, piece.format, one_line=one_line).markdown


def needs_markdown(text: str) -> bool:
    """Tell whether a Markdown text would be another as GIFT's default, plain text or HTML."""
    is_plain = markdown_from_plain(text) == text.strip()
    return not is_plain or bool(HTML.search(text)) or text.lstrip().startswith("[")
