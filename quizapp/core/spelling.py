"""How a text is spelled in YAML, and which character of a spelling stands for which of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_INDICATORS: Final = frozenset(":?,[]{}#&*!|>'\"%@`")
_NOT_PLAIN = re.compile(r":(?:\s|\Z)|\s#|\n|^-(?:\s|\Z)|^(?:---|\.\.\.)|^\s|\s\Z|^~?\Z")
BRACKETS: Final = frozenset(",[]{}")
# What no file may hold as it is (`source` refuses it), and what ends a line for YAML alone.
_ODD: Final = "\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_UNSAFE = re.compile(f"[{_ODD}]")
_ESCAPED = re.compile(f'[{_ODD}\n"\\\\]')
_ESCAPES: Final = {
    **dict(zip("0abtnvfre", "\0\a\b\t\n\v\f\r\x1b", strict=True)),
    **{character: character for character in ' "/\\'},
    **dict(zip("N_LP", "\x85\xa0\u2028\u2029", strict=True)),
}
_PIECES: Final = {
    "": re.compile(r" *\n[ \n]*|(?s:.)"),
    "'": re.compile(r"''| *\n[ \n]*|(?s:.)"),
    '"': re.compile(
        r"\\\n *|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\.| *\n[ \n]*|(?s:.)"
    ),
}

Pairs = Iterator[tuple[str, int]]
"""Characters of a text, each with the index in the spelling where it begins."""


def spell(text: str, quote: str = "") -> str:
    """Spell a text on one line: plain where `quote` is empty and that can be, else in quotes."""
    if not quote and is_plain(text) and not BRACKETS & set(text):
        return text
    is_single = quote == "'" or (not quote and '"' in text)
    if is_single and "\n" not in text and not _UNSAFE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def is_plain(text: str) -> bool:
    """Tell whether a text needs no quotes outside of brackets."""
    is_safe = not _NOT_PLAIN.search(text) and not _UNSAFE.search(text)
    return is_safe and text[0] not in _INDICATORS


def escape(text: str, quote: str) -> str:
    """Spell a piece of a text that stands in quotes, or plainly where `quote` is empty."""
    if quote == "'":
        return text.replace("'", "''")
    return _ESCAPED.sub(_escape, text) if quote else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '"\\':
        return "\\" + character
    code = ord(character)
    if character == "\n":
        return "\\n"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def spell_block(text: str, header: str, indent: int) -> str | None:
    """Spell a text below the `|` or `>` of a header; None where it cannot stand there."""
    body = text.rstrip("\n")
    ending = text[len(body) :]
    has_odd_lines = any(line[:1] == " " for line in body.split("\n")) or body[:1] in ("", "\n")
    if not _ends_so(header, ending) or has_odd_lines or _UNSAFE.search(text):
        return None
    if header.startswith(">"):
        body = re.sub(r"\n+", r"\g<0>\n", body)
    lines = (" " * indent + line if line else "" for line in body.split("\n"))
    return "\n".join((header, *lines)) + (ending or "\n")


def _ends_so(header: str, ending: str) -> bool:
    """Tell whether a block with this header can end with these line breaks."""
    marks = header.partition("#")[0]
    if "+" in marks:
        return ending != ""
    return ending == ("" if "-" in marks else "\n")


def characters(raw: str) -> list[tuple[str, int]] | None:
    """Return a spelling's characters, each with its index; None where that cannot be said.

    `raw` is all of a scalar with its quotes, or a block from its `|` on. A block's may end with
    line breaks that are no part of its text.
    """
    if raw[:1] in ("|", ">"):
        return _block(raw)
    quote = raw[0] if raw[:1] in ("'", '"') else ""
    inner = raw[1:-1] if quote else raw
    return [(c, index + len(quote)) for c, index in _flow(inner, quote)]


def _flow(inner: str, quote: str) -> Pairs:
    for found in _PIECES[quote].finditer(inner):
        piece = found[0]
        if piece[0] == "\\" and quote == '"':
            yield from ((c, found.start()) for c in _unescaped(piece))
        elif "\n" in piece:
            breaks = piece.count("\n")
            yield from ((c, found.start()) for c in ("\n" * (breaks - 1) or " "))
        else:
            yield piece[0], found.start()


def _unescaped(piece: str) -> str:
    if piece[1] == "\n":
        return ""
    return chr(int(piece[2:], 16)) if piece[1] in "xuU" else _ESCAPES.get(piece[1], piece)


def indent_of_block(raw: str) -> int | None:
    """Return by how many spaces the lines of a block are indented; None when the block says it."""
    header, *lines = raw.split("\n")
    if re.search(r"\d", header.partition("#")[0]):
        return None
    return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), None)


def _block(raw: str) -> list[tuple[str, int]] | None:
    indent = indent_of_block(raw)
    if indent is None:
        return None
    lines = list(_lines_of_block(raw, indent))
    if raw[0] == "|":
        return [pair for line in lines for pair in line]
    return _folded(lines)


def _lines_of_block(raw: str, indent: int) -> Iterator[list[tuple[str, int]]]:
    """Yield the characters of each line below the header, with its line break."""
    start = raw.find("\n") + 1
    for line in re.findall(r"[^\n]*\n|[^\n]+", raw[start:]):
        first = min(indent, len(line) - 1) if line.endswith("\n") else indent
        yield [(c, start + first + n) for n, c in enumerate(line[first:])]
        start += len(line)


def _folded(lines: list[list[tuple[str, int]]]) -> list[tuple[str, int]] | None:
    found: list[tuple[str, int]] = []
    for line in lines:
        if line[:1] and line[0][0] == " ":
            # Lines that are further in keep their breaks, and so do their neighbours.
            return None
        if line[:1] and line[0][0] != "\n":
            breaks = _pop_breaks(found)
            is_joined = bool(found) and len(breaks) == 1
            kept = breaks[1:] if found else breaks
            found += [(" ", breaks[0])] if is_joined else [("\n", at) for at in kept]
        found += line
    return found


def _pop_breaks(found: list[tuple[str, int]]) -> list[int]:
    count = 0
    while count < len(found) and found[-1 - count][0] == "\n":
        count += 1
    breaks = [at for _, at in found[len(found) - count :]]
    del found[len(found) - count :]
    return breaks
